"""What a field is: its grain, name, type, and where it stands in a claim of each type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

from ..x12_place import X12Place

CLAIM_TYPES: Final[Mapping[str, str]] = MappingProxyType({"P": "837P", "I": "837I", "D": "837D"})
"""The types of claims by the letter that stands for each in the table."""


class Type(StrEnum):
    """What kind of value a field or an expression has."""

    TEXT = "text"
    CODE = "code"  # text without case: trimmed and in capitals, diagnosis codes without the dot
    INTEGER = "integer"
    MONEY = "money"  # exact, in whole cents
    QUANTITY = "quantity"  # exact, in thousandths: units of service, miles, pounds
    DATE = "date"
    TRUTH = "truth"
    CODES = "list of codes"
    DATES = "list of dates"


class Grain(StrEnum):
    """What one row of a frame is; a frame is named by the plural of its grain."""

    RUN = "run"
    CLAIM = "claim"
    LINE = "line"
    DIAGNOSIS = "diagnosis"
    PROCEDURE = "procedure"
    OCCURRENCE = "occurrence"
    OCCURRENCE_SPAN = "occurrence_span"
    VALUE_CODE = "value_code"
    TOOTH_STATUS = "tooth_status"
    OTHER_PAYER = "other_payer"
    TOOTH = "tooth"
    ADJUDICATION = "adjudication"
    DAY = "day"  # the lines of a claim on one day of service
    SERVICE = "service"  # those of one procedure on one day
    PRIMARY = "primary_procedure"  # a line of the day whose procedure an add-on code may stand beside
    EARLIER = "earlier_line"  # a line of the patient on an earlier claim
    PAIR = "pair"  # a line whose procedure is paid with that of another line of its day


PLURALS: Final[Mapping[str, Grain]] = MappingProxyType(
    {
        "lines": Grain.LINE,
        "diagnoses": Grain.DIAGNOSIS,
        "procedures": Grain.PROCEDURE,
        "occurrences": Grain.OCCURRENCE,
        "occurrence_spans": Grain.OCCURRENCE_SPAN,
        "value_codes": Grain.VALUE_CODE,
        "tooth_statuses": Grain.TOOTH_STATUS,
        "other_payers": Grain.OTHER_PAYER,
        "teeth": Grain.TOOTH,
        "adjudications": Grain.ADJUDICATION,
        "primary_procedures": Grain.PRIMARY,
        "earlier_lines": Grain.EARLIER,
    }
)

MEMBERS: Final[Mapping[Grain, tuple[str, ...]]] = MappingProxyType(
    {
        Grain.CLAIM: (
            "lines", "diagnoses", "procedures", "occurrences", "occurrence_spans", "value_codes", "tooth_statuses",
            "other_payers", "earlier_lines",
        ),
        Grain.LINE: ("diagnoses", "teeth", "adjudications", "primary_procedures", "earlier_lines"),  # the diagnoses its pointers name, in order
        Grain.DAY: ("lines",),
        Grain.SERVICE: ("lines",),
    }
)  # fmt: skip
"""What a claim and a line have several of: `claim.lines`, `line.diagnoses`."""

FOUND: Final = frozenset({"primary_procedures", "earlier_lines"})
"""What is not in a claim itself: found through a code set, or on other claims."""

Row: TypeAlias = tuple[str, Type, str | None, str | None, str]
"""A line of the table: name, type, places, boxes, meaning."""


@dataclass(frozen=True)
class Field:
    """One value of a claim: its grain, dotted name, type, places, form boxes and meaning.

    `at` are its places in the notation of `X12Place`, for all types of claims or by their letters:
    `P 2400 SV1 02; I 2400 SV2 03`. Letters alone (`I`) are of a field that is derived in these types;
    None of one that is derived in all, and then `doc` says from what. `box` is the item of the
    CMS-1500, and after the letters I and D the form locator of the UB-04 and the item of the ADA form.
    """

    grain: Grain
    name: str
    type: Type
    at: str | None
    box: str | None
    doc: str

    @property
    def path(self) -> str:
        """The name a rule writes: `claim.billing_provider.npi`."""
        return f"{self.grain}.{self.name}"

    @cached_property
    def places(self) -> Mapping[str, X12Place]:
        """The X12 places by type of claim; empty for what is derived."""
        return {
            CLAIM_TYPES[letter]: X12Place.parse(place)
            for letters, place in _parts(self.at)
            if place
            for letter in letters
        }

    @cached_property
    def place(self) -> X12Place | None:
        """The place in the first type of claims that has one; None for what is derived."""
        return next(iter(self.places.values()), None)

    @cached_property
    def claim_types(self) -> tuple[str, ...]:
        """The types of claims that can have the field."""
        letters = "".join(letters for letters, _ in _parts(self.at)) if self.at else "PID"
        return tuple(name for letter, name in CLAIM_TYPES.items() if letter in letters)

    @cached_property
    def boxes(self) -> Mapping[str, str]:
        """The boxes on the paper form of each type of claim that has one for the field."""
        parts = [(letters, box) for letters, box in _parts(self.box, bare="P") if box]
        return {CLAIM_TYPES[letter]: box for letters, box in parts for letter in letters}


def _parts(text: str | None, bare: str = "PID") -> list[tuple[str, str]]:
    """The parts of a text by type: their letters (`bare` where there are none) and what follows."""
    found = []
    for part in (text or "").split(";"):
        letters, _, rest = part.strip().partition(" ")
        if letters and set(letters) <= set(CLAIM_TYPES):
            found.append((letters, rest))
        elif part.strip():
            found.append((bare, part.strip()))
    return found
