"""A made-up claim before it is written: plain values that a defect can still change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

from .parties import Payer, Provider
from .people import Address, Person

ClaimType: TypeAlias = Literal["837P", "837I", "837D"]


@dataclass(slots=True)
class Adjudication:
    """What another payer decided on a line: amounts in cents, adjustments as (group, reason, cents)."""

    payer_id: str
    paid: int
    adjustments: list[tuple[str, str, int]]
    decided: date | None


@dataclass(slots=True)
class Teeth:
    """Where a dental service was done, and whether a prosthesis is the first or takes the place of another.

    Each tooth is its number or letter with the letters of its surfaces; areas of the mouth are codes.
    """

    teeth: tuple[tuple[str, str], ...] = ()
    areas: tuple[str, ...] = ()
    prosthesis: str = ""
    placed_before: date | None = None


@dataclass(slots=True)
class Line:
    """A service line; the charge is in cents, units are written as they stand.

    An institutional line has a revenue code and may have no procedure; a dental one has teeth.
    """

    code: str
    charge: int
    day: date | None
    modifiers: tuple[str, ...] = ()
    units: str = "1"
    unit: str = "UN"
    pointers: tuple[str, ...] = ("1",)
    through: date | None = None
    place: str = ""
    control: str = ""
    drug: tuple[str, str, str] | None = None  # NDC, quantity, unit
    ordering: Provider | None = None
    rendering: Provider | None = None
    operating: Provider | None = None
    revenue: str = ""
    code_list: str = "HC"  # X12: HCPCS and CPT; HP a payment group (HIPPS); AD dental
    not_covered: int = 0
    mouth: Teeth | None = None
    adjudications: list[Adjudication] = field(default_factory=list)


@dataclass(slots=True)
class OtherPayer:
    """Another payer of the claim and what it decided as a whole."""

    payer: Payer
    responsibility: str
    member_id: str
    subscriber: Person
    paid: int | None = None
    adjustments: list[tuple[str, str, int]] = field(default_factory=list)
    decided: date | None = None
    relationship: str = "18"
    remark: str = ""
    covered_days: int | None = None  # of a stay; None: what was decided is no stay


@dataclass(slots=True)
class Ride:
    """An ambulance transport: pounds, miles, why, and from where to where."""

    pounds: int
    miles: str
    reason: str
    conditions: tuple[str, ...]
    pickup: Address
    dropoff_name: str
    dropoff: Address


@dataclass(slots=True)
class Stay:
    """What only an institutional claim says: when, why and under whom somebody was in the house.

    `present` says of each diagnosis of the claim whether it was there on admission, and is empty
    where nobody asks. Values are in hundredths, so that amounts are cents and five days are 500.
    """

    first: date
    last: date
    priority: str
    origin: str
    status: str
    admitted: datetime | date | None = None
    discharge_hour: str = ""
    drg: str = ""
    admitting: str = ""
    reasons: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    external_causes: list[tuple[str, str]] = field(default_factory=list)  # code, present on admission
    procedures: list[tuple[str, date]] = field(default_factory=list)  # the principal one first
    occurrences: list[tuple[str, date]] = field(default_factory=list)
    spans: list[tuple[str, date, date]] = field(default_factory=list)
    values: list[tuple[str, int]] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    attending: Provider | None = None
    operating: Provider | None = None
    other_operating: Provider | None = None


@dataclass(slots=True)
class DentalCare:
    """What only a dental claim says besides its lines: braces, teeth that are missing, an estimate asked for."""

    months: int | None = None
    months_left: int | None = None
    tooth_status: list[tuple[str, str]] = field(default_factory=list)  # tooth; M missing, E to be extracted
    predetermination: bool = False
    assistant: Provider | None = None


@dataclass(slots=True)
class Draft:
    """One claim with all its loops, complete enough to be written.

    `dates` and `references` are by their X12 qualifiers; `total` stands in only where the total
    shall differ from the sum of the lines.
    """

    billing: Provider
    payer: Payer
    subscriber: Person
    member_id: str
    place: str
    diagnoses: list[str]
    lines: list[Line]
    patient: Person | None = None
    relationship: str = "19"
    rendering: Provider | None = None
    referring: Provider | None = None
    facility: Provider | None = None
    supervising: Provider | None = None
    claim_id: str = ""
    responsibility: str = "P"
    group_number: str = ""
    insurance_type: str = ""
    casualty_number: str = ""
    frequency: str = "1"
    signature: str = "Y"
    assignment: str = "A"
    benefits: str = "Y"
    release: str = "Y"
    causes: tuple[str, ...] = ()
    accident_state: str = ""
    delay_reason: str = ""
    diagnosis_qualifiers: tuple[str, str] = ("ABK", "ABF")
    died: date | None = None
    says_self: bool | None = None  # that the patient is the subscriber; None: as it is
    dates: dict[str, date] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    anesthesia_procedure: str = ""
    patient_paid: int | None = None
    total: int | None = None
    ride: Ride | None = None
    other_payers: list[OtherPayer] = field(default_factory=list)
    attachments: list[tuple[str, str, str]] = field(default_factory=list)  # report type, how sent, control number
    note: str = ""
    fixed_format: str = ""
    stay: Stay | None = None
    dental: DentalCare | None = None

    @property
    def type(self) -> ClaimType:
        """Which transaction the claim is for."""
        return "837I" if self.stay else "837D" if self.dental else "837P"

    @property
    def in_house(self) -> Stay:
        """What an institutional claim says of the stay; ValueError for others."""
        if self.stay is None:
            raise ValueError("only an institutional claim has a stay")
        return self.stay

    @property
    def at_chair(self) -> DentalCare:
        """What a dental claim says of the care; ValueError for others."""
        if self.dental is None:
            raise ValueError("only a dental claim has dental care")
        return self.dental

    @property
    def self_code(self) -> str:
        """18 where the claim says that the patient is the subscriber."""
        says = self.patient is None if self.says_self is None else self.says_self
        return "18" if says else ""

    @property
    def charged(self) -> int:
        """The sum of the lines, in cents."""
        return sum(line.charge for line in self.lines)

    @property
    def treated(self) -> Person:
        """The patient, who may be the subscriber."""
        return self.patient or self.subscriber

    @treated.setter
    def treated(self, person: Person) -> None:
        if self.patient is None:
            self.subscriber = person
        else:
            self.patient = person
