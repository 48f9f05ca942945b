"""A column of strings made of slices of one buffer, without copying their bytes.

Arrow's string views are what Polars keeps strings in: sixteen bytes each, with the length, and
either the whole of a short string or a prefix and the place of a longer one. Making them by column
costs less than half as long as taking and trimming strings, and Polars takes the
result over as it is. Source: Arrow columnar format, "Variable-size Binary View Layout".
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

_INLINE: Final = 12  # a string up to this long stands in its view

# Which bits of a word belong to a string of 0 to 12, or more, bytes: of its bytes 1 to 4 and 5 to 12.
_FIRST: Final = np.array([(1 << 8 * min(n, 4)) - 1 for n in range(_INLINE + 2)], np.uint64)
_SECOND: Final = np.array([(1 << 8 * min(max(n - 4, 0), 8)) - 1 for n in range(_INLINE + 2)], np.uint64)

_WHITE: Final = np.zeros(256, np.bool_)
_WHITE[list(WHITE_SPACE)] = True

_STEPS: Final = 16  # longer runs of white space are passed over one string at a time


def words(padded: bytes, width: int) -> npt.NDArray[np.uint64]:
    """The word of 4 or 8 bytes that begins at each byte of a padded buffer, without a copy."""
    count = len(padded) - len(PADDING)
    return np.ndarray((count + 1 + len(PADDING) - width,), f"<u{width}", padded, 0, (1,))


def strings(padded: bytes, starts: Ints, stops: Ints, at: Ints, count: int) -> pl.Series:
    """A column of `count` strings: slices of a padded UTF-8 buffer at the rows `at`, null elsewhere.

    They are trimmed, and null where nothing is left.
    """
    starts, stops = _trimmed(padded, starts, stops)
    length = stops - starts
    size = np.minimum(length, _INLINE + 1)
    first = words(padded, 4)[starts] & _FIRST[size]
    second = words(padded, 8)[starts + 4] & _SECOND[size]
    long = np.flatnonzero(size > _INLINE)
    second[long] = starts[long].astype(np.uint64) << np.uint64(32)
    views = np.zeros((count, 2), np.uint64)
    views[at, 0] = (first << np.uint64(32)) | length.astype(np.uint64)
    views[at, 1] = second
    there = np.zeros(count, np.bool_)
    there[at] = length > 0
    valid = np.packbits(there, bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(views), pa.py_buffer(padded)]
    return pl.Series("", pa.Array.from_buffers(pa.string_view(), count, buffers), dtype=pl.String)


def _trimmed(padded: bytes, starts: Ints, stops: Ints) -> tuple[Ints, Ints]:
    """The same slices without white space at their ends, which is rare."""
    buffer = np.frombuffer(padded, np.uint8)
    loose = np.flatnonzero((_WHITE[buffer[starts]] | _WHITE[buffer[stops - 1]]) & (starts < stops))
    if not len(loose):
        return starts, stops
    starts, stops = starts.copy(), stops.copy()
    starts[loose] = skipped(buffer, starts[loose], stops[loose])
    for i in loose.tolist():
        text = padded[starts[i] : stops[i]]
        stops[i] -= len(text) - len(text.rstrip(WHITE_SPACE))
    return starts, stops


def skipped(buffer: npt.NDArray[np.uint8], starts: Ints, limits: Ints) -> Ints:
    """Each start moved past white space, up to its limit at the most."""
    starts = starts.astype(np.int64)
    moving = np.flatnonzero(_WHITE[buffer[starts]] & (starts < limits))
    for _ in range(_STEPS):
        if not len(moving):
            return starts
        starts[moving] += 1
        moving = moving[_WHITE[buffer[starts[moving]]] & (starts[moving] < limits[moving])]
    for i in moving.tolist():
        text = buffer[starts[i] : limits[i]].tobytes()
        starts[i] += len(text) - len(text.lstrip(WHITE_SPACE))
    return starts
