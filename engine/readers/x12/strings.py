"""Columns of strings made of slices of one buffer, without copying their bytes.

Arrow's string views are what Polars keeps strings in: sixteen bytes each, with the length, and
either the whole of a short string or a prefix and the place of a longer one. The views of all
elements of a block are made once, in the order of the text, so that memory is read from front to
back; a column is then taken from them, and Polars takes it over as it is.
Source: Arrow columnar format, "Variable-size Binary View Layout".
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # pyarrow ships no types

from .delimiters import WHITE_SPACE

PADDING: Final = bytes(16)
"""What must follow the text in a buffer, for words are read from it beyond the end of a string."""

Ints: TypeAlias = npt.NDArray[np.int64]
Words: TypeAlias = npt.NDArray[np.uint64]

INLINE: Final = 12
"""A string up to this long stands in its view."""

LENGTH: Final = np.uint64(0xFFFFFFFF)
"""The bits of a view's first word that hold the length; above them stand the first four bytes."""

# Which bits of a word belong to a string of 0 to 12, or more, bytes: of its bytes 1 to 4 and 5 to 12.
_FIRST: Final = np.array([(1 << 8 * min(n, 4)) - 1 for n in range(INLINE + 2)], np.uint32)
_SECOND: Final = np.array([(1 << 8 * min(max(n - 4, 0), 8)) - 1 for n in range(INLINE + 2)], np.uint64)

_WHITE: Final = np.zeros(256, np.bool_)
_WHITE[list(WHITE_SPACE)] = True

_SPACE: Final = ord(" ")

_STEPS: Final = 16  # longer runs of white space are passed over one string at a time

_SLICE: Final = 1 << 15  # so many views are made at a time that what is in between stays in the processor's cache


def words(padded: bytes, width: int) -> npt.NDArray[np.unsignedinteger]:
    """The word of 4 or 8 bytes that begins at each byte of a padded buffer, without a copy."""
    count = len(padded) - len(PADDING)
    return np.ndarray((count + 1 + len(PADDING) - width,), f"<u{width}", padded, 0, (1,))


def views(padded: bytes, ends: Ints, names: Ints) -> Words:
    """The views of the strings between separators at `ends`, trimmed, and one of nothing after the last.

    Two words each. Strings begin after the separator before; the first at the start of the buffer.
    Those numbered `names` are not trimmed: most segments' names stand after a line break.
    """
    made = np.zeros((len(ends) + 1, 2), np.uint64)
    kept = np.zeros(len(ends), np.bool_)
    kept[names] = True
    before = -1
    for at in range(0, len(ends), _SLICE):
        stops = ends[at : at + _SLICE]
        starts = np.empty_like(stops)
        starts[0] = before + 1
        np.add(stops[:-1], 1, out=starts[1:])
        before = int(stops[-1])
        _fill(made[at : at + len(stops)], padded, starts, stops, kept[at : at + len(stops)])
    return made


def views_of(padded: bytes, starts: Ints, stops: Ints) -> Words:
    """The views of some slices of a buffer, trimmed."""
    made = np.empty((len(starts), 2), np.uint64)
    _fill(made, padded, starts, stops, np.zeros(len(starts), np.bool_))
    return made


def _fill(made: Words, padded: bytes, starts: Ints, stops: Ints, kept: npt.NDArray[np.bool_]) -> None:
    buffer = np.frombuffer(padded, np.uint8)
    first = words(padded, 4)[starts]
    length = stops - starts
    # what is not above a space may be white space, which is rare at the ends of a string
    loose = ((first.astype(np.uint8) <= _SPACE) | (buffer[stops - 1] <= _SPACE)) & (length > 0) & ~kept
    if loose.any():
        starts, stops = _trimmed(padded, starts, stops, np.flatnonzero(loose))
        first, length = words(padded, 4)[starts], stops - starts
    size = np.minimum(length, INLINE + 1)
    first &= _FIRST[size]
    second = words(padded, 8)[starts + 4] & _SECOND[size]
    long = np.flatnonzero(size > INLINE)
    second[long] = starts[long].astype(np.uint64) << np.uint64(32)
    np.bitwise_or(first.astype(np.uint64) << np.uint64(32), length.view(np.uint64), out=made[:, 0])
    made[:, 1] = second


def strings(padded: bytes, taken: Words) -> pl.Series:
    """A column of the strings of some views into a padded UTF-8 buffer; null where one is of nothing."""
    return pl.Series("", _arrow(padded, taken), dtype=pl.String)


def lists(padded: bytes, several: list[Words]) -> pl.Series:
    """A column of lists, the strings of several columns of views side by side; null where all are of nothing."""
    side_by_side = np.stack(several, axis=1)
    there = (side_by_side[:, :, 0] & LENGTH) != 0
    sizes = there.sum(axis=1)
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    valid = pa.py_buffer(np.packbits(sizes > 0, bitorder="little"))
    items = _arrow(padded, np.ascontiguousarray(side_by_side[there]))
    kind = pa.large_list(pa.string_view())
    column = pa.Array.from_buffers(kind, len(sizes), [valid, pa.py_buffer(offsets)], children=[items])
    return pl.Series("", column, dtype=pl.List(pl.String))


def _arrow(padded: bytes, taken: Words) -> pa.Array:
    valid = np.packbits((taken[:, 0] & LENGTH) != 0, bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(taken), pa.py_buffer(padded)]
    return pa.Array.from_buffers(pa.string_view(), len(taken), buffers)


def _trimmed(padded: bytes, starts: Ints, stops: Ints, loose: Ints) -> tuple[Ints, Ints]:
    """The same slices, those of them that are named without white space at their ends."""
    buffer = np.frombuffer(padded, np.uint8)
    starts, stops = starts.copy(), stops.copy()
    starts[loose] = skipped(buffer, starts[loose], stops[loose])
    trailing = loose[_WHITE[buffer[stops[loose] - 1]] & (starts[loose] < stops[loose])]
    for i in trailing.tolist():
        text = padded[starts[i] : stops[i]]
        stops[i] -= len(text) - len(text.rstrip(WHITE_SPACE))
    return starts, stops


def skipped(buffer: npt.NDArray[np.uint8], starts: Ints, limits: Ints) -> Ints:
    """Each start moved past white space, up to its limit at the most."""
    starts = starts.astype(np.int64)
    for _ in range(_STEPS):
        white = (buffer[starts] <= _SPACE) & (starts < limits)
        if not white.any():
            return starts
        starts += white & _WHITE[buffer[starts]]
    moving = np.flatnonzero(_WHITE[buffer[starts]] & (starts < limits))
    for i in moving.tolist():
        text = buffer[starts[i] : limits[i]].tobytes()
        starts[i] += len(text) - len(text.lstrip(WHITE_SPACE))
    return starts
