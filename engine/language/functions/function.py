"""What a function of the language is: its types, its plain meaning and its meaning for columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import polars as pl

from ...distinct import asked_once
from ...fields import Type
from ..tree import CodeList, Value, is_numeric

TEXTUAL: Final = frozenset({Type.TEXT, Type.CODE})
LISTS: Final = frozenset({Type.CODES})
DATE: Final = frozenset({Type.DATE})
WHOLE: Final = frozenset({Type.INTEGER})
ANYTHING: Final = frozenset(Type)

Argument: TypeAlias = "pl.Expr | Value"
"""What a column function is handed: an expression, or the value itself where the rule wrote one."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language.

    `accepts` has the types of each parameter; the last repeats when `repeats`. Where `result` is
    None all arguments have one type and the result has it too. A function is handed absent values
    only when it is `total`; otherwise an absent argument makes the result absent. `written` are the
    positions that must be written out in the rule.
    """

    name: str
    accepts: tuple[frozenset[Type], ...]
    result: Type | None
    scalar: Callable[..., Any]
    column: Callable[..., pl.Expr]
    repeats: bool = False
    total: bool = False
    written: frozenset[int] = frozenset()
    check: Callable[..., str | None] | None = None  # a sentence when written values will not do

    @property
    def doc(self) -> str:
        """What the function says of itself, doctests included."""
        return (self.scalar.__doc__ or "").strip()


def expression(argument: Argument) -> pl.Expr:
    """An argument as an expression, a written value becoming a literal."""
    if isinstance(argument, pl.Expr):
        return argument
    assert not isinstance(argument, CodeList)  # noqa: S101  # the checker lets code lists stand only where they are awaited
    return pl.lit(argument)


def held_by(codes: CodeList, code: pl.Expr) -> pl.Expr:
    """Whether a column's code is in a list; null where the code is."""
    return asked_once(code, codes.holds) if codes.ranges else code.is_in(sorted(codes.codes))


def held_inside(codes: CodeList, code: pl.Expr) -> pl.Expr:
    """The same inside a list column, where Python cannot be asked."""
    held = code.is_in(sorted(codes.codes))
    for low, high in codes.ranges:
        sorts = (code.str.len_chars() == len(low)) & (code >= low) & (code <= high)
        held = held | (sorts & code.str.contains(r"\A[0-9]*\z") if is_numeric(low, high) else sorts)
    return held
