"""How it is said that a file departs from its implementation guide: to a biller in a finding, to a log in a fault.

The sentences name an element by what the field dictionary says of its place, and a loop by whose
it is, for nobody bills in segment numbers. They stand apart because the reader says some of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from .fields import FIELDS, Field
from .guides import guide

RULES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "segment-missing": (
            "A required segment is missing",
            "Add what is missing where the claim was entered, and send the claim again.",
        ),
        "segment-repeated": (
            "A segment is sent too often",
            "Keep the one that is meant, take the others out, and send the claim again.",
        ),
        "segment-out-of-order": (
            "Segments stand in the wrong order",
            "Have the billing system write its segments in the guide's order; the claim itself need not change.",
        ),
        "segment-unexpected": (
            "A segment has no place in this claim",
            "Take the segment out, or have the billing system put it where the guide has it.",
        ),
        "qualifier-unknown": (
            "A qualifier is unknown in its place",
            "Correct the qualifier, or take the segment out.",
        ),
        "element-missing": (
            "A required value is missing",
            "Enter the value where the claim was entered, and send the claim again.",
        ),
        "element-not-used": (
            "A value is sent where the guide has none",
            "Take the value out, or have the billing system put it where it belongs.",
        ),
        "element-too-short": ("A value is too short", "Complete the value, and send the claim again."),
        "element-too-long": ("A value is too long", "Shorten the value, and send the claim again."),
        "element-malformed": (
            "A value is not of its kind",
            "Correct the value where the claim was entered, and send the claim again.",
        ),
        "code-not-allowed": ("A code is not on the guide's list", "Choose one of the codes the guide allows."),
        "elements-too-many": (
            "A segment has too many values",
            "Take out what is too much; a separator inside a text divides it, so write the text without it.",
        ),
        "elements-incomplete": (
            "A value lacks another that belongs to it",
            "Send the values together, or none of them.",
        ),
        "elements-conflicting": (
            "Two values exclude each other",
            "Keep the one that is meant, and leave the other out.",
        ),
        "characters-not-allowed": (
            "A value holds a control character",
            "Enter the value anew; line breaks and tabs often come with text that was copied.",
        ),
    }
)  # fmt: skip
"""Title and remedy by rule."""

_WHOSE: Final = {
    "HEADER": "transaction", "1000A": "submitter", "1000B": "receiver", "2000A": "billing provider",
    "2010AA": "billing provider", "2010AB": "pay-to address", "2010AC": "pay-to plan", "2000B": "subscriber",
    "2010BA": "subscriber", "2010BB": "payer", "2000C": "patient", "2010CA": "patient", "2300": "claim",
    "2320": "other subscriber", "2330A": "other subscriber", "2330B": "other payer", "2400": "service line",
    "2410": "drug", "2430": "other payer's decision on the line", "2440": "form of the line",
}  # fmt: skip

_WHO: Final = {
    "DN": "referring provider", "P3": "referring provider", "82": "rendering provider", "77": "service facility",
    "DQ": "supervising provider", "PW": "pick-up place", "45": "drop-off place", "71": "attending provider",
    "72": "operating physician", "ZZ": "other operating physician", "DD": "assistant surgeon", "85": "billing provider",
    "QB": "purchased service provider", "DK": "ordering provider",
}  # fmt: skip

_SEGMENTS: Final = {
    "N3": "street", "N4": "city, state and ZIP code", "HI": "diagnosis", "SV1": "service", "SV2": "service",
    "SV3": "service", "CLM": "claim", "SBR": "insurance", "DMG": "birth date and sex", "NM1": "name", "PER": "contact",
    "LX": "service line", "OI": "statement of benefits and release", "CL1": "admission", "PAT": "relationship",
}  # fmt: skip

_KINDS: Final = {
    "R": "a number", "N0": "a whole number", "DT": "a date written CCYYMMDD", "TM": "a time written HHMM",
    "AN": "a date in the format that is named before it", "ID": "a code of the list",
}  # fmt: skip

_SHOWN: Final = 12
"""So many codes of a list are named in a message."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure: its rule and place, what the guide asks for, and the value that was sent, if one was."""

    claim_type: str
    rule: str
    loop: str
    name: str
    element: str | None
    expected: str | None

    @property
    def segment(self) -> str:
        """The segment's name without its codes."""
        return self.name.partition("*")[0]

    @property
    def whose(self) -> str:
        """Whose segment it is, in a word: `billing provider`."""
        return whose(self.claim_type, self.loop)

    @property
    def field(self) -> Field | None:
        """The field of the dictionary that is read from the place; None where there is none."""
        return _fields(self.claim_type).get((self.loop, self.segment, self.element or ""), {}).get(self._code())

    def _code(self) -> str:
        known = _fields(self.claim_type).get((self.loop, self.segment, self.element or ""), {})
        codes = self.name.partition("*")[2].split("|")
        return next((code for code in codes if code in known), "")

    def sentence(self, value: str | None) -> str:
        """What is wrong, with the value that was sent; None leaves values out, as a log must."""
        sent = "a value" if value is None else f"'{value}'"
        place = f"element {self.element} of {self.name}" if self.element else self.name
        of = f"of the {self.whose} (loop {self.loop})"
        field = self.field
        meaning = _meaning(field) if field else f"{place} {of}"
        expected = self.expected or ""
        word = _SEGMENTS.get(self.segment)
        segment = f"{word} ({self.name})" if word else f"segment {self.name}"
        match self.rule:
            case "segment-missing":
                return f"the {segment} {of} is missing"
            case "segment-repeated":
                return f"the {segment} {of} is sent more than {_times(expected)}"
            case "segment-out-of-order":
                return f"the {segment} {of} stands after what should follow it"
            case "segment-unexpected":
                return f"an {self.claim_type} claim has no segment {self.name} {of}"
            case "qualifier-unknown":
                return f"{sent} is no qualifier of a {self.name} {of}; the guide has {_some(expected)}"
            case "element-missing":
                return f"{place} {of} is required and was not sent" + (f" ({meaning})" if field else "")
            case "element-not-used":
                return f"{place} {of} is not used in an {self.claim_type} claim, and {sent} was sent"
            case "element-too-short" | "element-too-long":
                end = "shorter" if self.rule == "element-too-short" else "longer"
                return f"{sent} is {end} than {_characters(expected)} ({meaning})"
            case "element-malformed":
                return f"{sent} is not {_KINDS.get(expected, 'of its kind')} ({meaning})"
            case "code-not-allowed":
                return f"{sent} is not {_one_of(expected)} ({meaning})"
            case "elements-too-many" if self.element:
                return f"{place} {of} has more than {_components(expected)}"
            case "elements-too-many":
                return f"{self.name} {of} has more than {expected} elements"
            case "elements-incomplete":
                return f"{place} {of} is needed by another element ({expected}) and was not sent"
            case "elements-conflicting":
                return f"{place} {of} excludes another element that was sent ({expected})"
            case _:
                return f"{place} {of} holds a control character"


