"""Numbers and dates read from string views: whole columns by arithmetic on the bytes.

Only what is written plainly is read here, which is nearly all: digits with at most one point,
CCYYMMDD, and periods of such days. Everything else is left to `values.typed`, which is the definition; a
test holds the two equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from ...fields import Type
from .strings import INLINE, LENGTH, Words, words
from .tokens import Ints, Mask

Days: TypeAlias = npt.NDArray[np.int32]

_PLACES: Final = {Type.INTEGER: 0, Type.MONEY: 2, Type.QUANTITY: 3}
_ARROW: Final = {Type.DATE: pa.date32()}

_ZERO, _POINT, _DASH = ord("0"), ord("."), ord("-")
_ZEROS: Final = np.uint64(0x3030303030303030)
_HALF: Final = np.uint64(32)
_DATE_LENGTH: Final = 8
_PERIOD_LENGTH: Final = 17

# Of each month from January 1600 on: the day, counted from 1970-01-01, before its first, and how many days it has.
_FIRST_YEAR: Final = 1600
_MONTHS: Final = np.arange(f"{_FIRST_YEAR}-01", "2401-01", dtype="datetime64[M]").astype("datetime64[D]")
_BEFORE: Final = _MONTHS[:-1].astype(np.int64) - 1
_LENGTHS: Final = np.diff(_MONTHS).astype(np.int64)


def plain(taken: Words, kind: Type, periods: Periods | None = None) -> tuple[pl.Series, Ints]:
    """The values of some views as a column of a type, and the rows that are not written plainly.

    Those rows are null in the column; a view of nothing is null and no such row. `periods` says which day of
    a period is meant where dates may be such.
    """
    length = (taken[:, 0] & LENGTH).astype(np.int64)
    low = (taken[:, 0] >> _HALF) | (taken[:, 1] << _HALF)
    if periods is not None:
        periods.put_days(taken, low, length)
    values, good = _dates(low, length) if kind is Type.DATE else _decimals(low, taken[:, 1], length, _PLACES[kind])
    valid = pa.py_buffer(np.packbits(good, bitorder="little"))
    column = pa.Array.from_buffers(_ARROW.get(kind, pa.int64()), len(values), [valid, pa.py_buffer(values)])
    return pl.Series("", column), np.flatnonzero(~good & (length > 0))


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods in a padded text, CCYYMMDD-CCYYMMDD, of which the first day is meant, or the last."""

    padded: bytes
    through: bool

    def put_days(self, taken: Words, low: Words, length: Ints) -> None:
        """Put the meant day's eight bytes for those of each plainly written period, and their length."""
        at = np.flatnonzero(length == _PERIOD_LENGTH)
        if not len(at):
            return
        start = (taken[at, 1] >> _HALF).astype(np.int64)  # longer strings have their place in their view
        eight = words(self.padded, 8)
        first, last = eight[start], eight[start + _DATE_LENGTH + 1]
        dashed = np.frombuffer(self.padded, np.uint8)[start + _DATE_LENGTH] == _DASH
        good = np.flatnonzero(dashed & _are_digits(first - _ZEROS) & _are_digits(last - _ZEROS))
        low[at[good]] = (last if self.through else first)[good]
        length[at[good]] = _DATE_LENGTH


def _are_digits(digits: npt.NDArray[np.unsignedinteger]) -> Mask:
    """Whether each of eight bytes, less `0`, is a digit."""
    # no byte was below "0" or is above 9: neither it nor its sum with 118 has its highest bit set
    odd = (digits | (digits + np.uint64(0x7676767676767676))) & np.uint64(0x8080808080808080)
    found: Mask = odd == 0
    return found


def _dates(low: Words, length: Ints) -> tuple[Days, Mask]:
    """Days from 1970-01-01, and where a calendar date stands."""
    digits = low - _ZEROS
    good = (length == _DATE_LENGTH) & _are_digits(digits)
    digits = np.where(good, digits, np.uint64(0))
    # eight digits as one number: pairs, then fours, then all; the first byte is the highest digit
    pairs = (digits * np.uint64(10) + (digits >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    year, rest = (fours & np.uint64(0xFFFF)).astype(np.int64), (fours >> _HALF).astype(np.int64)
    month, day = rest // 100, rest % 100
    at = (year - _FIRST_YEAR) * 12 + month - 1
    good &= (month >= 1) & (month <= 12) & (at >= 0) & (at < len(_LENGTHS))
    at[~good] = 0
    good &= (day >= 1) & (day <= _LENGTHS[at])
    return (_BEFORE[at] + day).astype(np.int32), good


def _decimals(low: Words, second: Words, length: Ints, places: int) -> tuple[Ints, Mask]:
    """Whole numbers of the last place, and where digits with at most one point stand."""
    value = np.zeros(len(low), np.int64)
    decimals, digits = np.zeros(len(low), np.int64), np.zeros(len(low), np.int64)
    pointed = np.zeros(len(low), np.bool_)
    good = (length > 0) & (length <= INLINE)
    high = second >> _HALF
    for i in range(min(int(length.max(initial=0)), INLINE)):
        word, shift = (low, 8 * i) if i < _DATE_LENGTH else (high, 8 * (i - _DATE_LENGTH))
        byte = ((word >> np.uint64(shift)) & np.uint64(255)).astype(np.int64)
        inside = length > i
        digit = inside & (byte >= _ZERO) & (byte <= _ZERO + 9)
        point = inside & (byte == _POINT)
        good &= ~inside | digit | (point & ~pointed)
        value = np.where(digit, value * 10 + (byte - _ZERO), value)
        decimals += digit & pointed
        digits += digit
        pointed |= point
    good &= (digits > 0) & (decimals <= places)
    if not places:
        good &= ~pointed
    return value * _POWERS[np.maximum(places - decimals, 0)], good


_POWERS: Final = 10 ** np.arange(4, dtype=np.int64)
