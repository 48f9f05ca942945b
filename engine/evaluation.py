"""Evaluation: a program over the tables of a block gives hits, and what could not be evaluated.

Conditions run over all rows at once. A hit is a rule and a row number of its frame; messages,
remedies and places are made afterwards, for hits only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from .code_sets import CodeSets
from .earlier import lines_of
from .fields import Grain
from .frames import frames, submission_date
from .language.columns import PROFILE
from .language.plan import FrameName, Plan
from .language.templates import shown
from .pairs import ADD_ONS, AT, CODE_SET_OF
from .program import CompiledRule, Program
from .tables import Tables


@dataclass(frozen=True, slots=True)
class Hits:
    """Where one rule fired: the rows of its frame, in order, and what it says of each."""

    compiled: CompiledRule
    rows: pl.Series  # row numbers of the frame, of a pair that of its line
    texts: pl.DataFrame  # #claim, #profile, day, line number, message, remedy, and the value of the rule's field


@dataclass(frozen=True, slots=True)
class Undecided:
    """Where missing data left a rule open: the rows of its frame, and for each claim, day and what was missing."""

    compiled: CompiledRule
    rows: pl.Series
    found: pl.DataFrame  # #claim, day, needs


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a program says of one block; `failed` are rules that raised, which holds every claim."""

    frames: dict[FrameName, pl.DataFrame]
    hits: list[Hits]
    undecided: list[Undecided]
    failed: list[CompiledRule]
    clocks: pl.DataFrame  # for each claim filing_clock, limit_known and last_day, as CLAIMS has them


def evaluate(
    program: Program,
    tables: Tables,
    *,
    submitted: date | None,
    today: date,
    profile: str | None,
    code_sets: CodeSets | None = None,
    earlier: pl.DataFrame | None = None,
) -> Evaluation:
    """Every rule of a program that is for the block's type of claims, on every row of the block.

    `submitted` is the submission date asked for and `profile` the profile forced; None lets each
    claim tell. `today` stands in where a file names no date. `code_sets` answer instead of the rulebook's.
    `earlier` are lines of earlier claims, those of the block's own claims among them; see `earlier`.
    """
    code_sets = code_sets or program.rulebook.code_sets
    program = program.of_type(tables.claim_type).from_day(_first_day(tables, submitted or today))
    number = program.rulebook.profile_number(profile)
    tables_of_pairs = None
    if any(compiled.frame is FrameName.PAIR for compiled in program.rules):
        tables_of_pairs = code_sets[CODE_SET_OF[tables.claim_type]]
    add_ons = None
    if any(question.source is FrameName.PRIMARY for question in program.plan.questions.values()):
        add_ons = code_sets[ADD_ONS]
    if not program.of_earlier:
        earlier = None
    elif earlier is None:
        earlier = lines_of(tables)
    made = frames(
        tables, program.plan.columns, number, submission_date(submitted, today), tables_of_pairs, add_ons, earlier
    )
    made = _answered(program.plan, program.plan.chosen(made), code_sets)
    hits: list[Hits] = []
    undecided: list[Undecided] = []
    failed: list[CompiledRule] = []
    for name, frame in made.items():
        rules = [compiled for compiled in program.rules if compiled.frame is name]
        if not rules or not frame.height:
            continue
        columns = _select(frame, rules, failed)
        for i, compiled in enumerate(rules):
            if compiled in failed:
                continue
            fires, open_ = _judged(columns, i)
            if fires is not None and fires.any():
                rows = fires.arg_true()
                if (texts := _texts(compiled, _narrow(compiled, frame)[rows], failed)) is not None:
                    hits.append(Hits(compiled, frame[AT].gather(rows) if AT in frame.columns else rows, texts))
            if open_ is not None and open_.any():
                undecided.append(Undecided(compiled, open_.arg_true(), _missing(frame, open_, compiled)))
    return Evaluation(made, hits, undecided, failed, _clocks(program, made[FrameName.CLAIM], failed))


def _answered(plan: Plan, made: dict[FrameName, pl.DataFrame], code_sets: CodeSets) -> dict[FrameName, pl.DataFrame]:
    """The frames with what rules ask of tables and of several rows; where one raises, its rules miss it."""
    try:
        return plan.answer(made, code_sets)
    except Exception:  # noqa: BLE001  # a question of one rule raised: its rules fail for want of it, the others speak
        for step in plan.steps:
            try:
                made = plan.answer(made, code_sets, step)
            except Exception:  # noqa: BLE001, S112  # dropped unread, for it may quote a claim
                continue
        return made


