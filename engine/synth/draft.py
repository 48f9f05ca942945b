"""A made-up claim before it is written: plain values that a defect can still change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .parties import Payer, Provider
from .people import Address, Person


@dataclass(slots=True)
class Adjudication:
    """What another payer decided on a line: amounts in cents, adjustments as (group, reason, cents)."""

    payer_id: str
    paid: int
    adjustments: list[tuple[str, str, int]]
    decided: date | None


@dataclass(slots=True)
class Line:
    """A service line; the charge is in cents, units are written as they stand."""

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
