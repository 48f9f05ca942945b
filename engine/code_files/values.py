"""Columns of text read as dates, numbers and codes; what cannot be read is null, and a check refuses its row."""

from __future__ import annotations

from typing import Final

import polars as pl

PROCEDURE: Final = r"^[A-Z0-9]{5}$"
"""A CPT, CDT or HCPCS code."""

FORMS: Final = {
    "YYYYMMDD": (r"^\d{8}$", "%Y%m%d"),
    "YYYYDDD": (r"^\d{7}$", "%Y%j"),
    "MM/DD/YYYY": (r"^\d{2}/\d{2}/\d{4}$", "%m/%d/%Y"),
    "YYYY-MM-DD": (r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"),
}
"""How publishers write a day: what it looks like, and how it is read."""


def day(column: str | pl.Expr, form: str) -> pl.Expr:
    """The days of a column; null where it is blank or no day of this form."""
    text = pl.col(column) if isinstance(column, str) else column
    looks, read = FORMS[form]
    return pl.when(text.str.contains(looks)).then(text).str.to_date(read, strict=False)


def is_no_day(column: str, form: str) -> pl.Expr:
    """Where a column says something that is no day of this form."""
    return pl.col(column).is_not_null() & day(column, form).is_null()


def is_no_procedure(column: str) -> pl.Expr:
    """Where a column has no procedure code; a blank one is none."""
    return ~pl.col(column).str.contains(PROCEDURE).fill_null(value=False)


def whole(column: str) -> pl.Expr:
    """The whole numbers of a column, also as a sheet writes them, `1.0`."""
    text = pl.col(column).str.replace(r"\.0+$", "")
    return pl.when(text.str.contains(r"^\d{1,9}$")).then(text).cast(pl.Int64, strict=False)


def digit(column: str) -> pl.Expr:
    """A code of a column that a sheet may have made a number of: `1.0` is 1."""
    return pl.col(column).str.replace(r"^(\d)\.0+$", "$1")


def thousandths(column: str) -> pl.Expr:
    """A decimal number of up to three places as whole thousandths, exactly; null where it is none."""
    text = pl.col(column)
    parts = text.str.extract_groups(r"^(-?)(\d{0,6})(?:\.(\d{0,3})0*)?$")
    number = parts.struct.field("2").fill_null("").str.zfill(1) + parts.struct.field("3").fill_null("").str.pad_end(
        3, "0"
    )
    value = pl.when(text.str.contains(r"\d")).then(number).cast(pl.Int64, strict=False)
    return pl.when(parts.struct.field("1") == "-").then(-value).otherwise(value)
