"""Each requirement is resolved with its own dependencies; results are united.

"foo==1.0" and "foo==2.0" are no conflict: each is the only root of a
resolution of its own.  What the same command asks for besides is known to all
of them: a dependency takes a version that another requirement of the command
stands for, where one satisfies it, then one that is installed, then the best
on the index, as ever.  So a list that is complete installs what it lists and
no more, and the hash and the place that it gives for a dependency hold.

Every version that is installed counts, beside each other or flat, and none is
to be uninstalled.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import (
    Any,
    Callable,
    Dict,
    FrozenSet,
    Iterable,
    Iterator,
    List,
    Optional,
    Set,
    Tuple,
)

from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.exceptions import InstallationError
from pip._internal.metadata import BaseDistribution
from pip._internal.multiple.refusing import editable_refused
from pip._internal.req.constructors import (
    install_req_drop_extras,
    install_req_extend_extras,
)
from pip._internal.req.req_install import InstallRequirement
from pip._internal.req.req_set import RequirementSet
from pip._internal.resolution.resolvelib import factory as resolvelib_factory
from pip._internal.resolution.resolvelib import resolver as resolvelib_resolver
from pip._internal.resolution.resolvelib.base import Candidate
from pip._internal.resolution.resolvelib.candidates import (
    AlreadyInstalledCandidate,
    BaseCandidate,
)
from pip._internal.utils.hashes import Hashes

logger = logging.getLogger(__name__)

Key = Tuple[NormalizedName, Version]
_Group = Callable[[], Iterable[Candidate]]


class Resolver(resolvelib_resolver.Resolver):
    """Resolves each root requirement by itself."""

    factory: "Factory"

    def __init__(
        self,
        resolver: resolvelib_resolver.Resolver,
        installed: Iterable[BaseDistribution],
    ) -> None:
        """Take over the settings of a resolver that pip has made.

        installed is every version that requirements may be satisfied by.
        """
        self.factory = Factory(resolver.factory, installed)
        self.ignore_dependencies = resolver.ignore_dependencies
        self.upgrade_strategy = resolver.upgrade_strategy
        self._result = None

    def resolve(
        self, root_reqs: List[InstallRequirement], check_supported_wheels: bool
    ) -> "UnitedSet":
        for req in root_reqs:
            if req.editable:
                raise InstallationError(editable_refused(req))
        constraints = [req for req in root_reqs if req.constraint]
        roots = [req for req in root_reqs if not req.constraint]
        united = UnitedSet(check_supported_wheels)
        try:
            self.factory.ask(roots)
            for root in roots:
                self.factory.root = root
                found = super().resolve([*constraints, root], check_supported_wheels)
                for req in super().get_installation_order(found):
                    if not self._is_there(req):
                        united.add_named_requirement(req)
        except InvalidVersion as error:
            raise InstallationError(
                f"The metadata of what was asked for has a version that is not one "
                f"of PEP 440: {error}. Nothing was changed."
            )
        return united

    def get_installation_order(
        self, req_set: RequirementSet
    ) -> List[InstallRequirement]:
        """Each resolution's own order, in which dependencies come first."""
        return req_set.all_requirements

    def _is_there(self, req: InstallRequirement) -> bool:
        """Whether a version that was chosen elsewhere is installed already."""
        dist = self.factory.installed_version(*key_of(req))
        if dist is None:
            return False
        logger.info(
            "%s %s is already in %s, and stays as it is: uninstall it to replace it",
            dist.raw_name,
            dist.version,
            dist.location,
        )
        return True


def key_of(req: InstallRequirement) -> Key:
    """The project and version that a resolved requirement stands for."""
    dist = req.get_dist()
    return dist.canonical_name, dist.version


class UnitedSet(RequirementSet):
    """What is to be installed, by name and version."""

    def __init__(self, check_supported_wheels: bool) -> None:
        super().__init__(check_supported_wheels)
        self._united: Dict[Key, InstallRequirement] = {}

    def add_named_requirement(self, install_req: InstallRequirement) -> None:
        key = key_of(install_req)
        known = self._united.get(key)
        if known is not None:
            user_supplied = known.user_supplied or install_req.user_supplied
            install_req = install_req_extend_extras(known, install_req.extras)
            install_req.user_supplied = user_supplied
        self._united[key] = install_req

    @property
    def all_requirements(self) -> List[InstallRequirement]:
        return list(self._united.values())