@cache
def whose(claim_type: str, loop: str) -> str:
    """Whose loop it is, in a word.

    >>> whose("837I", "2330C")
    "other payer's attending provider"
    """
    if loop in _WHOSE:
        return _WHOSE[loop]
    selector = guide(claim_type)[loop].opener.selector
    who = _WHO.get(selector[2][0], "provider") if selector else "provider"
    return f"other payer's {who}" if loop.startswith("2330") else f"line's {who}" if loop.startswith("2420") else who


@cache
def _fields(claim_type: str) -> dict[tuple[str, str, str], dict[str, Field]]:
    """Fields by loop, segment and element, and then by qualifier (nothing: any)."""
    found: dict[tuple[str, str, str], dict[str, Field]] = {}
    for field in FIELDS.values():
        if place := field.places.get(claim_type):
            for loop in place.loops:
                by_code = found.setdefault((loop, place.segment, place.element_text), {})
                for code in place.qualifiers or ("",):
                    by_code.setdefault(code, field)
    return found


def _meaning(field: Field) -> str:
    """What a field means, within a sentence; what begins with a code keeps its capitals."""
    doc = field.doc.rstrip(".")
    return doc[0].lower() + doc[1:] if doc[1:2].islower() else doc


def _one_of(codes: str) -> str:
    return f"one of {_some(codes)}" if "," in codes else codes


def _some(codes: str) -> str:
    listed = codes.split(", ")
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _times(count: str) -> str:
    return {"1": "once", "2": "twice"}.get(count, f"{count} times")


def _characters(count: str) -> str:
    return "one character" if count == "1" else f"{count} characters"


def _components(count: str) -> str:
    return "one component" if count == "1" else f"{count} components"
