"""Where a made-up claim is put together: who is treated, who pays, what a service costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from . import people
from .draft import Draft, Line
from .draws import Draws
from .parties import PAYERS, Cast, Payer, Practice
from .people import Person

_PLANS: Final = ("SYNC1", "SYNC2", "SYNBL", "SYNHM", "SYNCH")
_RETIRED: Final = 65
_OF_AGE: Final = 18

_FEES: Final = {
    "99202": 118, "99203": 164, "99204": 246, "99212": 82, "99213": 132, "99214": 189, "99215": 262, "99222": 214,
    "99223": 298, "99232": 128, "99233": 184, "99238": 122, "99239": 176, "99283": 148, "99284": 238, "99285": 348,
    "99308": 102, "99309": 144, "99391": 148, "99392": 156, "99393": 158, "99394": 172, "99395": 176, "99396": 188,
    "99397": 204, "99460": 168, "99462": 88, "59400": 3950, "76805": 232, "87880": 28, "36415": 8, "80053": 34,
    "80061": 42, "83036": 31, "85025": 26, "84443": 52, "87086": 29, "71046": 34, "72040": 96, "20610": 148,
    "96372": 32, "90460": 36, "90656": 28, "90707": 104, "93010": 22, "97110": 48, "97140": 46, "97530": 52,
    "92507": 118, "00142": 38, "00840": 44, "01402": 46, "A0429": 780, "A0427": 980, "A0425": 18, "E0601": 92,
    "K0001": 58, "E0143": 126, "E0570": 168, "J1885": 4, "J3301": 3, "J0696": 6, "12001": 214,
}  # fmt: skip
"""Made-up charges in dollars, for one unit."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scene is made with: chance, the cast, and the days on which services can be."""

    draws: Draws
    cast: Cast
    first: date
    last: date
    births: set[tuple[str, str, date]] = field(default_factory=set)
    """Names and birth dates of the newborn so far: two alike would be one patient, billed twice."""

    def day(self, *, days_after: int = 0) -> date:
        """A day of service that leaves so many days after it.

        Most are of the last weeks and a few are old, as in a batch of somebody who bills every day.
        """
        span = (self.last - self.first).days - days_after + 1
        return self.last - timedelta(days=days_after + int(span * self.draws.fraction() ** 4))

    def line(self, code: str, day: date, *modifiers: str, units: int = 1, pointers: str = "1") -> Line:
        """A line at the list price, times its units; `pointers` are single digits."""
        return Line(code, _FEES[code] * 100 * units, day, modifiers, str(units), pointers=tuple(pointers))

    def claim(
        self,
        practice: Practice,
        place: str,
        diagnoses: list[str],
        lines: list[Line],
        *,
        ages: tuple[int, int] = (19, 88),
        sex: str = "",
        payer: str = "",
        born: date | None = None,
    ) -> Draft:
        """A claim for somebody of an age (or born on a day) and sex, to a payer or to one that fits."""
        draws = self.draws
        on = lines[0].day or self.last
        is_newborn = born is not None
        if born is None:
            low, high = ages if payer != "SYNMB" else (max(ages[0], _RETIRED), max(ages[1], 88))
            born = people.born(draws, low, high, on)
        years = (on - born).days / 365.25
        who = PAYERS[payer] if payer else self._payer(years)
        treated = people.person(draws, born, sex)
        while is_newborn and (treated.last, treated.first, born) in self.births:
            treated = people.renamed(draws, treated)
        if is_newborn:
            self.births.add((treated.last, treated.first, born))
        subscriber, patient, relationship = self._family(treated, who, years)
        claim = Draft(
            practice.billing, who, subscriber, self.member_id(who), place, diagnoses, lines, patient, relationship,
            rendering=draws.pick(practice.people) if practice.people else None,
            group_number=f"GRP{draws.digits(5)}" if who.id in _PLANS and draws.chance(0.7) else "",
        )  # fmt: skip
        claim.references["D9"] = f"MUC{draws.digits(12)}"
        if draws.chance(0.7):
            claim.references["EA"] = f"MRN{draws.digits(8)}"
        return claim

    def member_id(self, payer: Payer) -> str:
        """A member id as the payer's members have it."""
        if payer.indicator == "MB":
            return people.medicare_number(self.draws)
        return f"{payer.id[-2:]}{self.draws.digits(9)}"

    def _payer(self, years: float) -> Payer:
        if years >= _RETIRED and self.draws.chance(0.85):
            return PAYERS["SYNMB"]
        return PAYERS["SYNMC" if self.draws.chance(0.2) else self.draws.pick(_PLANS)]

    def _family(self, treated: Person, payer: Payer, years: float) -> tuple[Person, Person | None, str]:
        """Subscriber, patient and relationship: a child, and one adult in ten, is insured with somebody."""
        draws = self.draws
        if payer.indicator in {"MB", "MC"} or (years >= _OF_AGE and not draws.chance(0.1)):
            return treated, None, ""
        older = 30 if years < _OF_AGE else 0
        born = treated.born or self.first
        other = people.person(draws, date(born.year - older, draws.between(1, 12), draws.between(1, 28)))
        other = Person(treated.last, other.first, other.middle, other.sex, other.born, treated.address)
        return other, treated, "19" if years < _OF_AGE else "01"

    def employer(self) -> Person:
        """A company, which stands as the subscriber of a claim to a compensation fund."""
        name = self.draws.pick(("PAPERCLIP WORKS", "UMBRELLA REPAIRS", "KETTLE AND SONS"))
        return Person(name, "", "", "", None, None, entity_type="2")
