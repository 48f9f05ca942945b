"""Texts of elements as typed columns: exact, and null wherever a text is not what it should be.

Money and quantities are decimals with a point, as X12 type R writes them, and become whole cents
and thousandths: more decimals than that, unless they are zeros, cannot be read. Dates are CCYYMMDD,
periods CCYYMMDD-CCYYMMDD.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ...fields import Type

CHECKED: Final = (Type.INTEGER, Type.MONEY, Type.QUANTITY, Type.DATE)
"""Types that a text may fail to be."""

_DECIMAL: Final = r"^-?([0-9]+\.?[0-9]*|\.[0-9]+)$"
_DATE: Final = r"^[0-9]{8}$"
_PERIOD: Final = r"^.{8}-.{8}$"
_TIME: Final = r"^[0-9]{4}$"
_MINUTE: Final = r"^[0-9]{12}$"
_PLACES: Final = {Type.MONEY: 2, Type.QUANTITY: 3}


def typed(text: pl.Expr, kind: Type, *, period: bool = False, through: bool = False) -> pl.Expr:
    """Texts as values of a type; null where a text cannot be read, as well as where there is none.

    `period` admits periods and days with a time (DTP), of which the first day is taken, or with
    `through` the last.
    """
    match kind:
        case Type.TEXT:
            return text
        case Type.CODE:
            return text.str.to_uppercase()
        case Type.INTEGER:
            return pl.when(text.str.contains(r"^-?[0-9]{1,15}$")).then(text).cast(pl.Int64)
        case Type.MONEY | Type.QUANTITY:
            return decimals(text, _PLACES[kind])
        case Type.DATE:
            return _date(text, period=period, through=through)
        case _:
            raise ValueError(f"no single element is a {kind}")


def time_of(text: pl.Expr) -> pl.Expr:
    """The time HHMM of a time, or of a day with a time; null for a day without one."""
    alone = pl.when(text.str.contains(_TIME)).then(text)
    return alone.when(text.str.contains(_MINUTE)).then(text.str.slice(8))


def decimals(text: pl.Expr, places: int) -> pl.Expr:
    """Decimals as whole numbers of their last place: `12.5` with two places is 1250."""
    parts = text.str.split_exact(".", 1).struct
    whole, rest = parts.field("field_0"), parts.field("field_1").fill_null("").str.strip_chars_end("0")
    digits = whole.str.strip_prefix("-") + rest.str.pad_end(places, "0")
    number = digits.cast(pl.Int64, strict=False)
    signed = pl.when(text.str.starts_with("-")).then(-number).otherwise(number)
    readable = text.str.contains(_DECIMAL) & (rest.str.len_bytes() <= places) & (number < 10 ** (15 + places))
    return pl.when(readable).then(signed)


def _date(text: pl.Expr, *, period: bool, through: bool) -> pl.Expr:
    if period:
        half = text.str.slice(9) if through else text.str.slice(0, 8)
        day = pl.when(text.str.contains(_PERIOD)).then(half)
        text = day.when(text.str.contains(_MINUTE)).then(text.str.slice(0, 8)).otherwise(text)
    digits = pl.when(text.str.contains(_DATE) & ~text.str.starts_with("0000")).then(text)
    return digits.str.to_date("%Y%m%d", strict=False)
