"""The rulebook: all rules and profiles of a site, and what is in force for a payer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from . import code_sets as code_set_tables
from .code_sets import CodeSet, CodeSets, Listing
from .code_sets.store import Store
from .dated import Dated
from .errors import Problem, RulesError
from .findings import Severity
from .language.columns import Variant
from .language.tree import Value
from .profiles import DEFAULT, Profile, effective_history, effective_severity, lineage, read_profiles
from .records import SHAPES
from .rules import Rule, read_rules

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

    def layers(self, profile: str) -> list[Profile]:
        """The layers of a profile, `default` first."""
        return lineage(self.profile[profile], self.profile)

    def severity(self, rule: Rule, profile: str) -> Severity | None:
        """The severity of a rule for a profile; None when it is off."""
        return effective_severity(rule, self.layers(profile))[0]

    def history(self, rule: Rule, name: str, profile: str) -> Dated[Value]:
        """The history of a parameter for a profile."""
        return effective_history(rule, name, self.layers(profile))[0]

    def variants(self, rule: Rule, name: str) -> list[Variant]:
        """A parameter's histories, each with the numbers of the profiles it holds for."""
        grouped: dict[str, tuple[Dated[Value], set[int]]] = {}
        for number, profile in enumerate(self.profiles):
            history = self.history(rule, name, profile.id)
            grouped.setdefault(repr(sorted(history.values.items())), (history, set()))[1].add(number)
        if len(grouped) == 1:
            return [Variant(None, history) for history, _ in grouped.values()]
        return [Variant(frozenset(numbers), history) for history, numbers in grouped.values()]

    def profile_number(self, forced: str | None = None) -> pl.Expr:
        """The number of each claim's profile: by payer id, else by filing indicator, else `default`."""
        numbers = {profile.id: number for number, profile in enumerate(self.profiles)}
        if forced is not None:
            return pl.lit(numbers[forced], pl.Int32)
        ids = {payer: numbers[p.id] for p in self.profiles for payer in p.payer_ids}
        indicators = {code: numbers[p.id] for p in self.profiles for code in p.filing_indicators}
        by_id = pl.col("claim.payer.id").replace_strict(ids, default=None, return_dtype=pl.Int32)
        by_indicator = pl.col("claim.filing_indicator").replace_strict(indicators, default=None, return_dtype=pl.Int32)
        return pl.coalesce(by_id, by_indicator, pl.lit(numbers[DEFAULT], pl.Int32))


def load(
    rulesets: Path,
    profiles: Path,
    code_sets: Path,
    store: Store | None = None,
    records: Mapping[str, Listing] = NOTHING,
    *,
    with_cases: bool = True,
) -> Rulebook:
    """The rulebook of three folders, of what was imported, and of a site's records.

    RulesError with every problem when any file is wrong.
    """
    book, problems = load_with_problems(rulesets, profiles, code_sets, store, records, with_cases=with_cases)
    if problems:
        raise RulesError(problems)
    return book


def load_with_problems(
    rulesets: Path,
    profiles: Path,
    code_sets: Path,
    store: Store | None = None,
    records: Mapping[str, Listing] = NOTHING,
    *,
    with_cases: bool = True,
) -> tuple[Rulebook, list[Problem]]:
    """The rulebook as far as it can be read, and what is wrong with the rest."""
    of_site = [CodeSet(name, shape, (records[name],) if name in records else ()) for name, shape in SHAPES.items()]
    tables = CodeSets([*code_set_tables.load(code_sets, store), *of_site])
    rules, problems = read_rules(rulesets, tables.shapes, with_cases=with_cases)
    if not rules and not problems:
        problems.append(
            Problem(str(rulesets), None, "there is no rule here", "no-rules", "name the folder of families")
        )
    found, profile_problems = read_profiles(profiles, {rule.id: rule for rule in rules})
    if problems:  # an override of a rule that could not be read is no second mistake
        profile_problems = [p for p in profile_problems if p.kind != "unknown-rule"]
    fingerprint = _fingerprint([rulesets, profiles])
    return Rulebook(tuple(rules), tuple(found), tables, fingerprint), problems + profile_problems


def _fingerprint(folders: list[Path]) -> str:
    """A hash of every rule and profile file, names included: the same hash, the same rulebook."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
