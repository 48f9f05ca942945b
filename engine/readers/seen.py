"""How many claims stand in the bytes of an input, whatever else is wrong with them.

Asked where a file is refused, to say how many of its claims were not read. It shares nothing with the
reader: it looks for segments named CLM, by the separators of the last ISA where those can be known,
else by what seems to separate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ..errors import InputError
from .opening import unpacked_content

_PIECE: Final = 1 << 22
_OVERLAP: Final = 2_048  # bytes looked at again with the next piece, for a name may lie across

_ISA_LENGTH: Final = 106
_ISA_ELEMENTS: Final = 16

_CLAIM: Final = b"CLM"
_BREAKS: Final = b"\r\n"
_WHITE: Final = b" \t\r\n"

_NAME: Final = re.compile(
    rb"(?:ISA(?=[\r\n]*[^0-9A-Z\s])|(?<![0-9A-Z])C[\r\n]*L[\r\n]*M[\r\n]*(?=[^0-9A-Z ]|\Z))", re.IGNORECASE
)
_X12: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:ISA|GS|ST|BHT|HL)[\r\n]*[^0-9A-Z\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Separators:
    """What separates elements and segments; empty where it is not known."""

    element: bytes = b""
    segment: bytes = b""


def claims_seen(path: Path) -> int | None:
    """How many segments named CLM an X12 input holds, packed or not; None where it cannot be looked at again."""
    if not path.is_file() and not any(above.is_file() for above in path.parents):
        return None
    try:
        with unpacked_content(path) as stream:
            return count(stream)
    except (OSError, InputError):
        return None


def count(stream: IO[bytes]) -> int:
    """How many segments named CLM a stream holds; none where it is not X12."""
    known, found = _Separators(), 0
    text = _read(stream)
    if not _X12.match(text):
        return 0
    begin = 0
    while True:
        piece = _read(stream)
        text += piece
        end = len(text) - (_OVERLAP if piece else 0)
        for name in _NAME.finditer(text, begin):
            if name.start() >= end:
                break
            if name[0].upper() == b"ISA":
                known = _separators(text, name.start(), known)
            else:
                found += _is_claim(text, name, known)
        if not piece:
            return found
        before = max(0, end - _OVERLAP)
        text, begin = text[before:], end - before


def _read(stream: IO[bytes]) -> bytes:
    """The next bytes; fewer than asked for only at the end."""
    parts, length = [], 0
    while length < _PIECE and (part := stream.read(_PIECE - length)):
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _separators(text: bytes, at: int, known: _Separators) -> _Separators:
    """The separators from an ISA on; those before it where it is none, but a value of three letters."""
    isa = text[at : at + 3 * _ISA_LENGTH].translate(None, _BREAKS)
    element = isa[3:4]
    if isa[:_ISA_LENGTH].count(element) == _ISA_ELEMENTS and isa[103:104] == element:
        # a line break at its end was taken out above if there was one
        plain = text[at : at + _ISA_LENGTH]
        whole = plain if not any(mark in plain[:-1] for mark in (b"\r", b"\n")) else isa
        return _Separators(element, whole[105:106])
    begins = _before(text, at, b"")
    if at and (begins.isalnum() or begins in (known.element, b"")):
        return known
    return _Separators(element, b"")


def _is_claim(text: bytes, name: re.Match[bytes], known: _Separators) -> bool:
    """Whether a name found stands where a segment begins and is one."""
    end = name.end()
    if known.segment and known.segment in _BREAKS:
        end = name.start() + len(_CLAIM)
        if name[0][: len(_CLAIM)].upper() != _CLAIM:
            return False
    after = text[end : end + 1]
    before = _before(text, name.start(), known.segment)
    if known.segment:
        return before == known.segment and after in (known.element, known.segment, b"")
    if known.element:
        return before != known.element and after in (known.element, b"")
    return before != after


def _before(text: bytes, at: int, segment: bytes) -> bytes:
    """What stands before a place, white space passed over unless it ends segments."""
    gap = text[max(0, at - _OVERLAP) : at]
    left = gap.rstrip(_WHITE)
    return segment if segment and segment in gap[len(left) :] else left[-1:]