class Factory(resolvelib_factory.Factory):
    """Offers the versions that are installed, and those asked for besides."""

    def __init__(
        self,
        factory: resolvelib_factory.Factory,
        installed: Iterable[BaseDistribution],
    ) -> None:
        super().__init__(
            finder=factory._finder,
            preparer=factory.preparer,
            make_install_req=factory._make_install_req_from_spec,
            wheel_cache=factory._wheel_cache,
            use_user_site=factory._use_user_site,
            force_reinstall=False,
            ignore_installed=True,
            ignore_requires_python=factory._ignore_requires_python,
        )
        self._python_candidate = factory._python_candidate
        self._versions: Dict[NormalizedName, Dict[Version, BaseDistribution]] = {}
        for dist in installed:
            try:
                versions = self._versions.setdefault(dist.canonical_name, {})
                versions.setdefault(dist.version, dist)
            except InvalidVersion:
                logger.debug("Passed over %s, whose version is not of PEP 440", dist)
        self._version_candidates: Dict[Key, AlreadyInstalledCandidate] = {}
        self._asked: List[Tuple[NormalizedName, InstallRequirement]] = []
        # The requirement that is being resolved.
        self.root: Optional[InstallRequirement] = None

    def installed_version(
        self, name: NormalizedName, version: Version
    ) -> Optional[BaseDistribution]:
        return self._versions.get(name, {}).get(version)

    def ask(self, roots: Iterable[InstallRequirement]) -> None:
        """Take note of what the command asks for.

        A path or URL without a name gets it here, from its metadata.
        """
        for root in roots:
            if not root.match_markers():
                continue  # resolve() says so.
            for requirement in self._make_requirements_from_install_req(root, ()):
                self._asked.append((requirement.project_name, root))
                break

    def get_dist_to_uninstall(self, candidate: Candidate) -> None:
        return None

    def _iter_found_candidates(
        self,
        ireqs: "Sequence[InstallRequirement]",
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> Iterable[Candidate]:
        rest = (specifier, hashes, prefers_installed, incompatible_ids)
        if not ireqs or ireqs[0].req is None:
            return super()._iter_found_candidates(ireqs, *rest)
        name = canonicalize_name(ireqs[0].req.name)
        groups: List[_Group] = []
        for asked in self._asked_besides(name):
            if asked.link is not None:
                groups.append(partial(self._at_link, asked, name, ireqs, *rest))
            else:
                groups.append(partial(self._found, [asked, *ireqs], *rest))
        if not groups:
            return self._found(ireqs, *rest)
        return _Candidates([*groups, partial(self._found, ireqs, *rest)])

    def _asked_besides(self, name: NormalizedName) -> List[InstallRequirement]:
        """What the command asks for of a project, unless that is being resolved."""
        found = [req for asked_name, req in self._asked if asked_name == name]
        if any(req is self.root for req in found):
            return []
        return [install_req_drop_extras(req) if req.extras else req for req in found]

    def _at_link(
        self,
        asked: InstallRequirement,
        name: NormalizedName,
        ireqs: "Sequence[InstallRequirement]",
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> List[Candidate]:
        """The candidate that a path or URL among the roots stands for, if it fits."""
        assert asked.link is not None
        base: Optional[BaseCandidate] = self._make_base_candidate_from_link(
            asked.link, asked, name, None
        )
        if base is None:
            return []
        wanted = _specifier(ireqs, specifier)
        if not wanted.contains(base.version, prereleases=True):
            return []
        extras = frozenset(extra for ireq in ireqs for extra in ireq.extras)
        candidate = self._make_extras_candidate(base, extras) if extras else base
        return [] if id(candidate) in incompatible_ids else [candidate]

    def _found(
        self,
        ireqs: "Sequence[InstallRequirement]",
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> Iterable[Candidate]:
        """What there is on the index, and the installed version that fits best."""
        assert ireqs[0].req is not None
        name = canonicalize_name(ireqs[0].req.name)
        extras = frozenset(extra for ireq in ireqs for extra in ireq.extras)
        wanted = _specifier(ireqs, specifier)
        versions = self._versions.get(name, {})
        for version in sorted(versions, key=_preference, reverse=True):
            if not wanted.contains(version, prereleases=True):
                continue
            candidate = self._make_candidate_from_dist(
                versions[version], extras, ireqs[0]
            )
            if id(candidate) not in incompatible_ids:
                # Which super() looks up once, before it returns.
                self._installed_dists[name] = versions[version]
                break
        try:
            return super()._iter_found_candidates(
                ireqs, specifier, hashes, prefers_installed, incompatible_ids
            )
        finally:
            self._installed_dists.pop(name, None)

    def _make_candidate_from_dist(
        self,
        dist: BaseDistribution,
        extras: FrozenSet[str],
        template: InstallRequirement,
    ) -> Candidate:
        key = (dist.canonical_name, dist.version)
        base = self._version_candidates.get(key)
        if base is None:
            base = AlreadyInstalledCandidate(dist, template, factory=self)
            self._version_candidates[key] = base
        if not extras:
            return base
        return self._make_extras_candidate(base, extras, comes_from=template)


def _specifier(
    ireqs: Iterable[InstallRequirement], specifier: SpecifierSet
) -> SpecifierSet:
    for ireq in ireqs:
        assert ireq.req is not None
        specifier &= ireq.req.specifier
    return specifier


def _preference(version: Version) -> Tuple[bool, Version]:
    return not version.is_prerelease, version


class _Candidates(Sequence):  # type: ignore[type-arg]
    """Groups of candidates, one after the other, each candidate once.

    As lazy as pip's own (found_candidates.py): the resolver only iterates.
    """

    def __init__(self, groups: List[_Group]) -> None:
        self._groups = groups

    def __iter__(self) -> Iterator[Candidate]:
        seen = set()
        for group in self._groups:
            for candidate in group():
                if id(candidate) not in seen:
                    seen.add(id(candidate))
                    yield candidate

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("the resolver only iterates")

    def __len__(self) -> int:
        raise NotImplementedError("the resolver only iterates")
