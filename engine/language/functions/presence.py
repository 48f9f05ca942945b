"""Asking whether a value is there at all."""

from __future__ import annotations

from typing import Final

import polars as pl

from ...fields import Type
from ..tree import Value
from .function import ANYTHING, Argument, Function, expression


def missing(value: Value | None) -> bool:
    """Whether the claim has no such value; an empty list is missing too.

    >>> missing(None), missing(()), missing("11")
    (True, True, False)
    """
    return value is None or value == ()


def present(value: Value | None) -> bool:
    """Whether the claim has such a value.

    >>> present("11"), present(None)
    (True, False)
    """
    return not missing(value)


def either(*values: Value | None) -> Value | None:
    """The first of the values that is there.

    >>> either(None, "A", "B")
    'A'
    """
    return next((value for value in values if not missing(value)), None)


def _missing(value: Argument) -> pl.Expr:
    return value.is_null() if isinstance(value, pl.Expr) else pl.lit(value=False)


FUNCTIONS: Final = (
    Function("missing", (ANYTHING,), Type.TRUTH, missing, _missing, total=True),
    Function("present", (ANYTHING,), Type.TRUTH, present, lambda v: _missing(v).not_(), total=True),
    Function(
        "either",
        (ANYTHING - {Type.CODES, Type.DATES},) * 2,
        None,
        either,
        lambda *vs: pl.coalesce([expression(v) for v in vs]),
        repeats=True,
        total=True,
    ),
)