def _narrow(compiled: CompiledRule, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that a rule's texts are made of, for a frame has some hundred and hits take rows of it."""
    field = compiled.rule.field
    wanted = {"#claim", PROFILE, compiled.day, "line.line_number", *([field.path] if field else [])}
    for hole in (*compiled.message, *compiled.remedy):
        wanted.update(hole.meta.root_names())
    return frame.select(column for column in frame.columns if column in wanted)


def _texts(compiled: CompiledRule, rows: pl.DataFrame, failed: list[CompiledRule]) -> pl.DataFrame | None:
    """Message, remedy and value of each hit; None where making them raised, and the rule has failed."""
    rule = compiled.rule
    value = pl.lit(None, pl.String)
    if rule.field is not None and rule.field.path in rows.columns:
        column = pl.col(rule.field.path)
        value = pl.when(column.is_not_null()).then(shown(rule.field.type, column))
    number = pl.col("line.line_number") if rule.placed is Grain.LINE else pl.lit(None)
    line = number.cast(pl.Int32).alias("line")
    filled = {"message": (rule.message, compiled.message), "remedy": (rule.remedy, compiled.remedy)}
    texts = {name: template.column(holes) for name, (template, holes) in filled.items()}
    try:
        return rows.select("#claim", PROFILE, line, day=pl.col(compiled.day), **texts, value=value)
    except Exception:  # noqa: BLE001  # a hit without words: the rule has failed as if its condition had raised
        failed.append(compiled)
        return None


def _first_day(tables: Tables, submitted: date) -> date:
    """A day that no row of the block lies before."""
    days = [
        tables.claims["claim.service_from"].min(),
        tables.claims["claim.transaction.date"].min(),
        tables.lines["line.service_date"].min(),
    ]
    return min([submitted, *(day for day in days if isinstance(day, date))])


def _judged(columns: pl.DataFrame, i: int) -> tuple[pl.Series | None, pl.Series | None]:
    """Where a rule fires and where it is undecided; None for nowhere, which most rules are."""
    truth = columns[f"truth {i}"]
    hard, soft, in_force = (
        columns[f"{name} {i}"] if f"{name} {i}" in columns.columns else None for name in ("hard", "soft", "in force")
    )
    fires, open_ = truth if truth.any() else None, None
    if soft is not None and soft.any():
        open_ = truth.is_null() & soft
    if hard is not None and hard.any():
        open_ = hard if open_ is None else hard | open_
        fires = None if fires is None else fires & ~hard
    if in_force is not None:
        fires = None if fires is None else fires & in_force
        open_ = None if open_ is None else open_ & in_force
    return fires, open_


def _select(frame: pl.DataFrame, rules: list[CompiledRule], failed: list[CompiledRule]) -> pl.DataFrame:
    columns = [column for i, compiled in enumerate(rules) for column in _columns(i, compiled)]
    try:
        # lazily, for only then are parts that rules share worked out once
        return frame.lazy().select("#claim", *columns).collect()
    except Exception:  # noqa: BLE001  # one rule raised: find it, let the others speak, and hold the block for it
        found = frame.select("#claim")
        for i, compiled in enumerate(rules):
            try:
                found = found.hstack(frame.select("#claim", *_columns(i, compiled)).drop("#claim"))
            except Exception:  # noqa: BLE001  # the rule that raised; its exception may quote a claim and is dropped
                failed.append(compiled)
        return found


def _columns(i: int, compiled: CompiledRule) -> list[pl.Expr]:
    named = {"truth": compiled.truth, "hard": compiled.hard, "soft": compiled.soft, "in force": compiled.in_force}
    return [expression.alias(f"{name} {i}") for name, expression in named.items() if expression is not None]


def _clocks(program: Program, claims: pl.DataFrame, failed: list[CompiledRule]) -> pl.DataFrame:
    """The nearest last day of each claim and the rule whose it is.

    A rule without a last day for a claim says at least that a limit runs and none is on file.
    """
    columns: dict[str, pl.Expr] = {}
    rules = [compiled for compiled in program.rules if compiled.clock is not None and compiled not in failed]
    for number, compiled in enumerate(rules):
        assert compiled.clock is not None  # noqa: S101  # those without were left out
        last_day, runs, known = compiled.clock
        on = runs.fill_null(value=False)
        columns[f"runs {number}"] = on if compiled.in_force is None else on & compiled.in_force
        columns[f"last day {number}"] = pl.when(known).then(last_day)
    try:
        # lazily, for only then are parts that rules share worked out once
        told = claims.lazy().select("#claim", **columns).collect()
    except Exception:  # noqa: BLE001  # its exception may quote a claim; the rules with clocks have failed
        failed += rules
        rules, told = [], claims.select("#claim")
    nearest: pl.Expr = pl.lit(None, pl.Date)
    clock: pl.Expr = pl.lit(None, pl.String)
    for number in reversed(range(len(rules))):  # of equals, and where none is on file, the first
        clock = pl.when(f"runs {number}").then(pl.lit(rules[number].rule.id)).otherwise(clock)
    if rules:
        nearest = pl.min_horizontal(pl.when(f"runs {n}").then(f"last day {n}") for n in range(len(rules)))
    for number in reversed(range(len(rules))):
        is_nearest = pl.col(f"runs {number}") & (pl.col(f"last day {number}") == nearest)
        clock = pl.when(is_nearest).then(pl.lit(rules[number].rule.id)).otherwise(clock)
    known = pl.when(clock.is_not_null()).then(nearest.is_not_null())
    return told.with_columns(filing_clock=clock, limit_known=known, last_day=nearest).select(
        "filing_clock", "limit_known", "last_day"
    )


def _missing(frame: pl.DataFrame, open_: pl.Series, compiled: CompiledRule) -> pl.DataFrame:
    """What was missing on each undecided row: the first that the rule asked for."""
    asked = {"#claim", PROFILE, compiled.day}.union(*(gap.asked.meta.root_names() for gap in compiled.gaps))
    rows = frame.select(sorted(asked)).filter(open_)  # a frame has some hundred columns, and most rows may be open
    needs: pl.Expr = pl.lit(None, pl.String)
    for gap in reversed(compiled.gaps):
        needs = pl.when(gap.asked).then(pl.lit(gap.needs)).otherwise(needs)
    return rows.select("#claim", pl.col(compiled.day).alias("day"), needs.alias("needs"), PROFILE)
