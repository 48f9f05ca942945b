"""Payer profiles: what a payer changes of the rules, each change with its reason and its source.

A profile extends another and finally `default`, so that profiles are a tree: a line of business, a
payer, its product or state, a site. One may switch a rule off or on, change its severity, the days
on which it is in force and its parameters, all from a day on; it never rewrites a condition. A rule
that only one payer has stands in that payer's folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from .case_files import Case, read_cases
from .citations import Citation, read_citation
from .code_sets import Shape
from .dated import Dated
from .documents import Node, Table, Text, nearest, read
from .entries import Entries, read_date
from .errors import Problem, RulesError, UsageError
from .findings import SEVERITIES
from .language.tree import Value
from .parameters import read_history
from .profile_matches import Match, ambiguous, read_matches
from .rule_folders import OWN
from .rules import Rule

KEYS: Final = ("id", "title", "extends", "payers", "sources", "overrides")
OVERRIDE_KEYS: Final = ("severity", "effective", "parameters", "because", "source", "tests")
DEFAULT: Final = "default"
OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Override:
    """What a profile changes of one rule, why, and where that stands.

    `severity` has severities and `off` by the day from which they hold; None is no change, and so is
    a `start` or `end` of None. `source` is None where none is stated, which lint does not pass.
    """

    severity: Dated[str] | None
    start: date | None
    end: date | None
    parameters: Mapping[str, Dated[Value]]
    because: str
    source: Citation | None
    place: Text  # the id of the rule, for problems about the override
    cases: tuple[Case, ...] = ()  # of the rule under the profile


@dataclass(frozen=True, slots=True)
class Profile:
    """One payer, or a kind of payers: how its claims are known, and what it changes."""

    id: str
    title: str
    extends: str | None
    matches: tuple[Match, ...]
    overrides: Mapping[str, Override]
    place: Text
    file: str = ""

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of a kind that any of its matches names."""
        return tuple(dict.fromkeys(value for match in self.matches for value in match.values.get(kind, ())))


class _Reader:
    """Reads one file; what is wrong with it goes to `problems`."""

    def __init__(
        self, path: Path, shown: str, rules: Mapping[str, Rule], code_sets: Mapping[str, Shape], *, with_cases: bool
    ) -> None:
        self.path, self.shown, self.rules, self.code_sets, self.with_cases = path, shown, rules, code_sets, with_cases
        self.problems: list[Problem] = []
        self.sources: dict[str, Citation] = {}

    def profile(self) -> Profile | None:
        entries = Entries.of(read(self.path, self.shown), "a profile", KEYS, self.problems)
        if entries is None:
            return None
        entries.require("id", "title")
        identity, title, extends = entries.text("id"), entries.text("title"), entries.text("extends")
        name = self.path.stem
        if identity and (identity.value != name or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)):
            self.problems.append(identity.problem(f"the id is not the file's name, '{name}'", "wrong-id"))
        matches = read_matches(entries)
        for key, node in self._mapping(entries, "sources", "names to sources"):
            if (cited := read_citation(node, self.problems, graded=True)) is not None:
                self.sources[key.value] = cited
        overrides: dict[str, Override] = {}
        for key, node in self._mapping(entries, "overrides", "rule ids"):
            rule = self.rules.get(key.value)
            if rule is None:
                hint = nearest(key.value, list(self.rules))
                self.problems.append(key.problem(f"there is no rule '{key.value}'", "unknown-rule", hint))
            elif (override := self._override(key, node, rule)) is not None:
                overrides[rule.id] = override
        if identity is None or title is None:
            return None
        above = extends.value if extends else None
        return Profile(identity.value, title.value, above, matches, overrides, identity, self.shown)

    def _mapping(self, entries: Entries, name: str, of: str) -> list[tuple[Text, Node]]:
        """The entries of the mapping under a key, each with the text of its own."""
        node = entries.get(name)
        if node is None:
            return []
        if not isinstance(node, Table):
            self.problems.append(node.problem(f"'{name}' is a mapping of {of}", "wrong-shape"))
            return []
        return [(node.keys[key], entry) for key, entry in node.entries.items()]

    def _override(self, key: Text, node: Node, rule: Rule) -> Override | None:
        entries = Entries.of(node, f"the override of {rule.id}", OVERRIDE_KEYS, self.problems)
        if entries is None:
            return None
        entries.require("because")
        because, source = entries.text("because"), entries.text("source")
        severity = _severities(entries)
        start = end = None
        if (effective := entries.table_of("effective", "'effective'", ("from", "to"))) is not None:
            start, end = effective.day("from"), effective.day("to")
            if (start or rule.start) > (end or rule.end):
                self.problems.append(effective.table.problem("the rule ends before it begins", "bad-date"))
        parameters: dict[str, Dated[Value]] = {}
        for name, values in self._mapping(entries, "parameters", "names"):
            if (history := self._parameter(name, values, rule)) is not None:
                parameters[name.value] = history
        if not {"severity", "effective", "parameters"} & entries.table.entries.keys():
            sentence = "an override changes `severity`, `effective` or `parameters`"
            self.problems.append(entries.table.problem(sentence, "empty-override"))
        if source is not None and source.value not in self.sources:
            hint = nearest(source.value, list(self.sources)) or "sources stand under 'sources' of this file"
            self.problems.append(source.problem(f"there is no source '{source.value}' here", "unknown-source", hint))
        stated = read_cases(entries, self.problems, self.code_sets, built=self.with_cases)
        if because is None:
            return None
        cases = tuple(replace(case, profile=self.path.stem) for kind in stated for case in kind)
        cited = None if source is None else self.sources.get(source.value)
        return Override(severity, start, end, parameters, because.value, cited, key, cases)

    def _parameter(self, name: Text, values: Node, rule: Rule) -> Dated[Value] | None:
        known = rule.parameters.get(name.value)
        if known is None:
            hint = nearest(name.value, list(rule.parameters))
            self.problems.append(name.problem(f"{rule.id} has no parameter '{name.value}'", "unknown-parameter", hint))
            return None
        if known.of is not None:
            sentence = f"'{name.value}' is a parameter of {known.of.value}, and holds here as it does there"
            self.problems.append(name.problem(sentence, "lent-parameter", f"override it under {known.of.value}"))
            return None
        return read_history(values, known.unit, self.problems)


