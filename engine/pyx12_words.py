"""What pyx12's codes mean, in words that quote no value of a claim.

Its own sentences quote values; ours are made of the codes of a 999 and of its names for elements.
Source: ASC X12 005010X231A1 (999), IK304 and IK403, for what the codes mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .pyx12_process import TOO_MANY, Objection

TITLE: Final = "The implementation guide is not followed"
REMEDY: Final = "Correct it where the claim was entered or where the file is made, and send the claim again."

_OF_SEGMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "does not belong here, or its first element names nothing that does",
        "2": "is not used here",
        "4": "begins a loop that is repeated too often",
        "5": "stands here more often than the guide allows",
        "8": "misses an element that it must have, or has one that it must not",
        "HL1": "does not have the next number of a level (HL01)",
        "HL2": "names a level above (HL02) that is not open",
        "LX": "does not have the next number of a line (LX01)",
        "SEG1": "ends with separators of elements that are not there",
    }
)
_OF_ELEMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "is required and is not there",
        "2": "is required beside another, and is not there",
        "3": "is one too many",
        "4": "is too short",
        "5": "is too long",
        "6": "holds a character that is not allowed, or one component where there should be several",
        "7": "has a code or form that the guide does not list",
        "8": "is not a date of the form that is named",
        "9": "is not a time of the form that is named",
        "10": "is not used here",
    }
)
_RELATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "P": "all of these elements or none",
        "R": "at least one of these elements",
        "E": "at most one of these elements",
        "C": "with the first of these elements all others",
        "L": "with the first of these elements at least one other",
    }
)


def sentence(objection: Objection) -> str:
    """What is wrong, as a sentence without its full stop."""
    segment = objection.segment if objection.segment.isalnum() and len(objection.segment) <= 3 else "the segment"
    named = f" ({objection.name})" if objection.name else ""
    if objection.of_element:
        said = _OF_ELEMENT.get(objection.code, f"has an error of the kind {objection.code}")
        return f"{segment}{objection.element}{named} {said}{_bound(objection)}"
    if objection.code == "3":
        of = f" of loop {objection.loop}" if objection.loop[:1].isdigit() else ""
        return f"the segment {segment}{named}{of} is required and is not there"
    if objection.limit == TOO_MANY:
        return f"{segment} has more elements or components than the guide has for it"
    if objection.limit:
        elements = [objection.limit[at : at + 2] for at in range(1, len(objection.limit), 2)]
        return f"{segment} must have {_RELATIONS[objection.limit[0]]}: {', '.join(elements)}"
    return f"{segment} {_OF_SEGMENT.get(objection.code, f'has an error of the kind {objection.code}')}"


def _bound(objection: Objection) -> str:
    """The length that an element should have."""
    if not objection.limit:
        return ""
    return f": {'at least' if objection.code == '4' else 'at most'} {objection.limit} characters are allowed"
