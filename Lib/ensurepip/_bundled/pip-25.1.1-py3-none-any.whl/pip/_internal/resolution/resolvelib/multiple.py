"""The resolver of install --allow-multiple.

What is asked for is resolved together, as pip does without the option.  Only
requirements that cannot hold together are parted, into as few groups as a pass
over them in their order gives: a group is as much of what is left as holds
together.  Packages that work together flat so work together in versions.

A group takes of each project, where it may, what a group before it has taken;
then what the command asks for in another group; then what is installed; then
the best on the index, as ever.  So a list that is complete installs what it
lists and no more, and the hash and the place that it gives for a dependency hold.

Every version that is installed counts, beside each other or flat, and none is
to be uninstalled.
"""

from functools import partial
from itertools import chain
from typing import (
    Any,
    Callable,
    Dict,
    FrozenSet,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
)

from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

from pip._internal.exceptions import InstallationError, ResolutionTooDeepError
from pip._internal.metadata import BaseDistribution
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
    ExtrasCandidate,
    as_base_candidate,
)
from pip._internal.utils.hashes import Hashes
from pip._internal.utils.logging import getLogger

logger = getLogger(__name__)

Key = Tuple[NormalizedName, Version]


class Parted(NamedTuple):
    """A project of which groups have taken different versions."""

    project: str
    one: Tuple[str, Version]  # what asks for it, and what it gets
    other: Tuple[str, Version]

    def __str__(self) -> str:
        asked, version = self.one
        other, its = self.other
        return f"{asked} gets {self.project} {version} and {other} {self.project} {its}"


class _CannotHold(InstallationError):
    """Says that a trial has failed."""


