"""What is wrong with a tree of profiles that loads: values nobody can look up, and overrides that change nothing.

Apart from reading, for none of it stops a check: a rule may come to say what a site's profile said
first, and claims still have to go out that night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .citations import GRADES
from .errors import Problem
from .language import tree
from .profiles import Override, Profile
from .rulebook import Rulebook
from .rules import Rule
from .standing import Layered, days_of, history_of, severity_of


def check_profiles(rulebook: Rulebook) -> list[Problem]:
    """Every complaint about the profiles of a rulebook, in their order."""
    return [problem for profile in rulebook.profiles for problem in _of_profile(rulebook, profile)]


def _of_profile(rulebook: Rulebook, profile: Profile) -> Iterator[Problem]:
    layers = rulebook.layers(profile.id)
    children = [other for other in rulebook.profiles if profile.id == other.extends]
    for rule_id, override in profile.overrides.items():
        rule = rulebook.rule[rule_id]
        if override.source is None:
            yield override.place.problem(
                "the override names no source", "missing-source", "name one of 'sources', where it can be looked up"
            )
        lent = [r for r in rulebook.rules if any(p.of and p.of.value == rule_id for p in r.parameters.values())]
        for affected in (rule, *lent):
            if _holds_without_proof(affected, layers):
                sentence = f"{affected.id} would hold claims by a value that was not seen where it is published"
                hint = "let it warn, or cite the payer's own text"
                yield override.place.problem(sentence, "unproven-error", hint)
        for what in _repeated(rule, override, layers):
            sentence = f"{what} is what holds without the override"
            yield override.place.problem(sentence, "repeated-override", "take it out")
        if children and not profile.matches:
            for what in _shadowed(rule_id, override, children):
                sentence = f"{what} is changed again by every profile that extends this one"
                yield override.place.problem(sentence, "shadowed-override", "take it out, or state there what differs")


def _holds_without_proof(rule: Rule, layers: list[Profile]) -> bool:
    """Whether the rule is an error on some day by a severity or a value whose source is not the payer's own.

    Only what the condition asks counts: what the clock alone asks holds no claim.
    """
    unproven = {profile.id for profile in layers if _is_unproven(profile, rule.id)}
    decisive = {node.name for node in tree.walk(rule.condition) if isinstance(node, tree.Parameter)}
    lenders = {name: p.of.value if p.of else rule.id for name, p in rule.parameters.items() if name in decisive}
    severity = severity_of(rule, layers)
    histories = {name: history_of(rule, name, layers) for name in lenders}
    days = {*severity.history.values, *(day for found in histories.values() for day in found.history.values)}
    for day in days:
        if severity.history.on(day) != "error":
            continue
        if severity.setter(day) in unproven:
            return True
        for name, found in histories.items():
            setter = found.setter(day)
            if any(p.id == setter and _is_unproven(p, lenders[name]) for p in layers):
                return True
    return False


def _is_unproven(profile: Profile, rule_id: str) -> bool:
    override = profile.overrides.get(rule_id)
    return override is not None and override.source is not None and override.source.grade != GRADES[0]


def _repeated(rule: Rule, override: Override, layers: list[Profile]) -> Iterator[str]:
    """What of an override is the same as without it, in words; to confirm what others told is no repetition."""
    above = layers[:-1]
    if override.severity is not None and _says_nothing(
        severity_of(rule, above), severity_of(rule, layers), rule, layers
    ):
        yield "the severity"
    if (override.start or override.end) and days_of(rule, above)[:2] == days_of(rule, layers)[:2]:
        yield "the time in force"
    for name in override.parameters:
        if _says_nothing(history_of(rule, name, above), history_of(rule, name, layers), rule, layers):
            yield f"'{name}'"


def _says_nothing(one: Layered[Any], other: Layered[Any], rule: Rule, layers: list[Profile]) -> bool:
    """Whether two histories say the same of every day, and rest on sources of equal standing."""
    unproven = {profile.id for profile in layers if _is_unproven(profile, rule.id)}
    return all(
        one.history.on(day) == other.history.on(day)
        and (one.setter(day) in unproven) == (other.setter(day) in unproven)
        for day in {*one.history.values, *other.history.values}
    )


def _shadowed(rule_id: str, override: Override, children: list[Profile]) -> Iterator[str]:
    """What of an override no claim ever meets, for nearer layers say it again from no later day."""
    for what, begins in _first_days(override).items():
        nearer = [_first_days(child.overrides[rule_id]) if rule_id in child.overrides else {} for child in children]
        if all(what in days and days[what] <= begins for days in nearer):
            yield what


def _first_days(override: Override) -> dict[str, date]:
    """What an override changes, in words, and from which day on."""
    found = {f"'{name}'": min(history.values) for name, history in override.parameters.items()}
    return found | ({"the severity": min(override.severity.values)} if override.severity else {})
