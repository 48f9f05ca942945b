"""The segments of an X12 answer from a payer, one by one: such files are small and looked at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ..errors import InputError, Problem
from ..readers.opening import Format, opened
from ..readers.x12.delimiters import Delimiters, begins_isa, delimiters_of
from ..readers.x12.mending import as_utf8
from ..readers.x12.tokenizer import tokenize

_FORMATS: Final[tuple[Format, ...]] = ("x12", "csv", "ndjson", "parquet", "xlsx")
_DECIMAL: Final = re.compile(r"([0-9]{1,12})(?:\.([0-9]*))?", re.ASCII)
_WHITE: Final = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its number in the file from 1, its name, and its elements, the first being element 1."""

    number: int
    name: str
    elements: Sequence[str]
    component: str
    repetition: str

    def __getitem__(self, element: int) -> str:
        """An element by its number; empty where it is not there."""
        return self.elements[element - 1] if element <= len(self.elements) else ""

    def parts(self, element: int) -> list[str]:
        """The components of an element."""
        return self[element].split(self.component)

    def repeats(self, element: int) -> list[str]:
        """The repetitions of an element that are there."""
        return [text for text in self[element].split(self.repetition) if text]


def segments(path: Path, file: str, transaction: str, guide: str) -> list[Segment]:
    """The segments of a file whose groups are all of one guide (`005010X279`, with whatever addenda).

    InputError for what is no X12 file, breaks off, or holds other transactions.
    """
    found = opened(path, _FORMATS)
    with found.stream:
        if found.format != "x12":
            raise _refused(file, None, f"this is not a {transaction}: it does not begin with an ISA segment", "not-x12")
        text = found.stream.read()
    made: list[Segment] = []
    text = text.removeprefix(b"\xef\xbb\xbf").lstrip(_WHITE)
    while text:
        text = _interchange(text, file, made)
    if made[-1].name != "IEA":
        raise _refused(file, f"segment {made[-1].number}", "the file breaks off before its IEA", "breaks-off",
                       "get it once more")  # fmt: skip
    for one in made:
        if one.name == "GS" and not one[8].startswith(guide):
            sentence = f"the group is of the guide {one[8][:12]}; {guide} is read, the {transaction} of 005010"
            raise _refused(file, f"segment {one.number} (GS), element 8", sentence, "other-guide")
        if one.name == "ST" and one[1] != transaction:
            sentence = f"this is a {one[1][:3]}, and not a {transaction}"
            raise _refused(file, f"segment {one.number} (ST), element 1", sentence, "other-transaction")
    return made


def _interchange(text: bytes, file: str, made: list[Segment]) -> bytes:
    """Put the segments of the first interchange to the others; gives what follows it."""
    delimiters = delimiters_of(text, 0, file, len(made) + 1)
    whole, _ = as_utf8(text, delimiters.segment)
    end = whole.rfind(bytes((delimiters.segment,))) + 1
    tokens = tokenize(delimiters, whole[:end])
    repetition = "^"
    for row in range(len(tokens)):
        start = int(tokens.starts[row])
        if row and begins_isa(whole, start):
            return whole[start:]
        name, *elements = tokens.values(row)
        if name == "ISA" and len(elements) > 10 and not elements[10].isalnum():
            repetition = elements[10] or repetition
        made.append(_segment(len(made) + 1, name, elements, delimiters, repetition))
    return b""


def _segment(number: int, name: str, elements: Sequence[str], delimiters: Delimiters, repetition: str) -> Segment:
    return Segment(number, name.upper(), elements, chr(delimiters.component), repetition)


def window(segment: Segment) -> tuple[date | None, date | None]:
    """The first and the last day of a DTP; equal for a single day, None for what is no date."""
    first, _, last = segment[3].partition("-")
    return day(first), day(last) if last else day(first)


def day(text: str) -> date | None:
    """The day that CCYYMMDD (with or without a time after it) names."""
    try:
        return date.fromisoformat(text[:8]) if len(text) >= 8 and text[:8].isdigit() else None
    except ValueError:
        return None


def number(text: str, places: int) -> int | None:
    """A plain decimal as a whole number of its last place; None for what is none, or has more places.

    >>> number("25.5", 2), number("8", 3), number("1E9", 2)
    (2550, 8000, None)
    """
    match = _DECIMAL.fullmatch(text)
    if match is None or len(rest := (match[2] or "").rstrip("0")) > places:
        return None
    return int(match[1] + rest.ljust(places, "0"))


def _refused(file: str, place: str | None, sentence: str, kind: str, hint: str = "") -> InputError:
    return InputError([Problem(file, place, sentence, kind, hint)])
