"""A rulebook compiled once: every rule a few column expressions, shared questions kept once.

Profiles enter as columns: a claim carries the number of its profile, parameters are chosen by it
and by date, and a rule that is off for a profile is masked there. There is one pass over a block
however many payers it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

import polars as pl

from .fields import Grain
from .language.columns import DAYS, PROFILE, ColumnCompiler, ColumnGap
from .language.plan import FrameName, Plan
from .language.templates import Template
from .rulebook import Rulebook
from .rules import BY_SUBMISSION, Rule

FRAME_OF_EACH: Final = {
    Grain.CLAIM: FrameName.CLAIM,
    Grain.LINE: FrameName.LINE,
    Grain.DIAGNOSIS: FrameName.DIAGNOSIS,
}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule as expressions on its frame.

    `fires` is true where it fires; `undecided` where missing data left it open, and `gaps` say which
    data. `message` and `remedy` are the expressions of the holes of the templates.
    """

    rule: Rule
    frame: FrameName
    fires: pl.Expr
    undecided: pl.Expr | None
    gaps: tuple[ColumnGap, ...]
    day: str
    message: tuple[pl.Expr, ...]
    remedy: tuple[pl.Expr, ...]
    severities: tuple[str | None, ...]  # by profile number


@dataclass(frozen=True)
class Program:
    """All compiled rules and what they need of a block."""

    rulebook: Rulebook
    rules: tuple[CompiledRule, ...]
    plan: Plan


def compile_rules(rulebook: Rulebook, rules: Iterable[Rule] | None = None, *, ignore_off: bool = False) -> Program:
    """The program of a rulebook, or of some of its rules.

    Rules that are off for every profile are left out; with `ignore_off` each rule counts as on
    everywhere, which is how its cases are judged.
    """
    plan = Plan()
    compiled = []
    for rule in rulebook.rules if rules is None else rules:
        severities = tuple(
            rulebook.severity(rule, profile.id) or ("error" if ignore_off else None) for profile in rulebook.profiles
        )
        if any(severities):
            compiled.append(_compile(rule, rulebook, plan, severities))
    return Program(rulebook, tuple(compiled), plan)


def _compile(rule: Rule, rulebook: Rulebook, plan: Plan, severities: Sequence[str | None]) -> CompiledRule:
    frame = FRAME_OF_EACH[rule.each]
    own = Grain.LINE if rule.each is Grain.LINE else Grain.CLAIM
    day = BY_SUBMISSION if rule.by_submission else DAYS[own]
    parameters = {name: rulebook.variants(rule, name) for name in rule.parameters}

    def compiler() -> ColumnCompiler:
        read_on = BY_SUBMISSION if rule.by_submission else None
        return ColumnCompiler(plan, frame, parameters, rulebook.code_sets, read_on, own)

    condition = compiler()
    truth = condition.compile(rule.condition)
    texts = compiler()
    message, remedy = (_holes(texts, template) for template in (rule.message, rule.remedy))
    in_force = _in_force(rule, day, severities)
    hard = [gap.asked for gap in condition.gaps if gap.hard]
    soft = [gap.asked for gap in condition.gaps if not gap.hard]
    fires, undecided = truth.fill_null(value=False), None
    if hard:
        fires = fires & reduce(or_, hard).not_()
    if condition.gaps:
        nothing = pl.lit(value=False)
        undecided = reduce(or_, hard, nothing) | (truth.is_null() & reduce(or_, soft, nothing))
    if in_force is not None:
        fires = fires & in_force
        undecided = None if undecided is None else undecided & in_force
    gaps = tuple(condition.gaps)
    return CompiledRule(rule, frame, fires, undecided, gaps, day, message, remedy, tuple(severities))


def _holes(compiler: ColumnCompiler, template: Template) -> tuple[pl.Expr, ...]:
    return tuple(compiler.compile(expression) for expression in template.expressions)


def _in_force(rule: Rule, day: str, severities: Sequence[str | None]) -> pl.Expr | None:
    """Where the rule is on: within its dates, and for profiles that have not switched it off."""
    masks = []
    if rule.start > date.min or rule.end < date.max:
        masks.append(pl.col(day).is_between(rule.start, rule.end))
    on = [number for number, severity in enumerate(severities) if severity is not None]
    if len(on) < len(severities):
        masks.append(pl.col(PROFILE).is_in(on))
    return reduce(lambda a, b: a & b, masks) if masks else None
