"""The shared work of many expressions: which columns they need, and which questions to several rows.

Rules ask the same things again and again (`sum(line.charge for line in claim.lines)`), so a question
is kept once, by what it means, and answered once a block. Answers are whole numbers inside: false 0,
unknown 1, true 2, which makes Kleene's `any` a maximum and `all` a minimum.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar, cast

import polars as pl

from ..fields import MEMBERS, PLURALS, Grain
from .lookups import FrameLookup, FrameUnlisted, Tables
from .tree import Reduction


class FrameName(StrEnum):
    """The frames expressions are evaluated on; a line's diagnoses have one of their own."""

    CLAIM = "claim"
    LINE = "line"
    DIAGNOSIS = "diagnosis"
    LINE_DIAGNOSIS = "line_diagnosis"
    PROCEDURE = "procedure"
    OCCURRENCE = "occurrence"
    OCCURRENCE_SPAN = "occurrence_span"
    VALUE_CODE = "value_code"
    TOOTH_STATUS = "tooth_status"
    OTHER_PAYER = "other_payer"
    TOOTH = "tooth"
    ADJUDICATION = "adjudication"
    PRIMARY = "primary_procedure"
    EARLIER = "earlier_line"
    CLAIM_EARLIER = "claim_earlier_line"
    PAIR = "pair"


FRAME_OF: Final[Mapping[tuple[Grain, str], FrameName]] = {
    (owner, member): FrameName(PLURALS[member].value) for owner, members in MEMBERS.items() for member in members
} | {
    (Grain.LINE, "diagnoses"): FrameName.LINE_DIAGNOSIS,
    (Grain.CLAIM, "earlier_lines"): FrameName.CLAIM_EARLIER,
}
"""On which frame the rows of a member stand."""

KEY_OF: Final[Mapping[Grain, str]] = {
    Grain.CLAIM: "#claim", Grain.LINE: "#line", Grain.DAY: "#of_day", Grain.SERVICE: "#of_service",
}  # fmt: skip
"""The key by which rows belong to their owner."""

FALSE, UNKNOWN, TRUE = 0, 1, 2

AnyLookup: TypeAlias = FrameLookup | FrameUnlisted
OneLookup = TypeVar("OneLookup", FrameLookup, FrameUnlisted)


@dataclass(slots=True)
class Question:
    """One question to several rows, and where its answer is wanted."""

    column: str
    source: FrameName
    owner: Grain
    reduction: Reduction
    element: pl.Expr
    condition: pl.Expr | None
    level: int
    wanted_on: set[FrameName] = field(default_factory=set)

    def prepared(self) -> pl.Expr:
        """What is computed row by row before the reduction."""
        match self.reduction:
            case "any" | "all":
                value = pl.when(self.element.is_null()).then(UNKNOWN).when(self.element).then(TRUE).otherwise(FALSE)
                value = value.cast(pl.Int8)
            case "count":
                value = pl.lit(1, pl.Int64)
            case _:
                value = self.element
        if self.condition is not None:
            value = pl.when(self.condition).then(value)
        return value.alias(self.column)

    def reduced(self) -> pl.Expr:
        """The reduction over the rows of one owner."""
        column = pl.col(self.column)
        match self.reduction:
            case "any" | "max":
                return column.max()
            case "all" | "min":
                return column.min()
            case "count" | "sum":
                return column.sum()
            case "first":
                return column.drop_nulls().first()
            case "repeated":
                return column.drop_nulls().n_unique() < column.count()
            case "codes":
                return column.drop_nulls().unique(maintain_order=True)

    def answer(self) -> pl.Expr:
        """The answer on the owner's row, also where there was nothing to ask."""
        column = pl.col(self.column)
        match self.reduction:
            case "any":
                return (
                    pl.when(column == TRUE)
                    .then(statement=True)
                    .when(column.is_null() | (column == FALSE))
                    .then(statement=False)
                )
            case "all":
                return (
                    pl.when(column == FALSE)
                    .then(statement=False)
                    .when(column.is_null() | (column == TRUE))
                    .then(statement=True)
                )
            case "count" | "sum":
                return column.fill_null(0)
            case "repeated":
                return column.fill_null(value=False)
            case "codes":
                return pl.when(column.list.len() > 0).then(column)
            case "min" | "max" | "first":
                return column


