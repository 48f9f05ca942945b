"""Dates as spreadsheets and exports write them, read one at a time; the definition that columns are tested against.

A date is read where it can be one day only. What a month and a day are in `03/04/2024` is decided for a
column from all its values (`Order`), and what remains doubtful is said to be so, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

Order: TypeAlias = Literal["MDY", "DMY", "YMD"]

SERIALS: Final = range(10_000, 80_000)
"""Day numbers of Excel that are dates of a claim: from 1927 to 2119."""

LAST_BIRTH_YEAR: Final = 2029
"""Where no date of service says better, the last year that two digits of a birth date stand for, as in Excel."""

LATE: Final = "a day number was read as the date Excel shows for it"
SHORT: Final = "a year of two digits was completed"

_EPOCH: Final = date(1899, 12, 30)
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_PACKED: Final = re.compile(r"[0-9]{8}")
_PARTS: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{1,2})")
_NAMED: Final = re.compile(r"([0-9]{1,2})[-/ ]([A-Za-z]{3,9})\.?,?[-/ ]([0-9]{4}|[0-9]{2})")
_NAMED_FIRST: Final = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_TIME: Final = re.compile(r"[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)? ?([AaPp][Mm])?(Z|[+-][0-9]{2}:?[0-9]{2})?$")
_SERIAL: Final = re.compile(r"([0-9]{5})(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Style:
    """How the dates of one column are written.

    `serials`: whether a number is a day number of Excel for sure, as in its own files. `last_year` is the
    last year that two digits may stand for.
    """

    order: Order = "MDY"
    serials: bool = False
    last_year: int = 2069


@dataclass(frozen=True, slots=True)
class Day:
    """A date that was read, with what was repaired; or None, and why it cannot be read."""

    day: date | None
    told: str = ""


NO_DATE: Final = Day(None)


def read_day(text: str, style: Style) -> Day:
    """The day a text names.

    >>> read_day("1/2/2024", Style()).day, read_day("1/2/2024", Style("DMY")).day
    (datetime.date(2024, 1, 2), datetime.date(2024, 2, 1))
    >>> read_day("45292", Style()).told
    'a number where a date is wanted: it may be a day number of a spreadsheet'
    """
    text = _TIME.sub("", text.strip().lstrip("'"))
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if _PACKED.fullmatch(text):
        return _packed(text, style)
    if match := _PARTS.fullmatch(text):
        return _parts(match, style)
    if match := _NAMED.fullmatch(text):
        return _named(match[3], match[2], match[1], style)
    if match := _NAMED_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2], style)
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in SERIALS:
        if style.serials:
            return Day(_EPOCH + timedelta(int(match[1])), LATE)
        return Day(None, "a number where a date is wanted: it may be a day number of a spreadsheet")
    return NO_DATE


def _day(year: int, month: int, day: int, told: str = "") -> Day:
    try:
        return Day(date(year, month, day), told)
    except ValueError:
        return NO_DATE


def _packed(text: str, style: Style) -> Day:
    """Eight digits: CCYYMMDD, else with the year at the end."""
    if text[:2] in {"18", "19", "20", "21"} and (found := _day(int(text[:4]), int(text[4:6]), int(text[6:]))).day:
        return found
    first, second, year = int(text[:2]), int(text[2:4]), int(text[4:])
    if not 1800 <= year < 2200:
        return NO_DATE
    month, day = (second, first) if style.order == "DMY" else (first, second)
    return _day(year, month, day)


def _parts(match: re.Match[str], style: Style) -> Day:
    if len(match[3]) <= 2 and style.order == "YMD":
        year, told = _year(match[1].zfill(2), style)
        return _day(year, int(match[2]), int(match[3]), told)
    if len(match[3]) == 1:
        return NO_DATE
    year, told = _year(match[3], style)
    month, day = (match[2], match[1]) if style.order == "DMY" else (match[1], match[2])
    return _day(year, int(month), int(day), told)


def _named(year_text: str, name: str, day: str, style: Style) -> Day:
    if name[:3].lower() not in _MONTHS:
        return NO_DATE
    year, told = _year(year_text, style)
    return _day(year, _MONTHS.index(name[:3].lower()) + 1, int(day), told)


def _year(text: str, style: Style) -> tuple[int, str]:
    """The year, and what was completed: two digits stand for the last such year that may be."""
    if len(text) == 4:
        return int(text), ""
    year = 2000 + int(text)
    return (year if year <= style.last_year else year - 100), SHORT


def orders(texts: Iterable[str]) -> set[Order]:
    """What the dates of a column prove: an order, both where they contradict each other, or nothing.

    >>> orders(["03/04/2024", "03/25/2024"])
    {'MDY'}
    """
    found: set[Order] = set()
    for text in texts:
        if match := _PARTS.fullmatch(_TIME.sub("", text.strip())):
            first, second, last = int(match[1]), int(match[2]), match[3]
            if first > 12 >= second and not (len(last) <= 2 and first > 31):
                found.add("DMY")
            elif second > 12 >= first:
                found.add("MDY")
            elif len(last) <= 2 and first > 31:
                found.add("YMD")
    return found


def open_order(texts: Iterable[str]) -> bool:
    """Whether some date of a column is written with the month and the day as two numbers before or after the year."""
    return any(_PARTS.fullmatch(_TIME.sub("", text.strip())) for text in texts)
