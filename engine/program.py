"""A rulebook compiled once: every rule a few column expressions, shared questions kept once.

Profiles enter as columns: a claim carries the number of its profile, parameters are chosen by it
and by date, and a rule that is off for a profile is masked there. There is one pass over a block
however many payers it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Final

import polars as pl

from .code_sets import RECORDS
from .dated import Dated
from .earlier import EARLIER_LINES
from .earlier import NEEDED as NEEDED_OF_EARLIER
from .fields import Grain
from .findings import Severity
from .language import tree
from .language.columns import DAYS, PROFILE, ColumnCompiler, ColumnGap, Variant
from .language.plan import FrameName, Plan
from .language.scope import ANCESTORS
from .language.templates import Template
from .language.tree import Value
from .pairs import NEEDED, NO_DATA
from .rulebook import Rulebook
from .rules import BY_SUBMISSION, Rule

FRAME_OF_EACH: Final = {
    Grain.CLAIM: FrameName.CLAIM,
    Grain.LINE: FrameName.LINE,
    Grain.DIAGNOSIS: FrameName.DIAGNOSIS,
    Grain.PAIR: FrameName.PAIR,
}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule as expressions on its frame.

    `truth` is its condition. `hard` is true where missing data alone leaves it open, `soft` where it
    does if the condition is unknown; `gaps` say which data. `in_force` is where it is on at all, by
    date and profile. `message` and `remedy` are the expressions of the holes of the templates.
    """

    rule: Rule
    frame: FrameName
    truth: pl.Expr
    hard: pl.Expr | None
    soft: pl.Expr | None
    in_force: pl.Expr | None
    gaps: tuple[ColumnGap, ...]
    day: str
    message: tuple[pl.Expr, ...]
    remedy: tuple[pl.Expr, ...]
    severities: tuple[Dated[Severity | None], ...]  # by profile number; None on days on which it is not in force
    clock: tuple[pl.Expr, pl.Expr, pl.Expr] | None = None  # last day, runs, known


