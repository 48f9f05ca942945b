"""Triage rules: what explains what, what is judged otherwise, whose desk it is, what holds a claim.

A rule belongs to one stratum, and strata are judged in their order. The rules are read from YAML by
`reading`; here stand their shapes, and what can be said about all of them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal, TypeAlias

from ..documents import Text, nearest
from ..errors import Problem, RulesError
from ..findings import Desk, Disposition, Severity
from .signatures import Finding


class Stratum(StrEnum):
    """The four steps of triage, in their order."""

    EXPLAIN = "explain"
    ADJUST = "adjust"
    ROUTE = "route"
    DISPOSE = "dispose"


Where: TypeAlias = Literal["same claim", "same line", "same field"]


@dataclass(frozen=True, slots=True)
class Name:
    """A rule, a family or `any`, as a triage rule names its findings; `text` is where it says so."""

    sort: Literal["rule", "family", "any"]
    text: Text

    @property
    def value(self) -> str:
        """The id of the rule or family."""
        return self.text.value

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is one of those named."""
        match self.sort:
            case "rule":
                return finding.rule == self.value
            case "family":
                return finding.family == self.value
            case "any":
                return True

    def rules(self, known: Mapping[str, str], named: Iterable[str]) -> set[str]:
        """The rules it stands for; a family that is not known stands for itself, `any` for all that is named."""
        match self.sort:
            case "rule":
                return {self.value}
            case "family":
                members = {rule for rule, family in known.items() if family == self.value}
                return members or {f"family {self.value}"}
            case "any":
                return {*named, *known}


Selector: TypeAlias = tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A test written in a rule: made-up findings, and what triage makes of them."""

    name: Text
    must_fire: bool
    findings: tuple[CaseFinding, ...]
    explained: Mapping[str, str] | None = None
    disposition: Disposition | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding as a case states it; what it leaves out is ordinary."""

    rule: Text
    line: int | None = None
    family: str | None = None
    severity: Severity = "error"
    desk: str = "billing"
    field: str = ""


@dataclass(frozen=True, slots=True)
class Explain:
    """A finding of `cause`, about one of `fields` if any, explains those of `effects` that stand where it says."""

    id: str
    title: str
    because: str
    cases: tuple[Case, ...]
    at: Text = field(repr=False)
    cause: Selector
    effects: Selector
    where: Where
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjust:
    """Findings get another severity."""

    id: str
    title: str
    because: str
    cases: tuple[Case, ...]
    at: Text = field(repr=False)
    findings: Selector
    severity: Severity


@dataclass(frozen=True, slots=True)
class Route:
    """Findings go to another desk."""

    id: str
    title: str
    because: str
    cases: tuple[Case, ...]
    at: Text = field(repr=False)
    findings: Selector
    desk: Desk


@dataclass(frozen=True, slots=True)
class Dispose:
    """A claim with an unexplained finding of a severity gets a disposition."""

    id: str
    title: str
    because: str
    cases: tuple[Case, ...]
    at: Text = field(repr=False)
    unexplained: Severity
    disposition: Disposition


TriageRule: TypeAlias = Explain | Adjust | Route | Dispose


@dataclass(frozen=True, slots=True)
class TriageRules:
    """The triage rules of a folder, each stratum in the order of the rules' ids."""

    explain: tuple[Explain, ...] = ()
    adjust: tuple[Adjust, ...] = ()
    route: tuple[Route, ...] = ()
    dispose: tuple[Dispose, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> TriageRules:
        """Read every rule of a folder; RulesError has all that is wrong with any of them."""
        from .reading import read_folder

        return read_folder(folder)

    @classmethod
    def of(cls, rules: Iterable[TriageRule]) -> TriageRules:
        """The rules sorted by id into their strata."""
        ordered = sorted(rules, key=lambda rule: rule.id)
        return cls(
            tuple(rule for rule in ordered if isinstance(rule, Explain)),
            tuple(rule for rule in ordered if isinstance(rule, Adjust)),
            tuple(rule for rule in ordered if isinstance(rule, Route)),
            tuple(rule for rule in ordered if isinstance(rule, Dispose)),
        )

    def __iter__(self) -> Iterator[TriageRule]:
        """All rules, stratum by stratum."""
        return iter((*self.explain, *self.adjust, *self.route, *self.dispose))

    def check(self, known: Mapping[str, str]) -> list[Problem]:
        """What the rules say of rules and families that are not among `known`, which has the family of each rule id.

        Where nothing is known, names are taken on trust and only rings of explanations are looked for.
        """
        problems = [] if not known else [*self._strangers(known)]
        return [*problems, *_rings(self.explain, known)]

    def _strangers(self, known: Mapping[str, str]) -> Iterator[Problem]:
        families = dict.fromkeys(known.values())
        for rule in self:
            for name in selected(rule):
                if name.sort == "rule" and name.value not in known:
                    yield unknown("rule", name.text, known)
                elif name.sort == "family" and name.value not in families:
                    yield unknown("family", name.text, families)
            for case in rule.cases:
                for finding in case.findings:
                    if finding.rule.value not in known:
                        yield unknown("rule", finding.rule, known)

    def require(self, known: Mapping[str, str]) -> None:
        """Raise RulesError unless `check` is content."""
        if problems := self.check(known):
            raise RulesError(problems)


def selected(rule: TriageRule) -> Selector:
    """Every name by which a rule chooses findings."""
    match rule:
        case Explain():
            return (*rule.cause, *rule.effects)
        case Adjust() | Route():
            return rule.findings
        case Dispose():
            return ()


def unknown(what: str, text: Text, known: Mapping[str, object]) -> Problem:
    """The problem of a name that nothing has."""
    return text.problem(f"there is no {what} '{text.value}'", f"unknown-{what}", nearest(text.value, known))


_RING: Final = "explains what explains it, in a ring"


def _rings(rules: tuple[Explain, ...], known: Mapping[str, str]) -> Iterator[Problem]:
    """Explanations that lead back to their cause; a finding of such a ring would have no root."""
    named = {name.value for rule in rules for name in selected(rule) if name.sort == "rule"}
    effects: dict[str, set[str]] = {}
    for rule in rules:
        reached = {effect for name in rule.effects for effect in name.rules(known, named)}
        for cause in (cause for name in rule.cause for cause in name.rules(known, named)):
            effects.setdefault(cause, set()).update(reached - {cause})
    for rule in rules:
        for name in rule.cause:
            if any(_leads_back(effects, start) for start in name.rules(known, named)):
                yield name.text.problem(f"'{name.value}' {_RING}", "explanation-ring")


def _leads_back(effects: Mapping[str, set[str]], start: str) -> bool:
    seen: set[str] = set()
    waiting = [*effects.get(start, ())]
    while waiting:
        reached = waiting.pop()
        if reached == start:
            return True
        if reached not in seen:
            seen.add(reached)
            waiting.extend(effects.get(reached, ()))
    return False
