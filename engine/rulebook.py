"""The rulebook: all rules and profiles of a site, and what is in force for a payer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from . import code_sets as code_set_tables
from .case_files import Case
from .code_sets import CodeSet, CodeSets, Listing
from .code_sets.store import Store
from .dated import Dated
from .errors import Problem, RulesError
from .findings import Severity
from .language.columns import Variant
from .language.tree import Value
from .profile_matches import Matching
from .profiles import DEFAULT, Profile, lineage, read_profiles
from .records import SHAPES
from .rule_folders import put_together, read_own_rules, read_rules
from .rules import Rule
from .standing import history_of, standing

NOTHING: Final[Mapping[str, Listing]] = MappingProxyType({})


@dataclass(frozen=True)
class Rulebook:
    """Rules, profiles and code sets that belong together; profiles are numbered in their order."""

    rules: tuple[Rule, ...]
    profiles: tuple[Profile, ...]
    code_sets: CodeSets
    fingerprint: str = ""

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def profile(self) -> Mapping[str, Profile]:
        """The profiles by id."""
        return {profile.id: profile for profile in self.profiles}

    @cached_property
    def _layers(self) -> Mapping[str, list[Profile]]:
        return {profile.id: lineage(profile, self.profile) for profile in self.profiles}

    @cached_property
    def _overridden(self) -> frozenset[str]:
        """The rules of which some profile changes anything: most are the same for all, and need no second look."""
        return frozenset(rule for profile in self.profiles for rule in profile.overrides)

    @cached_property
    def _matching(self) -> Matching:
        numbers = {profile.id: number for number, profile in enumerate(self.profiles)}
        matches = tuple((numbers[profile.id], match) for profile in self.profiles for match in profile.matches)
        return Matching(matches, numbers[DEFAULT])

    def layers(self, profile: str) -> list[Profile]:
        """The layers of a profile, `default` first."""
        return self._layers[profile]

    def severity(self, rule: Rule, profile: str, day: date) -> Severity | None:
        """The severity of a rule for a profile on a day; None when it is not in force."""
        return standing(rule, self.layers(profile)).on(day)

    def standings(self, rule: Rule, *, ignore_off: bool = False) -> list[Dated[Severity | None]]:
        """The severity by day for each profile, in their order."""
        if rule.id in self._overridden or rule.owner is not None:
            return [standing(rule, self.layers(p.id), ignore_off=ignore_off) for p in self.profiles]
        return [standing(rule, [], ignore_off=ignore_off)] * len(self.profiles)

    def cases(self, rule: Rule) -> list[Case]:
        """The cases of a rule: its own, and those of the profiles that change it."""
        of_profiles = (profile.overrides[rule.id].cases for profile in self.profiles if rule.id in profile.overrides)
        return [*rule.clean, *rule.found, *(case for cases in of_profiles for case in cases)]

    def history(self, rule: Rule, name: str, profile: str) -> Dated[Value]:
        """The history of a parameter for a profile."""
        return history_of(rule, name, self.layers(profile)).history

    def variants(self, rule: Rule, name: str) -> list[Variant]:
        """A parameter's histories, each with the numbers of the profiles it holds for."""
        parameter = rule.parameters[name]
        if (parameter.of.value if parameter.of else rule.id) not in self._overridden:
            return [Variant(None, parameter.history)]
        grouped: dict[str, tuple[Dated[Value], set[int]]] = {}
        for number, profile in enumerate(self.profiles):
            history = self.history(rule, name, profile.id)
            grouped.setdefault(repr(sorted(history.values.items())), (history, set()))[1].add(number)
        if len(grouped) == 1:
            return [Variant(None, history) for history, _ in grouped.values()]
        return [Variant(frozenset(numbers), history) for history, numbers in grouped.values()]

    def profile_number(self, forced: str | None = None) -> pl.Expr:
        """The number of each claim's profile, over a frame with the fields of claims; `forced` is everybody's."""
        if forced is None:
            return self._matching.number()
        return pl.lit([profile.id for profile in self.profiles].index(forced), pl.Int32)

    def profile_why(self, forced: str | None = None) -> pl.Expr:
        """Why each claim has its profile, in words: what of it matched, or that the profile was asked for."""
        return self._matching.why() if forced is None else pl.lit("asked for")


def load(
    rulesets: Path,
    profiles: Path | Sequence[Path],
    code_sets: Path,
    store: Store | None = None,
    records: Mapping[str, Listing] = NOTHING,
    *,
    with_cases: bool = True,
) -> Rulebook:
    """The rulebook of folders of rules, profiles and code sets, of what was imported, and of a site's records.

    RulesError with every problem when any file is wrong. Several folders of profiles are one tree.
    """
    book, problems = load_with_problems(rulesets, profiles, code_sets, store, records, with_cases=with_cases)
    if problems:
        raise RulesError(problems)
    return book


def load_with_problems(
    rulesets: Path,
    profiles: Path | Sequence[Path],
    code_sets: Path,
    store: Store | None = None,
    records: Mapping[str, Listing] = NOTHING,
    *,
    with_cases: bool = True,
) -> tuple[Rulebook, list[Problem]]:
    """The rulebook as far as it can be read, and what is wrong with the rest."""
    folders = [profiles] if isinstance(profiles, Path) else list(profiles)
    of_site = [CodeSet(name, shape, (records[name],) if name in records else ()) for name, shape in SHAPES.items()]
    tables = CodeSets([*code_set_tables.load(code_sets, store), *of_site])
    read, problems = read_rules(rulesets, tables.shapes, with_cases=with_cases)
    if not read and not problems:
        problems.append(
            Problem(str(rulesets), None, "there is no rule here", "no-rules", "name the folder of families")
        )
    for folder in folders:
        own, faults = read_own_rules(folder, tables.shapes, with_cases=with_cases)
        read, problems = read + own, problems + faults
    rules = put_together(read, problems)
    known = {rule.id: rule for rule in rules}
    found, profile_problems = read_profiles(folders, known, tables.shapes, with_cases=with_cases)
    if problems:  # an override of a rule that could not be read is no second mistake
        profile_problems = [p for p in profile_problems if p.kind != "unknown-rule"]
    fingerprint = _fingerprint([rulesets, *folders])
    return Rulebook(tuple(rules), tuple(found), tables, fingerprint), problems + profile_problems


def _fingerprint(folders: list[Path]) -> str:
    """A hash of every rule and profile file, names included: the same hash, the same rulebook."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
