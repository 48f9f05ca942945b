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

_SPACE: Final = ord(" ")
_STEPS: Final = 16  # longer white space is passed over one segment at a time


def tokenize(delimiters: Delimiters, *texts: bytes) -> Tokens:
    """The segments of some texts, one after the other, each of which ends with a terminator or is empty.

    White space before a segment is passed over. Where the terminator is itself a line break, blank
    lines are no segments; elsewhere an empty segment is one, with the key 0.
    """
    data = b"".join((*texts, PADDING))
    buffer = np.frombuffer(data, np.uint8)
    ends, last, edges, controls = _separators(buffer[: -len(PADDING)], delimiters)
    first = np.concatenate((np.zeros(1, np.int64), last[:-1] + 1)) if len(last) else last
    size = last - first + 1
    starts = np.concatenate((np.zeros(1, np.int64), ends[last[:-1]] + 1)) if len(last) else last
    limits = ends.take(first)
    starts, word, passed = _begun(data, starts, limits)
    stops = ends.take(last) + 1
    length = limits - starts
    if delimiters.segment in WHITE_SPACE:
        kept = (length > 0) | (size > 1)
        first, size, starts, stops = first[kept], size[kept], starts[kept], stops[kept]
        length, word = length[kept], word[kept]
    masks = np.zeros(_LONGEST_NAME + 2, np.int32)
    masks[2], masks[3] = 0xFFFF, 0xFFFFFF  # a segment's name has two or three characters
    key = word & masks.take(np.minimum(length, _LONGEST_NAME + 1))
    small = np.flatnonzero((key >> 1) & key & _CASE)
    if len(small):
        small = small[np.isin(_capitals(key[small]), _NAMES)]
        key[small] = _capitals(key[small])
    made = views(data, ends, _loose(ends, first, edges))
    return Tokens(data, delimiters, key, first, size, starts, stops, ends, made, small, controls - passed)


# in small letters a name is read that some guide knows, and no other
_NAMES: Final = [packed(name) for claim_type in LOOPS for name in (*segments_of(claim_type), *ENVELOPES)]


def _capitals(keys: Keys) -> Keys:
    """Packed names in capitals."""
    return keys & ~((keys >> 1) & keys & _CASE)


def _begun(data: bytes, starts: Ints, limits: Ints) -> tuple[Ints, Keys, int]:
    """Each start moved past white space, the four bytes that stand there, and how many control characters were passed.

    Bytes are passed over as far as a limit.
    """
    buffer, word = np.frombuffer(data, np.uint8), words(data, 4).view(np.int32)
    found = buffer[starts]
    white = _is_white(found) & (starts < limits)
    passed = int(np.count_nonzero(white & (found < _SPACE)))
    begun = starts + white
    made = word[begun]
    moved = moving = np.flatnonzero((made.view(np.uint8)[::4] <= _SPACE) & (begun < limits))
    for _ in range(_STEPS):  # most files have one line break before each segment, or a line break and an indent
        if not len(moving):
            break
        found = buffer[begun[moving]]
        white = _is_white(found)
        moving, found = moving[white], found[white]
        passed += int(np.count_nonzero(found < _SPACE))
        begun[moving] += 1
        moving = moving[begun[moving] < limits[moving]]
    for at in moving.tolist():
        text = buffer[begun[at] : limits[at]]
        blank = text[: len(text) - len(text.tobytes().lstrip(WHITE_SPACE))]
        passed += int(np.count_nonzero(blank < _SPACE))
        begun[at] += len(blank)
    made[moved] = word[begun[moved]]
    return begun, made, passed


def _is_white(found: Bytes) -> Mask:
    """Which of some bytes are white space."""
    white: Mask = found == WHITE_SPACE[0]
    for byte in WHITE_SPACE[1:]:
        white |= found == byte
    return white


def _separators(searched: Bytes, delimiters: Delimiters) -> tuple[Ints, Ints, Ints, int]:
    """Where all separators stand, which of them end a segment, and two things seen on the way.

    They are the bytes not above a space at an end of an element, in no order, and the number of control
    characters that separate nothing.
    """
    nothing = np.zeros(0, np.int64)
    ends, last, edges, count, controls = [nothing], [nothing], [nothing], 0, 0
    for at in range(0, len(searched), _CHUNK):
        begin = max(at - 1, 0)
        wide = searched[begin : at + _CHUNK + 1]  # with the byte before and the one after
        within = slice(at - begin, at - begin + _CHUNK)
        elements, terminators = wide == delimiters.element, wide == delimiters.segment
        separators = elements | terminators
        found = np.flatnonzero(separators[within])
        last.append(np.flatnonzero(terminators[within][found]) + count)
        ends.append(found + at)
        count += len(found)
        low = (wide <= _SPACE) & ~separators
        edges.append(np.flatnonzero(low[:-1] & separators[1:]) + begin)
        edges.append(np.flatnonzero(low[1:] & elements[:-1]) + begin + 1)
        controls += int(np.count_nonzero(low[within] & (wide[within] != _SPACE)))
    return np.concatenate(ends), np.concatenate(last), np.concatenate(edges), controls


def _loose(ends: Ints, names: Ints, edges: Ints) -> Ints:
    """The elements at whose ends white space may stand, but for names, most of which stand after a line break."""
    found = np.unique(np.searchsorted(ends, edges))
    return found[~np.isin(found, names)]
