"""What an install without --allow-multiple says where there are versions.

It does what it always did: the flat installation of a project is replaced, and
with it what plain imports get.  Versions beside it are neither used nor
touched, which is worth a line.
"""

import logging
from typing import Iterable

from pip._internal.metadata import get_default_environment
from pip._internal.multiple.layout import versions_beside
from pip._internal.req.req_install import InstallRequirement

logger = logging.getLogger(__name__)


def announce(to_install: Iterable[InstallRequirement]) -> None:
    """Say which flat installations give way, where versions stand beside them."""
    for requirement in to_install:
        if not requirement.should_reinstall or not requirement.name:
            continue
        flat = get_default_environment().get_distribution(requirement.name)
        versions = versions_beside(requirement.name)
        if flat is not None and versions:
            logger.info(
                "%s, which plain imports get, is to be replaced by %s. Beside it "
                "stay %s. (--allow-multiple adds a version and replaces none.)",
                flat,
                requirement.metadata["version"],
                ", ".join(map(str, versions)),
            )