def _severities(entries: Entries) -> Dated[str] | None:
    """`severity: error`, or `severity: {DATE: error}` by the day from which it holds."""
    node = entries.get("severity")
    if not isinstance(node, Table):
        stated = entries.choice("severity", (*SEVERITIES, OFF))
        return None if stated is None else Dated({date.min: stated})
    days = Entries(node, "'severity'", node.entries, entries.problems)
    found = dict[date, str]()
    for key, text in node.keys.items():
        start, stated = read_date(text, entries.problems), days.choice(key, (*SEVERITIES, OFF))
        if start is not None and stated is not None:
            found[start] = stated
    return Dated(found) if found else None


def files_of(folder: Path) -> list[Path]:
    """The files of profiles in a folder and those below it, `default` first; a payer's own rules are none."""
    paths = [path for path in folder.rglob("*.yaml") if OWN not in path.relative_to(folder).parts[:-1]]
    return sorted(paths, key=lambda path: (path.stem != DEFAULT, path.stem, path))


def folders_of(ours: Path, named: Path) -> list[Path]:
    """The folders of profiles that make one tree where a site names one of its own.

    A folder with a `default` is whole and stands in place of ours; one without adds to ours. UsageError
    where there is no profile in it.
    """
    found = files_of(named)
    if not found:
        hint = "name a folder of files ID.yaml"
        raise UsageError([Problem(str(named), None, "there is no profile here", "missing-profile", hint)])
    return [named] if found[0].stem == DEFAULT else [ours, named]


def read_profiles(
    folders: Path | Sequence[Path],
    rules: Mapping[str, Rule],
    code_sets: Mapping[str, Shape] = MappingProxyType({}),
    *,
    with_cases: bool = True,
) -> tuple[list[Profile], list[Problem]]:
    """All profiles of some folders, `default` first, and what is wrong with them; without cases those stay unread."""
    places = [folders] if isinstance(folders, Path) else folders
    profiles, problems = list[Profile](), list[Problem]()
    for folder in places:
        for path in files_of(folder):
            shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            reader = _Reader(path, shown, rules, code_sets, with_cases=with_cases)
            try:
                profile = reader.profile()
            except RulesError as error:
                problems += error.problems
                continue
            problems += reader.problems
            if profile is not None:
                profiles.append(profile)
    return profiles, problems + _between(profiles, places[0].name, rules)


def _between(profiles: Sequence[Profile], folder: str, rules: Mapping[str, Rule]) -> list[Problem]:
    """What is wrong with profiles that are right each by itself."""
    problems = list[Problem]()
    known = dict[str, Profile]()
    for profile in profiles:
        if profile.id in known:
            problems.append(profile.place.problem(f"the id is taken by {known[profile.id].file}", "duplicate-id"))
        known.setdefault(profile.id, profile)
    if DEFAULT not in known:
        hint = "a folder of your own may do without: name one that holds profiles only"
        problems.append(
            Problem(folder, None, "there is no profile 'default'", "missing-profile", hint if known else "")
        )
    for profile in profiles:
        if profile.extends is not None and profile.extends not in known:
            hint = nearest(profile.extends, list(known))
            sentence = f"it extends '{profile.extends}', which is not there"
            problems.append(profile.place.problem(sentence, "unknown-profile", hint))
        elif profile.extends is not None and (profile.id == DEFAULT or _circular(profile, known)):
            problems.append(profile.place.problem("it extends itself in the end", "circular-profile"))
    for later, earlier, shared in ambiguous((p.id, match) for p in profiles for match in p.matches):
        sentence = f"{shared} is claimed by '{earlier}' too"
        problems.append(known[later].place.problem(sentence, "claimed-twice"))
    for rule in rules.values():
        if rule.owner is not None and rule.owner not in known:
            hint = nearest(rule.owner, list(known))
            problems.append(rule.place.problem(f"its folder is of no profile: '{rule.owner}'", "unknown-profile", hint))
    return problems


def _circular(profile: Profile, known: Mapping[str, Profile]) -> bool:
    seen = {profile.id}
    while profile.extends is not None and profile.extends in known:
        profile = known[profile.extends]
        if profile.id in seen:
            return True
        seen.add(profile.id)
    return False


def lineage(profile: Profile, known: Mapping[str, Profile]) -> list[Profile]:
    """The profile's layers, `default` first and the profile itself last.

    Profiles that are not there, or extend themselves, are problems already; here they end the line.
    """
    layers = [profile]
    seen = {profile.id}
    while (parent := layers[-1].extends or DEFAULT) in known and parent not in seen:
        layers.append(known[parent])
        seen.add(parent)
    return layers[::-1]
