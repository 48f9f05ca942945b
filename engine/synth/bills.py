"""What scenes in institutions share: a line under a revenue code, and a claim of a type of bill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from .draft import Draft, Line, Stay
from .parties import PAYERS, Practice, Provider
from .stage import Stage

_RATES: Final = {
    "0022": 0, "0023": 0, "0110": 1620, "0120": 1450, "0170": 980, "0172": 1340, "0200": 3900, "0206": 2700,
    "0250": 46, "0258": 31, "0260": 118, "0270": 24, "0272": 62, "0278": 5400, "0300": 22, "0301": 58, "0305": 41,
    "0306": 66, "0320": 210, "0324": 188, "0350": 940, "0351": 1120, "0360": 6200, "0370": 640, "0390": 780,
    "0401": 262, "0403": 228, "0420": 148, "0421": 176, "0430": 152, "0440": 158, "0450": 860, "0481": 4100,
    "0510": 174, "0521": 196, "0551": 52, "0571": 23, "0636": 9, "0651": 224, "0710": 420, "0720": 2300, "0722": 3100,
    "0762": 96, "0821": 410,
}  # fmt: skip
"""Made-up charges in dollars, for one unit."""

_EXEMPT: Final = "ZVWXY"
_PRESENT: Final = "Y"


def bill_line(
    revenue: str,
    units: int = 1,
    *,
    code: str = "",
    modifiers: Sequence[str] = (),
    day: date | None = None,
    unit: str = "UN",
    code_list: str = "HC",
) -> Line:
    """A line at the rate of its revenue code, times its units; days of a room are the unit DA."""
    return Line(
        code, _RATES[revenue] * 100 * units, day, tuple(modifiers), str(units), unit, revenue=revenue,
        code_list=code_list,
    )  # fmt: skip


def stay_of(stage: Stage, nights: int, *, priority: str, origin: str, status: str = "01", days_after: int = 0) -> Stay:
    """A stay of so many nights from admission through discharge, with the hours of both."""
    draws = stage.draws
    first = stage.day(days_after=nights + days_after)
    admitted = datetime.combine(first, time(draws.between(0, 11), draws.between(0, 59)))
    hour = f"{draws.between(12, 20)}{draws.between(0, 59):02}"
    return Stay(first, first + timedelta(days=nights), priority, origin, status, admitted, hour)


def visit_on(
    day: date, *, priority: str = "3", origin: str = "1", status: str = "01", last: date | None = None
) -> Stay:
    """What an outpatient bill says of one day, or of a period."""
    return Stay(day, last or day, priority, origin, status)


def bill(
    stage: Stage,
    house: Practice,
    type_of_bill: str,
    stay: Stay,
    diagnoses: list[str],
    lines: list[Line],
    *,
    attending: Sequence[Provider] = (),
    ages: tuple[int, int] = (19, 88),
    sex: str = "",
    payer: str = "",
    born: date | None = None,
) -> Draft:
    """A claim of a type of bill, its three digits after the leading zero; Medicare pays under part A."""
    claim = stage.claim(house, type_of_bill[:2], diagnoses, lines, ages=ages, sex=sex, payer=payer, born=born)
    claim.frequency = type_of_bill[2]
    claim.stay = stay
    stay.attending = stage.draws.pick(attending or stage.cast.attending)
    if claim.payer.indicator == "MB":
        claim.payer = PAYERS["SYNMA"]
    if stage.draws.chance(0.15) and claim.payer.indicator in {"CI", "HM", "BL"}:
        claim.references["G1"] = f"AUTH{stage.draws.digits(7)}"
    return claim


def inpatient(claim: Draft, *, drg: str, admitting: str) -> Draft:
    """The same claim with what a hospital says of a stay: group, admitting diagnosis, covered days, and what was there.

    Every diagnosis was there on admission; those for which nobody asks (Z, V to Y) say nothing.
    Source: ICD-10-CM Official Guidelines, appendix I; CMS list of codes exempt from it.
    """
    stay = claim.in_house
    stay.drg, stay.admitting = drg, admitting
    stay.present = ["" if code[0] in _EXEMPT or code in {"O80", "I252"} else _PRESENT for code in claim.diagnoses]
    stay.values.append(("80", days_of(stay) * 100))
    return claim


def days_of(stay: Stay) -> int:
    """The days of a stay: that of discharge does not count, the last one of an interim bill does."""
    nights = (stay.last - stay.first).days
    return nights + 1 if stay.status == "30" else max(nights, 1)
