"""Payer profiles: what a payer changes of the rules, each change with its reason.

A profile extends another and finally `default`. It may switch a rule off or on, change its severity,
and override dated parameters from a day on; it never rewrites a condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from .dated import Dated
from .documents import Table, Text, nearest, read
from .entries import Entries
from .errors import Problem, RulesError
from .findings import SEVERITIES, Severity
from .language.tree import Value
from .parameters import read_history
from .rules import Rule

KEYS: Final = ("id", "title", "extends", "payers", "overrides")
DEFAULT: Final = "default"


@dataclass(frozen=True, slots=True)
class Override:
    """What a profile changes of one rule, and why. `severity` is `off`, or None for no change."""

    severity: Severity | str | None
    parameters: Mapping[str, Dated[Value]]
    because: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One payer, or a kind of payers: how its claims are known, and what it changes."""

    id: str
    title: str
    extends: str | None
    payer_ids: tuple[str, ...]
    filing_indicators: tuple[str, ...]
    overrides: Mapping[str, Override]
    place: Text


def _override(entries: Entries, rule: Rule, problems: list[Problem]) -> Override | None:
    entries.require("because")
    because = entries.text("because")
    severity = entries.choice("severity", (*SEVERITIES, "off"))
    parameters: dict[str, Dated[Value]] = {}
    node = entries.get("parameters")
    if node is not None and not isinstance(node, Table):
        problems.append(node.problem("'parameters' is a mapping of names", "wrong-shape"))
    elif isinstance(node, Table):
        for name, values in node.entries.items():
            known = rule.parameters.get(name)
            if known is None:
                hint = nearest(name, list(rule.parameters))
                problems.append(
                    node.keys[name].problem(f"{rule.id} has no parameter '{name}'", "unknown-parameter", hint)
                )
            elif (history := read_history(values, known.unit, problems)) is not None:
                parameters[name] = history
    if entries.get("severity") is None and node is None:
        problems.append(entries.table.problem("an override changes `severity` or `parameters`", "empty-override"))
    return Override(severity, parameters, because.value) if because else None


def _profile(path: Path, shown: str, rules: Mapping[str, Rule], problems: list[Problem]) -> Profile | None:
    entries = Entries.of(read(path, shown), "a profile", KEYS, problems)
    if entries is None:
        return None
    entries.require("id", "title")
    identity, title, extends = entries.text("id"), entries.text("title"), entries.text("extends")
    if identity and (identity.value != path.stem or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", identity.value)):
        problems.append(identity.problem(f"the id is not the file's name, '{path.stem}'", "wrong-id"))
    ids, indicators = list[str](), list[str]()
    if (payers := entries.table_of("payers", "'payers'", ("ids", "filing_indicators"))) is not None:
        ids = [text.value.strip().upper() for text in payers.texts("ids")]
        indicators = [text.value.strip().upper() for text in payers.texts("filing_indicators")]
    overrides: dict[str, Override] = {}
    node = entries.get("overrides")
    if node is not None and not isinstance(node, Table):
        problems.append(node.problem("'overrides' is a mapping of rule ids", "wrong-shape"))
    elif isinstance(node, Table):
        for rule_id, change in node.entries.items():
            rule = rules.get(rule_id)
            if rule is None:
                hint = nearest(rule_id, list(rules))
                problems.append(node.keys[rule_id].problem(f"there is no rule '{rule_id}'", "unknown-rule", hint))
                continue
            inner = Entries.of(change, f"the override of {rule_id}", ("severity", "parameters", "because"), problems)
            if inner is not None and (override := _override(inner, rule, problems)) is not None:
                overrides[rule_id] = override
    if identity is None or title is None:
        return None
    return Profile(
        identity.value,
        title.value,
        extends.value if extends else None,
        tuple(ids),
        tuple(indicators),
        overrides,
        identity,
    )


def read_profiles(folder: Path, rules: Mapping[str, Rule]) -> tuple[list[Profile], list[Problem]]:
    """All profiles of a folder, `default` first, and what is wrong with them."""
    profiles, problems = list[Profile](), list[Problem]()
    for path in sorted(folder.glob("*.yaml"), key=lambda p: (p.stem != DEFAULT, p.stem)):
        try:
            profile = _profile(path, f"{folder.name}/{path.name}", rules, problems)
        except RulesError as error:
            problems += error.problems
            continue
        if profile is not None:
            profiles.append(profile)
    known = {profile.id: profile for profile in profiles}
    if DEFAULT not in known:
        problems.append(Problem(folder.name, None, "there is no profile 'default'", "missing-profile"))
    taken: dict[str, str] = {}
    for profile in profiles:
        if profile.extends is not None and profile.extends not in known:
            hint = nearest(profile.extends, list(known))
            problems.append(
                profile.place.problem(f"it extends '{profile.extends}', which is not there", "unknown-profile", hint)
            )
        elif profile.extends is not None and (profile.id == DEFAULT or _circular(profile, known)):
            problems.append(profile.place.problem("it extends itself in the end", "circular-profile"))
        for claim_to in (*profile.payer_ids, *(f"filing indicator {code}" for code in profile.filing_indicators)):
            if claim_to in taken:
                sentence = f"{claim_to} is claimed by '{taken[claim_to]}' too"
                problems.append(profile.place.problem(sentence, "claimed-twice"))
            taken[claim_to] = profile.id
    return profiles, problems


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
    while (parent := layers[-1].extends or DEFAULT) in known and known[parent] not in layers:
        layers.append(known[parent])
    return layers[::-1]


def effective_severity(rule: Rule, layers: list[Profile]) -> tuple[Severity | None, str, str]:
    """The severity in force (None: off), the layer that set it and its reason."""
    severity, layer, because = rule.severity, "rule", ""
    for profile in layers:
        override = profile.overrides.get(rule.id)
        if override is not None and override.severity is not None:
            severity = (
                None if override.severity == "off" else cast(Severity, override.severity)
            )  # the choice was checked
            layer, because = profile.id, override.because
    return severity, layer, because


def effective_history(rule: Rule, name: str, layers: list[Profile]) -> tuple[Dated[Value], dict[str, str]]:
    """A parameter's history in force, and for each first day (as text) the layer that set it."""
    history = rule.parameters[name].history
    setters = {start.isoformat(): "rule" for start in history.values}
    for profile in layers:
        override = profile.overrides.get(rule.id)
        if override is not None and name in override.parameters:
            later = override.parameters[name]
            history = history.overridden_by(later)
            setters = {start.isoformat(): setters.get(start.isoformat(), "rule") for start in history.values}
            setters |= {start.isoformat(): profile.id for start in later.values}
    return history, setters
