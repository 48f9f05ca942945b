"""What a profile comes to, as rows: each value in force and who set it, the tree, and what two profiles differ in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .language.templates import show
from .profiles import DEFAULT, OFF, Profile
from .rulebook import Rulebook
from .rules import Rule
from .standing import RULE, days_of, history_of, is_own, overrides_of, severity_of


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing of a rule in force for a profile on a day: its value, since when, and the layer that set it and why."""

    rule: str
    what: str
    value: str
    since: str
    layer: str
    because: str

    @property
    def row(self) -> tuple[str, ...]:
        """The same as cells of a table."""
        return (self.rule, self.what, self.value, self.since, self.layer, self.because)


def settings(rulebook: Rulebook, profile: str, day: date) -> Iterator[Setting]:
    """Everything in force for a profile on a day, rule by rule; rules of other payers are not there."""
    layers = rulebook.layers(profile)
    for rule in rulebook.rules:
        if is_own(rule, layers):
            yield from _of_rule(rule, layers, day)


def _of_rule(rule: Rule, layers: list[Profile], day: date) -> Iterator[Setting]:
    why = {layer: override.because for layer, override in overrides_of(rule.id, layers)}
    severity = severity_of(rule, layers)
    start, end, layer = days_of(rule, layers)
    setter = severity.setter(day) or RULE
    value = severity.history.on(day) or OFF
    if not start <= day <= end:
        value = f"{OFF} ({f'from {start}' if day < start else f'to {end}'})"
    yield Setting(rule.id, "severity", value, _since(severity.setters, day), setter, why.get(setter, ""))
    if layer != RULE:
        yield Setting(rule.id, "in force", f"from {start} to {end}", "", layer, why.get(layer, ""))
    for name, parameter in rule.parameters.items():
        if parameter.of is not None:  # shown where it is
            continue
        found = history_of(rule, name, layers)
        held = found.history.on(day)
        if held is None:
            yield Setting(rule.id, name, "(no value yet)", "", "", "")
            continue
        setter = found.setter(day) or RULE
        shown = show(parameter.type, held)
        yield Setting(rule.id, name, shown, _since(found.setters, day), setter, why.get(setter, ""))


def _since(setters: dict[date, str], day: date) -> str:
    """The first day of what holds on a day; empty where it holds from ever."""
    first = max((start for start in setters if start <= day), default=date.min)
    return "" if first == date.min else first.isoformat()


def differences(rulebook: Rulebook, one: str, other: str, day: date) -> list[tuple[str, ...]]:
    """What two profiles differ in on a day: rule, what, then value and layer of each; `-` where one lacks the rule."""
    first, second = (
        {(setting.rule, setting.what): setting for setting in settings(rulebook, profile, day)}
        for profile in (one, other)
    )
    rows = list[tuple[str, ...]]()
    for key in dict.fromkeys((*first, *second)):
        pair = [(found.value, found.layer) if (found := side.get(key)) else ("-", "") for side in (first, second)]
        if pair[0][0] != pair[1][0]:
            rows.append((*key, *pair[0], *pair[1]))
    return rows


def tree(rulebook: Rulebook) -> list[tuple[int, Profile]]:
    """The profiles as a tree, each with its depth: those that extend one stand below it, by id."""
    below: dict[str, list[Profile]] = {}
    for profile in rulebook.profiles:
        if profile.id != DEFAULT:
            below.setdefault(profile.extends or DEFAULT, []).append(profile)
    rows, waiting = list[tuple[int, Profile]](), [(0, rulebook.profile[DEFAULT])]
    while waiting:
        depth, profile = waiting.pop()
        rows.append((depth, profile))
        waiting += [(depth + 1, p) for p in sorted(below.get(profile.id, []), key=lambda p: p.id, reverse=True)]
    return rows