@dataclass(slots=True)
class Plan:
    """Everything the expressions of a rulebook need from a block of claims."""

    columns: dict[FrameName, set[str]] = field(default_factory=lambda: {name: set() for name in FrameName})
    questions: dict[Hashable, Question] = field(default_factory=dict)
    lookups: dict[FrameName, dict[Hashable, AnyLookup]] = field(default_factory=dict)
    choices: dict[FrameName, dict[str, tuple[str, pl.Expr]]] = field(default_factory=dict)

    def choose(self, choice: pl.Expr, on: FrameName, meaning: str) -> pl.Expr:
        """The column of a choice among a parameter's values by profile and day, made once for all that ask it.

        A parameter stands in an expression as often as the names of `let` that use it, and forty payers'
        values each time made the expressions of one rule cost more than those of a hundred others.
        """
        of_frame = self.choices.setdefault(on, {})
        column, _ = of_frame.setdefault(meaning, (f"={len(of_frame)}", choice))
        return pl.col(column)

    def chosen(self, frames: Mapping[FrameName, pl.DataFrame]) -> dict[FrameName, pl.DataFrame]:
        """The frames with every choice as a column."""
        return {
            name: frame.with_columns(choice.alias(column) for column, choice in self.choices.get(name, {}).values())
            for name, frame in frames.items()
        }

    def look_up(self, lookup: OneLookup, on: FrameName, meaning: Hashable) -> OneLookup:
        """Keep a look-up once; `meaning` tells it from every other on the frame, and so its kind."""
        of_frame = self.lookups.setdefault(on, {})
        kept = cast("OneLookup", of_frame.setdefault(meaning, lookup))
        if kept is lookup:
            kept.column = f"!{len(of_frame)}"
        return kept

    def ask(self, question: Question, on: FrameName, meaning: Hashable) -> Question:
        """Keep a question once, and note where its answer is wanted.

        `meaning` tells it from every other question. The text of its expression would not: Polars
        shortens lists in it, and all Python functions read alike.
        """
        kept = self.questions.setdefault(meaning, question)
        if kept is question:
            question.column = f"?{len(self.questions)}"
        kept.wanted_on.add(on)
        return kept

    @property
    def steps(self) -> list[AnyLookup | Question]:
        """Look-ups and questions, those before that others are made of."""
        lookups = [lookup for of_frame in self.lookups.values() for lookup in of_frame.values()]
        every: list[AnyLookup | Question] = [*lookups, *self.questions.values()]
        return sorted(every, key=lambda step: (step.level, isinstance(step, Question)))

    def answer(
        self, frames: dict[FrameName, pl.DataFrame], tables: Tables, only: AnyLookup | Question | None = None
    ) -> dict[FrameName, pl.DataFrame]:
        """The frames with every answer (or one alone) joined to where it is wanted, inner ones first."""
        answered = dict(frames)
        steps = self.steps if only is None else [only]
        for level in sorted({step.level for step in steps}):
            for name, of_frame in self.lookups.items():
                for lookup in of_frame.values():
                    if lookup.level == level and name in answered and (only is None or only is lookup):
                        answered[name] = lookup.answered(answered[name], tables)
            now = [step for step in steps if isinstance(step, Question) and step.level == level]
            for source, owner in sorted({(question.source, question.owner) for question in now}):
                together = [q for q in now if q.source is source and q.owner is owner]
                key = KEY_OF[owner]
                table = (
                    answered[source]
                    .lazy()
                    .select(key, *(q.prepared() for q in together))
                    .group_by(key)
                    .agg([q.reduced() for q in together])
                    .collect()
                )
                for target in sorted({name for q in together for name in q.wanted_on if name in answered}):
                    here = [q.column for q in together if target in q.wanted_on]
                    answered[target] = answered[target].join(
                        table.select(key, *here), on=key, how="left", maintain_order="left"
                    )
        return answered
