"""When an edition takes effect and until when it answers, from the names publishers give their files."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

_QUARTERS: Final = (
    re.compile(r"(?P<year>20\d\d)[-_ ]?q(?P<quarter>[1-4])(?!\d)"),
    re.compile(r"(?<![a-z0-9])q(?P<quarter>[1-4])[-_ ]?(?P<year>20\d\d)"),
)
_NCCI_VERSION: Final = re.compile(r"(?<![a-z0-9])v(?P<year>\d\d)(?P<quarter>[0-3])r\d+")
_MONTH_DAY_YEAR: Final = re.compile(r"(?<!\d)(?P<month>\d\d)[-_](?P<day>\d\d)[-_](?P<year>20\d\d)(?!\d)")


def quarter_named(name: str) -> date | None:
    """The first day of the quarter that a name states, as 2026q2, Q2-2026, or NCCI's version.

    >>> quarter_named("medicare-ncci-2026q2-hospital-ptp-edits-ccioph-v321r0-f1.zip")
    datetime.date(2026, 4, 1)
    >>> quarter_named("ccipra-v313r0-f1.TXT")
    datetime.date(2025, 10, 1)
    """
    for form in _QUARTERS:
        if found := form.search(name.casefold()):
            return date(int(found["year"]), 3 * int(found["quarter"]) - 2, 1)
    # v320 is 2026's first: NCCI counts years from 1994 on, and quarters from 0
    found = _NCCI_VERSION.search(name.casefold())
    return date(1994 + int(found["year"]), 3 * int(found["quarter"]) + 1, 1) if found else None


def day_named(name: str) -> date | None:
    """The day that a name states as MM-DD-YYYY.

    >>> day_named("MCR_MUE_PractitionerServices_Eff_07-01-2024.csv")
    datetime.date(2024, 7, 1)
    """
    found = _MONTH_DAY_YEAR.search(name)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def year_named(name: str) -> int | None:
    """The year, from 2000 on, that a name states.

    >>> year_named("icd10cm_order_2026.txt")
    2026
    """
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    return int(found[1]) if found else None


def quarter_end(day: date) -> date:
    """The last day of the quarter of a day.

    >>> quarter_end(date(2026, 4, 1))
    datetime.date(2026, 6, 30)
    """
    month = 3 * ((day.month - 1) // 3) + 3
    return (date(day.year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def fiscal_year_end(day: date) -> date:
    """The last day, September 30, of the federal fiscal year of a day.

    >>> fiscal_year_end(date(2025, 10, 1))
    datetime.date(2026, 9, 30)
    """
    return date(day.year + (day.month >= 10), 9, 30)


def year_end(day: date) -> date:
    """The last day of the calendar year of a day."""
    return date(day.year, 12, 31)
