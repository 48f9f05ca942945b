"""What is in force of a rule under the layers of a profile: severity, days and parameters, with who set them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Generic, TypeVar, cast

from .dated import Dated
from .findings import Severity
from .language.tree import Value
from .profiles import OFF, Override, Profile
from .rules import Rule

RULE: Final = "rule"
"""The layer that set what the rule itself says."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layered(Generic[T]):
    """A dated value in force, and for each first day the layer that set it: a profile's id, or `rule`."""

    history: Dated[T]
    setters: dict[date, str]

    def under(self, layer: str, later: Dated[T]) -> Layered[T]:
        """The same with what a nearer layer says from its first day on."""
        history = self.history.overridden_by(later)
        setters = {start: self.setters[start] for start in history.values if start not in later.values}
        return Layered(history, setters | dict.fromkeys(later.values, layer))

    def setter(self, day: date) -> str | None:
        """The layer whose value holds on a day; None before the first."""
        begun = [start for start in self.setters if start <= day]
        return self.setters[max(begun)] if begun else None


def overrides_of(rule_id: str, layers: Sequence[Profile]) -> Iterator[tuple[str, Override]]:
    """The overrides of a rule, the farthest layer first, each with its layer."""
    for profile in layers:
        if (override := profile.overrides.get(rule_id)) is not None:
            yield profile.id, override


def severity_of(rule: Rule, layers: Sequence[Profile]) -> Layered[str]:
    """The severity by day as the layers have it, `off` included, whatever the days of the rule."""
    found = Layered(Dated({date.min: str(rule.severity or OFF)}), {date.min: RULE})
    for layer, override in overrides_of(rule.id, layers):
        if override.severity is not None:
            found = found.under(layer, override.severity)
    return found


def days_of(rule: Rule, layers: Sequence[Profile]) -> tuple[date, date, str]:
    """The first and last day on which the rule is in force, and the layer that said so last."""
    start, end, setter = rule.start, rule.end, RULE
    for layer, override in overrides_of(rule.id, layers):
        if override.start is not None or override.end is not None:
            start, end, setter = override.start or start, override.end or end, layer
    return start, end, setter


def history_of(rule: Rule, name: str, layers: Sequence[Profile]) -> Layered[Value]:
    """A parameter by day as the layers have it."""
    parameter = rule.parameters[name]
    found = Layered(parameter.history, dict.fromkeys(parameter.history.values, RULE))
    for layer, override in overrides_of(parameter.of.value if parameter.of else rule.id, layers):
        if name in override.parameters:
            found = found.under(layer, override.parameters[name])
    return found


def is_own(rule: Rule, layers: Sequence[Profile]) -> bool:
    """Whether a rule is for the profile: one in a payer's folder is for that payer and for those that extend it."""
    return rule.owner is None or any(profile.id == rule.owner for profile in layers)


def standing(rule: Rule, layers: Sequence[Profile], *, ignore_off: bool = False) -> Dated[Severity | None]:
    """The severity of a rule by day, from the first day on; None where it is not in force.

    With `ignore_off` a rule that is off counts as an error on its days, which is how cases are judged.
    """
    start, end, _ = days_of(rule, layers)
    if ignore_off:
        found: dict[date, Severity | None] = {start: rule.severity or "error"}
    elif not is_own(rule, layers):
        return Dated({date.min: None})
    else:
        history = severity_of(rule, layers).history
        at_start = {start: history.on(start)}
        later = {day: said for day, said in history.values.items() if start < day <= end}
        found = {
            day: None if said in (None, OFF) else cast(Severity, said)  # the choice was checked
            for day, said in {**at_start, **later}.items()
        }
    if start > date.min:
        found[date.min] = None
    if end < date.max:
        found[end + timedelta(days=1)] = None
    return Dated(dict(sorted(found.items())))