@dataclass(frozen=True)
class Program:
    """Rules compiled for evaluation, and what they need of a block.

    `since` is the day from which on the program holds: parameters that changed before it are
    constants in it. None holds for all days. Compiling waits until somebody looks.
    """

    rulebook: Rulebook
    chosen: tuple[Rule, ...]
    ignore_off: bool = False
    since: date | None = None
    _by_type: dict[str, Program] = field(default_factory=dict, compare=False, repr=False)
    _by_day: dict[date, Program] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def plan(self) -> Plan:
        """The columns and questions of all rules."""
        return self._compiled[1]

    @cached_property
    def rules(self) -> tuple[CompiledRule, ...]:
        """The rules that are on for some profile."""
        return self._compiled[0]

    def of_type(self, claim_type: str) -> Program:
        """The program for claims of one type: a rule for others is not in it, so nothing is said of it."""
        if claim_type not in self._by_type:
            chosen = tuple(rule for rule in self.chosen if claim_type in rule.claim_types)
            narrowed = Program(self.rulebook, chosen, self.ignore_off, self.since)
            self._by_type[claim_type] = self if chosen == self.chosen else narrowed
        return self._by_type[claim_type]

    def from_day(self, day: date) -> Program:
        """The program for rows of this day and later.

        A block's days mostly lie after the last change of every parameter; what need not be chosen
        by date makes the expressions half as large.
        """
        past = [change for change in self._changes if change <= day]
        if not past:
            return self
        if past[-1] not in self._by_day:
            self._by_day[past[-1]] = Program(self.rulebook, self.chosen, self.ignore_off, past[-1])
        return self._by_day[past[-1]]

    @cached_property
    def of_earlier(self) -> frozenset[str]:
        """The fields of earlier lines that some rule looks at; one that counts them looks at the claim number."""
        nodes = [node for rule in self.chosen for node in _nodes(rule)]
        fields = {n.field.path for n in nodes if isinstance(n, tree.FieldOf) and n.field.grain is Grain.EARLIER}
        counted = any(isinstance(node, tree.Several) and node.member == EARLIER_LINES for node in nodes)
        return frozenset(fields | {"earlier_line.claim_id"} if counted else fields)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The paths of all fields that some rule looks at or speaks of."""
        named = {node.field.path for rule in self.chosen for node in _nodes(rule) if isinstance(node, tree.FieldOf)}
        # and those by which lines are grouped and paired, whatever the rules
        earlier = NEEDED_OF_EARLIER if self.of_earlier else frozenset[str]()
        return NEEDED | earlier | named | {rule.field.path for rule in self.chosen if rule.field is not None}

    @cached_property
    def _compiled(self) -> tuple[tuple[CompiledRule, ...], Plan]:
        plan, compiled = Plan(), []
        for rule in self.chosen:
            by_profile = self.rulebook.standings(rule, ignore_off=self.ignore_off)
            if any(severity for history in by_profile for severity in history.values.values()):
                compiled.append(_compile(rule, self.rulebook, plan, by_profile, self.since))
        return tuple(compiled), plan

    @cached_property
    def _changes(self) -> list[date]:
        """All days on which a parameter changes or a rule begins, for any profile."""
        days = set[date]()
        for rule in self.chosen:
            days |= {day for history in self.rulebook.standings(rule) for day in history.values}
            for name in rule.parameters:
                days |= {day for variant in self.rulebook.variants(rule, name) for day in variant.history.values}
        return sorted(days)


def _nodes(rule: Rule) -> Iterator[tree.Node]:
    """All parts of all expressions of a rule: its condition, clock and texts."""
    clock = rule.clock.parts if rule.clock else ()
    for part in (rule.condition, *clock, *rule.message.expressions, *rule.remedy.expressions):
        yield from tree.walk(part)


def without_records(rulebook: Rulebook) -> dict[str, list[str]]:
    """The rules that ask records which are not there at all, by the name of the records.

    They are not in force: of a site that keeps no coverage nobody is to be told claim by claim that it
    was not asked.
    """
    absent = {one.name for one in rulebook.code_sets if one.shape.what == RECORDS and not one.editions}
    found: dict[str, list[str]] = {}
    for rule in rulebook.rules:
        asked = {node.code_set for node in _nodes(rule) if isinstance(node, tree.Lookup | tree.Unlisted)} & absent
        for name in sorted(asked):
            found.setdefault(name, []).append(rule.id)
    return dict(sorted(found.items()))


def compile_rules(rulebook: Rulebook, rules: Iterable[Rule] | None = None, *, ignore_off: bool = False) -> Program:
    """The program of a rulebook, or of some of its rules.

    Rules that are off for every profile are left out; with `ignore_off` each rule counts as on
    everywhere, which is how its cases are judged.
    """
    return Program(rulebook, tuple(rulebook.rules if rules is None else rules), ignore_off)


def _compile(
    rule: Rule, rulebook: Rulebook, plan: Plan, severities: Sequence[Dated[Severity | None]], since: date | None
) -> CompiledRule:
    frame = FRAME_OF_EACH[rule.each]
    own = Grain.LINE if rule.each in (Grain.LINE, Grain.PAIR) else Grain.CLAIM
    day = BY_SUBMISSION if rule.by_submission else DAYS[own]
    parameters = {name: _from(since, rulebook.variants(rule, name)) for name in rule.parameters}

    def compiler() -> ColumnCompiler:
        read_on = BY_SUBMISSION if rule.by_submission else None
        return ColumnCompiler(plan, frame, parameters, read_on, own)

    condition = compiler()
    truth = condition.compile(rule.condition)
    texts = compiler()
    message, remedy = (_holes(texts, template) for template in (rule.message, rule.remedy))
    if rule.each is Grain.PAIR:
        condition.gaps.insert(0, ColumnGap(f"code set {rule.pairs}", hard=True, asked=pl.col(NO_DATA)))
    gaps = tuple(condition.gaps)
    hard, soft = (_either([gap.asked for gap in gaps if gap.hard is is_hard]) for is_hard in (True, False))
    if rule.field is not None and rule.field.grain in ANCESTORS[rule.each]:
        plan.columns[frame].add(rule.field.path)  # a finding quotes its value
    clock = None
    if rule.clock is not None:  # what it lacks data for has no last day, and is no gap of the condition
        of_clock = compiler()
        clock = (
            of_clock.compile(rule.clock.last_day),
            of_clock.compile(rule.clock.runs),
            of_clock.compile(rule.clock.known),
        )
    in_force = _in_force(day, severities, since)
    return CompiledRule(
        rule, frame, truth, hard, soft, in_force, gaps, day, message, remedy, tuple(severities), clock
    )  # fmt: skip


def _either(masks: list[pl.Expr]) -> pl.Expr | None:
    return reduce(or_, masks) if masks else None


def _from(since: date | None, variants: list[Variant]) -> list[Variant]:
    """The variants with what held on `since` holding from ever, those that are then alike as one."""
    if since is None:
        return variants
    alike: dict[str, tuple[Dated[Value], set[int]]] = {}
    for variant in variants:
        held = variant.history.on(since)
        later = {start: value for start, value in variant.history.values.items() if start > since}
        history = Dated({date.min: held, **later} if held is not None else later)
        if variant.profiles is None:
            return [Variant(None, history)]
        alike.setdefault(repr(history), (history, set()))[1].update(variant.profiles)
    if len(alike) == 1:
        return [Variant(None, history) for history, _ in alike.values()]
    return [Variant(frozenset(numbers), history) for history, numbers in alike.values()]


def _holes(compiler: ColumnCompiler, template: Template) -> tuple[pl.Expr, ...]:
    return tuple(compiler.compile(expression) for expression in template.expressions)


def _in_force(day: str, severities: Sequence[Dated[Severity | None]], since: date | None) -> pl.Expr | None:
    """Where the rule is on: on its days, and for profiles that have not switched it off; None for everywhere."""
    profiles: dict[tuple[tuple[date, bool], ...], list[int]] = {}
    for number, history in enumerate(severities):
        profiles.setdefault(_switched(history, since), []).append(number)
    masks = []
    for switched, numbers in profiles.items():
        on = _on_days(day, switched)
        if len(profiles) > 1 and on is not False:
            mine = pl.col(PROFILE).is_in(numbers)
            on = mine if on is True else mine & on
        masks.append(on)
    if len(masks) == 1 and masks[0] is True:
        return None
    there = [pl.lit(mask) if isinstance(mask, bool) else mask for mask in masks if mask is not False]
    return reduce(or_, there, pl.lit(value=False)) if len(there) != 1 else there[0]


def _switched(history: Dated[Severity | None], since: date | None) -> tuple[tuple[date, bool], ...]:
    """The days on which a rule goes on or off, those up to `since` counting as ever; the first holds from ever."""
    found = [(date.min, history.on(since or date.min) is not None)]
    for start, severity in sorted(history.values.items()):
        if start > (since or date.min) and (severity is not None) != found[-1][1]:
            found.append((start, severity is not None))
    return tuple(found)


def _on_days(day: str, switched: tuple[tuple[date, bool], ...]) -> pl.Expr | bool:
    """Where a rule that goes on and off on these days is on."""
    found: pl.Expr | bool = switched[0][1]
    for start, on in switched[1:]:
        since = pl.col(day) >= start
        if on:
            found = since if found is False else found | since
        else:
            found = since.not_() if found is True else found & since.not_()
    return found