class Resolver(resolvelib_resolver.Resolver):
    """Resolves what can hold together together.

    extras   the extras that were asked for of versions that are there
    groups   what was asked for, as it was resolved together
    parted   where groups have taken different versions
    """

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
        self.extras: Dict[Key, Set[str]] = {}
        self.groups: List[List[Key]] = []
        self.parted: List[Parted] = []

    def resolve(
        self, root_reqs: List[InstallRequirement], check_supported_wheels: bool
    ) -> "UnitedSet":
        for req in root_reqs:
            if req.editable:
                raise InstallationError(
                    f"{req} cannot be installed as editable with --allow-multiple: a "
                    "version has a directory of its own, and an editable one would "
                    "be the same source tree under every version. Install the path "
                    "without -e, or leave out --allow-multiple."
                )
        constraints = [req for req in root_reqs if req.constraint]
        rest = [req for req in root_reqs if not req.constraint]
        united = UnitedSet(check_supported_wheels)
        taken: List[Tuple[List[InstallRequirement], Dict[str, Candidate]]] = []

        def hold(roots: List[InstallRequirement], trial: bool) -> RequirementSet:
            self.factory.group, self.factory.trial = roots, trial
            return super(Resolver, self).resolve(
                [*constraints, *roots], check_supported_wheels
            )

        try:
            self.factory.ask(rest)
            while rest:
                group, rest, found = _largest(rest, hold)
                for req in super().get_installation_order(found):
                    if not self._is_there(req):
                        united.add_named_requirement(req)
                assert self._result is not None
                self._note_extras(self._result.mapping.values())
                self.factory.take(self._result.mapping.values())
                taken.append((group, dict(self._result.mapping)))
                asked = {canonicalize_name(it.name) for it in group if it.name}
                self.groups.append(
                    [
                        (it.project_name, it.version)
                        for it in self._result.mapping.values()
                        if it.project_name in asked and it.version is not None
                    ]
                )
        except InvalidVersion as error:
            raise InstallationError(
                f"The metadata of what was asked for has a version that is not one "
                f"of PEP 440: {error}. Nothing was changed."
            )
        self.parted = list(_parted(taken))
        return united

    def get_installation_order(
        self, req_set: RequirementSet
    ) -> List[InstallRequirement]:
        """Return each group's own order, in which dependencies come first."""
        return req_set.all_requirements

    def _is_there(self, req: InstallRequirement) -> bool:
        """Return True if a version that was chosen elsewhere is installed already."""
        dist = self.factory.installed_version(*key_of(req))
        if dist is None:
            return False
        logger.info(
            "%s %s is already in %s, and stays as it is (--force-reinstall replaces it)",
            dist.raw_name,
            dist.version,
            dist.location,
        )
        self.extras.setdefault(key_of(req), set()).update(req.extras)
        return True

    def _note_extras(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            if isinstance(candidate, ExtrasCandidate) and isinstance(
                candidate.base, AlreadyInstalledCandidate
            ):
                key = (candidate.project_name, candidate.version)
                self.extras.setdefault(key, set()).update(candidate.extras)


def _largest(
    roots: List[InstallRequirement],
    hold: Callable[[List[InstallRequirement], bool], RequirementSet],
) -> Tuple[List[InstallRequirement], List[InstallRequirement], RequirementSet]:
    """Return a group of requirements, the rest, and what the group comes to.

    Raises the resolver's error if the first of them cannot hold by itself.
    """

    def try_to_hold(group: List[InstallRequirement]) -> Optional[RequirementSet]:
        try:
            return hold(group, True)
        except (_CannotHold, ResolutionTooDeepError):
            return None

    # Most of what is parted is other versions of one project.
    group: List[InstallRequirement] = []
    for root in roots:
        if not any(_exclude(root, other) for other in group):
            group.append(root)
    found = try_to_hold(group)
    while found is None and len(group) > 1:
        # Find the first requirement that does not hold with those before it.
        low, high = 1, len(group)
        while low < high:
            middle = (low + high) // 2
            if try_to_hold(group[:middle]) is None:
                high = middle
            else:
                low = middle + 1
        if low == 1:
            del group[1:]
            break
        del group[low - 1]
        found = try_to_hold(group)
    if found is None:
        found = hold(group, False)
    kept = set(map(id, group))
    return group, [root for root in roots if id(root) not in kept], found


def _exclude(one: InstallRequirement, other: InstallRequirement) -> bool:
    """Return True if two requirements name different versions of a project."""
    if one.req is None or other.req is None or one is other:
        return False
    if canonicalize_name(one.req.name) != canonicalize_name(other.req.name):
        return False
    exact = [_exact_versions(it.req.specifier) for it in (one, other)]  # type: ignore
    return bool(exact[0] and exact[1] and not exact[0] & exact[1])


def _exact_versions(specifier: SpecifierSet) -> Set[Version]:
    return {
        Version(it.version)
        for it in specifier
        if it.operator == "==" and not it.version.endswith(".*")
    }


def _parted(
    taken: List[Tuple[List[InstallRequirement], Dict[str, Candidate]]],
) -> Iterator[Parted]:
    """Yield where groups have different versions of what none of them asks for."""
    asked = {canonicalize_name(it.name) for group, _ in taken for it in group if it.name}
    known: Dict[str, Tuple[str, Version]] = {}
    for group, mapping in taken:
        name = ", ".join(str(it.req or it.link) for it in group)
        for identifier, candidate in mapping.items():
            if identifier != candidate.project_name or identifier in asked:
                continue
            version = candidate.version
            one = known.setdefault(identifier, (name, version))
            if version is not None and one[1] != version:
                yield Parted(identifier, one, (name, version))


def key_of(req: InstallRequirement) -> Key:
    """Return the project and version that a resolved requirement stands for."""
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
    """Offers what groups have taken, what others ask for, and what is installed.

    group   the requirements that are being resolved
    trial   whether a failure is no error
    """

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
            force_reinstall=factory.force_reinstall,
            ignore_installed=True,
            ignore_requires_python=factory._ignore_requires_python,
        )
        self._python_candidate = factory._python_candidate
        self.group: List[InstallRequirement] = []
        self.trial = False
        self._asked: List[Tuple[NormalizedName, InstallRequirement]] = []
        self._taken: Dict[NormalizedName, List[BaseCandidate]] = {}
        self._version_candidates: Dict[Key, AlreadyInstalledCandidate] = {}
        self._versions: Dict[NormalizedName, Dict[Version, BaseDistribution]] = {}
        for dist in installed:
            try:
                versions = self._versions.setdefault(dist.canonical_name, {})
                versions.setdefault(dist.version, dist)
            except InvalidVersion:
                logger.debug("Passed over %s, whose version is not of PEP 440", dist)

    def installed_version(
        self, name: NormalizedName, version: Version
    ) -> Optional[BaseDistribution]:
        if self.force_reinstall:
            return None
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

    def take(self, candidates: Iterable[Candidate]) -> None:
        """Take note of what a group has taken."""
        for candidate in candidates:
            base = as_base_candidate(candidate)
            if base is not None:
                taken = self._taken.setdefault(base.project_name, [])
                if base not in taken:
                    taken.append(base)

    def get_installation_error(self, *args: Any) -> InstallationError:
        return _CannotHold() if self.trial else super().get_installation_error(*args)

    def get_dist_to_uninstall(self, candidate: Candidate) -> None:
        return None

    def _iter_found_candidates(
        self,
        ireqs: Sequence[InstallRequirement],
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> Iterable[Candidate]:
        rest = (specifier, hashes, prefers_installed, incompatible_ids)
        if not ireqs or ireqs[0].req is None:
            return super()._iter_found_candidates(ireqs, *rest)
        name = canonicalize_name(ireqs[0].req.name)
        ways: List[Callable[[], Iterable[Candidate]]] = []
        if name not in {canonicalize_name(it.name) for it in self.group if it.name}:
            ways.append(partial(self._fitting, self._taken.get(name, ()), ireqs, *rest))
            for asked_name, asked in self._asked:
                if asked_name != name or any(asked is root for root in self.group):
                    continue
                if asked.link is not None:
                    ways.append(partial(self._at_link, asked, name, ireqs, *rest))
                else:
                    plain = install_req_drop_extras(asked) if asked.extras else asked
                    ways.append(partial(self._found, [plain, *ireqs], *rest))
        if not ways:
            return self._found(ireqs, *rest)
        ways.append(partial(self._found, ireqs, *rest))

        # As lazy as pip's own (found_candidates.py): resolvelib calls it.
        def candidates() -> Iterator[Candidate]:
            seen: Set[int] = set()
            for candidate in chain.from_iterable(way() for way in ways):
                if id(candidate) not in seen:
                    seen.add(id(candidate))
                    yield candidate

        return candidates  # type: ignore[return-value]

    def _fitting(
        self,
        bases: Iterable[BaseCandidate],
        ireqs: Sequence[InstallRequirement],
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> Iterator[Candidate]:
        """Yield those of some candidates that fit, with the extras asked for."""
        for ireq in ireqs:
            assert ireq.req is not None
            specifier &= ireq.req.specifier
            hashes &= ireq.hashes(trust_internet=False)
        extras = frozenset(extra for ireq in ireqs for extra in ireq.extras)
        for base in bases:
            if hashes or not specifier.contains(base.version, prereleases=True):
                continue
            candidate = self._make_extras_candidate(base, extras) if extras else base
            if id(candidate) not in incompatible_ids:
                yield candidate

    def _at_link(
        self,
        asked: InstallRequirement,
        name: NormalizedName,
        ireqs: Sequence[InstallRequirement],
        *rest: Any,
    ) -> Iterator[Candidate]:
        """Yield the candidate that a path or URL among the roots stands for."""
        assert asked.link is not None
        base = self._make_base_candidate_from_link(asked.link, asked, name, None)
        if base is not None:
            specifier, _, *others = rest
            yield from self._fitting([base], ireqs, specifier, Hashes(), *others)

    def _found(
        self,
        ireqs: Sequence[InstallRequirement],
        specifier: SpecifierSet,
        hashes: Hashes,
        prefers_installed: bool,
        incompatible_ids: Set[int],
    ) -> Iterable[Candidate]:
        """Return what is on the index, and the installed version that fits best."""
        assert ireqs[0].req is not None
        name = canonicalize_name(ireqs[0].req.name)
        extras = frozenset(extra for ireq in ireqs for extra in ireq.extras)
        wanted = specifier
        for ireq in ireqs:
            assert ireq.req is not None
            wanted &= ireq.req.specifier
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


def _preference(version: Version) -> Tuple[bool, Version]:
    return not version.is_prerelease, version
