"""The other parties of made-up claims: providers with NPIs nobody has, and payers nobody pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from . import people
from .draws import Draws
from .people import Address


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider under any role; an individual has a first name and entity type 1."""

    entity_type: str
    last: str
    first: str
    npi: str
    taxonomy: str = ""
    address: Address | None = None
    tax_id: str = ""
    phone: str = ""
    pay_to: Address | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A billing provider and the people who work there; nobody, where no single person renders."""

    billing: Provider
    people: tuple[Provider, ...] = ()
    clia: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """A payer, and the claim filing indicator under which it takes claims."""

    name: str
    id: str
    indicator: str
    address: Address


PAYERS: Final = {
    payer.id: payer
    for payer in (
        Payer("MADE-UP MEDICARE PART B", "SYNMB", "MB", Address("11 LEDGER LANE", "BUTTONVILLE", "OH", "44101")),
        Payer("MADE-UP MEDICARE PART A", "SYNMA", "MA", Address("11 LEDGER LANE", "BUTTONVILLE", "OH", "44101")),
        Payer("MADE-UP STATE MEDICAID", "SYNMC", "MC", Address("22 STAPLER STREET", "BUTTONVILLE", "OH", "44101")),
        Payer("HOLLOW TREE HEALTH PLAN", "SYNC1", "CI", Address("33 INKBLOT AVENUE", "BUTTONVILLE", "OH", "44101")),
        Payer("PAPER LANTERN INSURANCE", "SYNC2", "CI", Address("34 INKBLOT AVENUE", "BUTTONVILLE", "OH", "44101")),
        Payer("MADE-UP BLUE PLAN", "SYNBL", "BL", Address("55 BLOTTER ROAD", "BUTTONVILLE", "OH", "44101")),
        Payer("WICKER BASKET HMO", "SYNHM", "HM", Address("66 RUBBER STAMP WAY", "BUTTONVILLE", "OH", "44101")),
        Payer("MADE-UP TRICARE REGION", "SYNCH", "CH", Address("77 ENVELOPE COURT", "BUTTONVILLE", "OH", "44101")),
        Payer(
            "BENT FENDER AUTO INSURANCE", "SYNAM", "AM", Address("88 PIGEONHOLE DRIVE", "BUTTONVILLE", "OH", "44101")
        ),
        Payer(
            "HARD HAT COMPENSATION FUND", "SYNWC", "WC", Address("99 CARBON COPY LANE", "BUTTONVILLE", "OH", "44101")
        ),
        Payer("TOOTHPICK DENTAL PLAN", "SYND1", "CI", Address("12 FLOSSING STREET", "BUTTONVILLE", "OH", "44101")),
        Payer("SUGARLESS DENTAL NETWORK", "SYND2", "17", Address("14 FLOSSING STREET", "BUTTONVILLE", "OH", "44101")),
    )
}

_NPI_PREFIX: Final = 24  # what the digits 80840, which stand before an NPI, add to its check sum


def npi(number: int) -> str:
    """The made-up NPI of a number: it begins with 2, of which none is issued, and its check digit is right.

    >>> npi(0)
    '2000000002'
    """
    digits = f"2{number:08}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::2])
    plain = sum(int(digit) for digit in digits[1::2])
    return f"{digits}{-(_NPI_PREFIX + doubled + plain) % 10}"


class _Casting:
    """Draws providers one after the other; the first NPI is that of a number, so that two castings share none."""

    def __init__(self, draws: Draws, first: int) -> None:
        self._draws = draws
        self._npis = first

    def _next_npi(self) -> str:
        self._npis += 37
        return npi(self._npis)

    def person(self, taxonomy: str) -> Provider:
        somebody = people.person(self._draws, born=date(1970, 1, 1))
        return Provider("1", somebody.last, somebody.first, self._next_npi(), taxonomy)

    def company(self, name: str, taxonomy: str) -> Practice:
        return Practice(self._billing("2", name, "", taxonomy), clia=f"99D{self._draws.digits(7)}")

    def group(self, name: str, taxonomy: str) -> Practice:
        company = self.company(name, taxonomy)
        staff = tuple(self.person(taxonomy) for _ in range(self._draws.between(3, 6)))
        return Practice(company.billing, staff, company.clia)

    def solo(self, taxonomy: str) -> Practice:
        owner = self.person(taxonomy)
        return Practice(self._billing("1", owner.last, owner.first, taxonomy), clia=f"99D{self._draws.digits(7)}")

    def facility(self, name: str) -> Provider:
        where = people.address(self._draws, nine_digits=True)
        return Provider("2", name, "", self._next_npi(), address=where)

    def _billing(self, entity_type: str, last: str, first: str, taxonomy: str) -> Provider:
        return Provider(
            entity_type, last, first, self._next_npi(), taxonomy, people.address(self._draws, nine_digits=True),
            tax_id=f"89{self._draws.digits(6)}1",  # no tax number begins with 89
            phone=f"61455501{self._draws.digits(2)}",
            pay_to=people.address(self._draws, nine_digits=True),
        )  # fmt: skip


_HOUSES_FIRST: Final = 50_000_000


class Cast:
    """Everybody who comes up in a batch besides the patients, drawn once from the seed.

    Institutions and dentists are drawn from `houses`, a stream of their own, so that the practices
    of a seed stay who they were.
    """

    def __init__(self, draws: Draws, houses: Draws) -> None:
        self._practices(_Casting(draws, 0))
        casting = _Casting(houses, _HOUSES_FIRST)
        self._institutions(casting)
        self._dentists(casting)

    def _practices(self, casting: _Casting) -> None:
        self.family = [casting.group(f"{name} FAMILY PRACTICE", "207Q00000X") for name in ("PEPPERMINT", "DOORBELL")]
        self.internal = [casting.group("SNOWGLOBE INTERNAL MEDICINE", "207R00000X")]
        self.pediatric = [casting.group("KITE STRING PEDIATRICS", "208000000X")]
        self.obstetric = [casting.group("STORKLEY WOMENS HEALTH", "207V00000X")]
        self.therapy = [casting.group("RUBBER BAND THERAPY", "225100000X")]
        self.anesthesia = [casting.group("SANDMAN ANESTHESIA", "207L00000X")]
        self.nurse_anesthesia = [casting.group("LULLABY NURSE ANESTHESIA", "367500000X")]
        self.radiology = [casting.group("SHADOWPLAY RADIOLOGY", "2085R0202X")]
        self.hospitalists = [casting.group("NIGHTLAMP HOSPITALISTS", "208M00000X")]
        self.emergency = [casting.group("REVOLVING DOOR EMERGENCY PHYSICIANS", "207P00000X")]
        self.orthopedic = [casting.group("KNUCKLEBONE ORTHOPEDICS", "207X00000X")]
        self.solo = [casting.solo("207Q00000X"), casting.solo("207R00000X")]
        self.ambulance = [casting.company("TIN WHISTLE AMBULANCE", "3416L0300X")]
        self.equipment = [casting.company("WALKING STICK MEDICAL SUPPLY", "332B00000X")]
        self.laboratory = [casting.company("TEST TUBE ROW LABORATORY", "291U00000X")]
        self.hospitals = [casting.facility(name) for name in ("GINGHAM GENERAL HOSPITAL", "SPOOL COUNTY HOSPITAL")]
        self.surgery_centers = [casting.facility("THIMBLE SURGERY CENTER")]
        self.nursing_homes = [casting.facility("ROCKING CHAIR NURSING CENTER")]
        self.referring = [casting.person("207Q00000X") for _ in range(12)]

    def _institutions(self, casting: _Casting) -> None:
        """Houses that send institutional claims, and the physicians who attend and operate there."""
        self.acute = [
            casting.company(f"{name} HOSPITAL", "282N00000X") for name in ("BUTTONHOLE MEMORIAL", "NEW SPOOL")
        ]
        self.skilled = [casting.company("ARMCHAIR SKILLED NURSING", "314000000X")]
        self.home_health = [casting.company("DOORMAT HOME HEALTH", "251E00000X")]
        self.hospices = [casting.company("EVENING LANTERN HOSPICE", "251G00000X")]
        self.rural = [casting.company("HAYLOFT RURAL HEALTH CLINIC", "261QR1300X")]
        self.community = [casting.company("MARKET SQUARE HEALTH CENTER", "261QF0400X")]
        self.dialysis = [casting.company("WATERMILL DIALYSIS", "261QE0700X")]
        self.wings = [casting.facility("BUTTONHOLE IMAGING ANNEX")]
        self.attending = [casting.person(code) for code in ("207R00000X", "208M00000X", "207Q00000X", "207RN0300X")]
        self.surgeons = [casting.person(code) for code in ("208600000X", "207X00000X", "207V00000X")]

    def _dentists(self, casting: _Casting) -> None:
        self.dental = [casting.group(f"{name} DENTAL", "1223G0001X") for name in ("PEBBLE", "PICKET FENCE")]
        self.solo_dental = [casting.solo("1223G0001X")]
        self.orthodontic = [casting.group("PAPERCLIP ORTHODONTICS", "1223X0400X")]
        self.oral_surgery = [casting.group("WISHBONE ORAL SURGERY", "1223S0112X")]
        self.dental_assistants = [casting.person("1223S0112X") for _ in range(2)]
