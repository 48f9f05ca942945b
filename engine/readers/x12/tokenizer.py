"""Bytes taken apart into segments and elements: where each begins and ends, and its name.

A few passes over the text, in pieces that stay in the processor's cache; `tokens` says what can be
asked of what comes out.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from .delimiters import WHITE_SPACE, Delimiters
from .loops import ENVELOPES, LOOPS, segments_of
from .strings import PADDING, Ints, views, words
from .tokens import Keys, Mask, Tokens, packed

Bytes: TypeAlias = npt.NDArray[np.uint8]

_CHUNK: Final = 1 << 18  # bytes looked at at a time

_LONGEST_NAME: Final = 3

_CASE: Final = 0x202020  # the bit of each character by which a small letter differs from its capital

_LAST_BREAK: Final = ord("\r")  # no line break is above it, and little else that a file may hold is not

_SPACE: Final = ord(" ")
_STEPS: Final = 16  # longer white space is passed over one segment at a time


def tokenize(text: bytes, delimiters: Delimiters) -> Tokens:
    """The segments of a text that ends with a terminator, or is empty.

    White space before a segment is passed over. Where the terminator is itself a line break, blank
    lines are no segments; elsewhere an empty segment is one, with the key 0.
    """
    data = text + PADDING
    buffer = np.frombuffer(data, np.uint8)
    ends, last, breaks = _separators(buffer[: len(text)], delimiters)
    first = np.concatenate((np.zeros(1, np.int64), last[:-1] + 1)) if len(last) else last
    size = last - first + 1
    starts = np.concatenate((np.zeros(1, np.int64), ends[last[:-1]] + 1)) if len(last) else last
    starts, passed = _begun(buffer, starts, ends[first])
    stops = ends[last] + 1
    length = ends[first] - starts
    if delimiters.segment in WHITE_SPACE:
        kept = (length > 0) | (size > 1)
        first, size, starts, stops, length = first[kept], size[kept], starts[kept], stops[kept], length[kept]
    masks = np.zeros(_LONGEST_NAME + 2, np.int32)
    masks[2], masks[3] = 0xFFFF, 0xFFFFFF  # a segment's name has two or three characters
    key = words(data, 4)[starts].astype(np.int32) & masks[np.minimum(length, _LONGEST_NAME + 1)]
    small = np.flatnonzero((key >> 1) & key & _CASE)
    if len(small):
        small = small[np.isin(_capitals(key[small]), _NAMES)]
        key[small] = _capitals(key[small])
    # where the terminator breaks a line itself, no other line break can be told from it
    breaks = 0 if delimiters.segment in WHITE_SPACE else breaks - passed
    return Tokens(data, delimiters, key, first, size, starts, stops, ends, views(data, ends, first), small, breaks)


# in small letters a name is read that some guide knows, and no other
_NAMES: Final = [packed(name) for claim_type in LOOPS for name in (*segments_of(claim_type), *ENVELOPES)]


def _capitals(keys: Keys) -> Keys:
    """Packed names in capitals."""
    return keys & ~((keys >> 1) & keys & _CASE)


def _begun(buffer: Bytes, starts: Ints, limits: Ints) -> tuple[Ints, int]:
    """Each start moved past white space, and how many of the bytes passed over may break a line."""
    found = buffer[starts]
    white = _is_white(found) & (starts < limits)
    passed = int(np.count_nonzero(white & (found <= _LAST_BREAK)))
    begun = starts + white
    moving = np.flatnonzero((buffer[begun] <= _SPACE) & (begun < limits))
    for _ in range(_STEPS):  # most files have one line break before each segment, or a line break and an indent
        if not len(moving):
            return begun, passed
        found = buffer[begun[moving]]
        white = _is_white(found)
        moving, found = moving[white], found[white]
        passed += int(np.count_nonzero(found <= _LAST_BREAK))
        begun[moving] += 1
        moving = moving[begun[moving] < limits[moving]]
    for at in moving.tolist():
        text = buffer[begun[at] : limits[at]]
        blank = text[: len(text) - len(text.tobytes().lstrip(WHITE_SPACE))]
        passed += int(np.count_nonzero(blank <= _LAST_BREAK))
        begun[at] += len(blank)
    return begun, passed


def _is_white(found: Bytes) -> Mask:
    """Which of some bytes are white space."""
    white: Mask = found == WHITE_SPACE[0]
    for byte in WHITE_SPACE[1:]:
        white |= found == byte
    return white


def _separators(searched: Bytes, delimiters: Delimiters) -> tuple[Ints, Ints, int]:
    """Where all separators stand, which of them end a segment, and how many bytes may break a line."""
    ends, last, count, breaks = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0, 0
    for at in range(0, len(searched), _CHUNK):
        part = searched[at : at + _CHUNK]
        terminators = part == delimiters.segment
        found = np.flatnonzero((part == delimiters.element) | terminators)
        last.append(np.flatnonzero(terminators[found]) + count)
        ends.append(found + at)
        count += len(found)
        breaks += int(np.count_nonzero(part <= _LAST_BREAK))
    return np.concatenate(ends), np.concatenate(last), breaks
