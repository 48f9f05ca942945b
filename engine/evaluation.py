"""Evaluation: a program over the tables of a block gives hits, and what could not be evaluated.

Conditions run over all rows at once. A hit is a rule and a row number of its frame; messages,
remedies and places are made later, for hits only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from .frames import frames, submission_date
from .language.columns import PROFILE
from .language.plan import FrameName
from .program import CompiledRule, Program
from .tables import Tables


@dataclass(frozen=True, slots=True)
class Hits:
    """Where one rule fired: the rows of its frame, in order."""

    compiled: CompiledRule
    rows: pl.Series  # row numbers of the frame


@dataclass(frozen=True, slots=True)
class Undecided:
    """Where missing data left a rule open: its claim, the day, and what was missing."""

    compiled: CompiledRule
    found: pl.DataFrame  # #claim, day, needs


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a program says of one block; `failed` are rules that raised, which holds every claim."""

    frames: dict[FrameName, pl.DataFrame]
    hits: list[Hits]
    undecided: list[Undecided]
    failed: list[CompiledRule]


def evaluate(program: Program, tables: Tables, *, submitted: date | None, today: date, profile: str | None) -> Evaluation:
    """Every rule of a program on every row of a block.

    `submitted` is the submission date asked for and `profile` the profile forced; None lets each
    claim tell. `today` stands in where a file names no date.
    """
    number = program.rulebook.profile_number(profile)
    made = frames(tables, program.plan.columns, number, submission_date(submitted, today))
    made = program.plan.answer(made)
    hits: list[Hits] = []
    undecided: list[Undecided] = []
    failed: list[CompiledRule] = []
    for name, frame in made.items():
        rules = [compiled for compiled in program.rules if compiled.frame is name]
        if not rules or not frame.height:
            continue
        for compiled, fires, open_ in _judged(frame, rules, failed):
            if fires.any():
                hits.append(Hits(compiled, fires.arg_true()))
            if open_ is not None and open_.any():
                undecided.append(Undecided(compiled, _missing(frame.filter(open_), compiled)))
    return Evaluation(made, hits, undecided, failed)


def _judged(
    frame: pl.DataFrame, rules: list[CompiledRule], failed: list[CompiledRule]
) -> Iterator[tuple[CompiledRule, pl.Series, pl.Series | None]]:
    """Each rule with the column of where it fires and of where it is undecided."""
    truths = _select(frame, rules, failed)
    for i, compiled in enumerate(rules):
        if f"fires {i}" in truths.columns:
            open_ = truths[f"undecided {i}"] if compiled.undecided is not None else None
            yield compiled, truths[f"fires {i}"], open_


def _select(frame: pl.DataFrame, rules: list[CompiledRule], failed: list[CompiledRule]) -> pl.DataFrame:
    columns = [_columns(i, compiled) for i, compiled in enumerate(rules)]
    try:
        # lazily, for only then are parts that rules share worked out once
        return frame.lazy().select("#claim", *(column for pair in columns for column in pair)).collect()
    except Exception:  # one rule raised: find it, let the others speak, and hold the block's claims for it
        truths = frame.select("#claim")
        for i, compiled in enumerate(rules):
            try:
                truths = truths.hstack(frame.select("#claim", *_columns(i, compiled)).drop("#claim"))
            except Exception:  # the rule that raised; its exception may quote a claim and is dropped
                failed.append(compiled)
        return truths


def _columns(i: int, compiled: CompiledRule) -> list[pl.Expr]:
    found = [compiled.fires.alias(f"fires {i}")]
    if compiled.undecided is not None:
        found.append(compiled.undecided.fill_null(value=False).alias(f"undecided {i}"))
    return found


def _missing(rows: pl.DataFrame, compiled: CompiledRule) -> pl.DataFrame:
    """What was missing on each undecided row: the first that the rule asked for."""
    needs: pl.Expr = pl.lit(None, pl.String)
    for gap in reversed(compiled.gaps):
        needs = pl.when(gap.asked).then(pl.lit(gap.needs)).otherwise(needs)
    return rows.select("#claim", pl.col(compiled.day).alias("day"), needs.alias("needs"), PROFILE)
