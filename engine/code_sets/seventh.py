"""Which codes of ICD-10-CM are whole but for their seventh character."""

from __future__ import annotations

import polars as pl

_WHOLE, _FILLED = 7, 6


def lacks_seventh() -> pl.Expr:
    """Of a column `code`, as `lacks_seventh`: whether some code is it, filled with X to six, and one character more.

    Source: ICD-10-CM Official Guidelines, sections I.A.4 (placeholder) and I.A.5 (seventh characters).
    """
    code = pl.col("code")
    whole = code.filter(code.str.len_chars() == _WHOLE)
    stems = whole.str.slice(0, _FILLED).str.strip_chars_end("X").unique()
    return code.is_in(stems.implode()).alias("lacks_seventh")
