"""The ISA segment, whose fixed 106 characters say which separators an interchange uses.

Apart, because everything else about an X12 file can be read only after this, and because an ISA is
read again wherever one stands: two interchanges of one file may use different separators.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...errors import InputError, Problem

ISA_LENGTH: Final = 106

# Where the element separator stands in an ISA, counted from 0. Source: ASC X12 005010 Data Element
# Dictionary, interchange control header; every element of an ISA is of one fixed length.
_ELEMENT_SEPARATORS: Final = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)

WHITE_SPACE: Final = b" \t\r\n"
"""What may stand before a segment: line breaks after terminators, and indents."""

LINE_BREAKS: Final = b"\r\n"

ISA_FOLDED: Final = 3 * ISA_LENGTH
"""Bytes that an ISA may take up where line breaks stand in it, even after each character."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The separators of one interchange, each one ASCII character."""

    element: int
    component: int
    segment: int

    @property
    def trimmed(self) -> str:
        """The characters taken off both ends of a value: separators and white space."""
        return bytes((self.element, self.segment)).decode("ascii") + WHITE_SPACE.decode("ascii")


def begins_isa(data: bytes | bytearray, at: int) -> bool:
    """Whether an interchange seems to begin at a byte: ISA and something that may separate."""
    return data[at : at + 3] == b"ISA" and not data[at + 3 : at + 4].isalnum()


def seems_isa(data: bytes | bytearray, at: int) -> bool:
    """The same for an ISA in small letters, which is refused."""
    return data[at : at + 3].upper() == b"ISA" and not data[at + 3 : at + 4].isalnum()


def unfolded(text: bytes) -> bytes:
    """A text without its line breaks."""
    return text.translate(None, LINE_BREAKS)


def delimiters_of(data: bytes | bytearray, at: int, file: str, segment: int) -> Delimiters:
    """The separators that the ISA at byte `at` names; InputError where they cannot be known.

    Line breaks inside of it do not count; its last character may be one. `segment` is the ISA's
    number in the file, for the place of the problem.
    """

    def refused(sentence: str, kind: str, hint: str = "") -> InputError:
        return InputError([Problem(file, f"segment {segment} (ISA)", sentence, kind, hint)])

    isa = bytes(data[at : at + ISA_LENGTH])
    if isa[:3] != b"ISA":
        raise refused("the ISA is written in small letters, so that nothing after it can be relied on", "isa-letters")
    if any(mark in isa[: ISA_LENGTH - 1] for mark in (b"\r", b"\n")):
        isa = unfolded(bytes(data[at : at + ISA_FOLDED]))[:ISA_LENGTH]
    if len(isa) < ISA_LENGTH:
        raise refused(f"the file ends inside the ISA, which is {ISA_LENGTH} characters long", "isa-length")
    if any(isa[i] != isa[3] for i in _ELEMENT_SEPARATORS) or isa.count(isa[3:4]) != len(_ELEMENT_SEPARATORS):
        raise refused(
            f"the ISA is not laid out in {ISA_LENGTH} characters, so that its separators cannot be known",
            "isa-length",
            "each element of an ISA is filled up with spaces to its fixed length",
        )
    separators = (isa[3], isa[104], isa[105])
    if len(set(separators)) < len(separators):
        raise refused("the ISA names one character for two separators", "separators")
    for character in separators:
        if character > 127 or chr(character).isalnum() or chr(character) == " ":
            raise refused("the ISA names a letter, a digit, a space or no ASCII character as a separator", "separators")
    return Delimiters(*separators)
