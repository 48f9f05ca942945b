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
Bytes: TypeAlias = npt.NDArray[np.uint8]

INLINE: Final = 12
"""A string up to this long stands in its view."""

LENGTH: Final = np.uint64(0xFFFFFFFF)
"""The bits of a view's first word that hold the length; above them stand the first four bytes."""

# Which bits of the two words of a view belong to a string of 0 to 12, or more, bytes: its bytes 1 to 4 above the
# length, and 5 to 12.
_BITS: Final = np.array(
    [[((1 << 8 * min(n, 4)) - 1) << 32, (1 << 8 * min(max(n - 4, 0), 8)) - 1] for n in range(INLINE + 1)] + [[0, 0]],
    np.uint64,
)
_BITS[INLINE + 1, 0] = _BITS[INLINE, 0]  # a longer string has its first four bytes in its view, and its place

_WHITE: Final = np.zeros(256, np.bool_)
_WHITE[list(WHITE_SPACE)] = True

_SPACE: Final = ord(" ")
_LENGTH_BYTES: Final = 4  # of a view, before the first bytes of its string

_STEPS: Final = 16  # longer runs of white space are passed over one string at a time

_SLICE: Final = 1 << 15  # so many views are made at a time that what is in between stays in the processor's cache


def words(padded: bytes, width: int) -> npt.NDArray[np.unsignedinteger]:
    """The word of 4 or 8 bytes that begins at each byte of a padded buffer, without a copy."""
    count = len(padded) - len(PADDING)
    return np.ndarray((count + 1 + len(PADDING) - width,), f"<u{width}", padded, 0, (1,))


def views(padded: bytes, ends: Ints, loose: Ints) -> Words:
    """The views of the strings between separators at `ends`, and one of nothing after the last.

    Two words each. Strings begin after the separator before; the first at the start of the buffer.
    Those numbered `loose` are trimmed, the others must not need it.
    """
    made = np.zeros((len(ends) + 1, 2), np.uint64)
    before = -1
    for at in range(0, len(ends), _SLICE):
        stops = ends[at : at + _SLICE]
        starts = np.empty_like(stops)
        starts[0] = before + 1
        np.add(stops[:-1], 1, out=starts[1:])
        before = int(stops[-1])
        _fill(made[at : at + len(stops)], padded, starts, stops)
    if len(loose):
        made[loose] = views_of(padded, np.where(loose > 0, ends[loose - 1] + 1, 0), ends[loose])
    return made


def views_of(padded: bytes, starts: Ints, stops: Ints) -> Words:
    """The views of some slices of a buffer, trimmed."""
    made = np.empty((len(starts), 2), np.uint64)
    _fill(made, padded, *trimmed(np.frombuffer(padded, np.uint8), starts, stops))
    return made


def _fill(made: Words, padded: bytes, starts: Ints, stops: Ints) -> None:
    length = stops - starts
    size = np.minimum(length, INLINE + 1)
    # the sixteen bytes from the fourth before a string on are its view but for the length, and are fetched as one
    fetched = np.ndarray((len(padded) - 15,), np.complex128, padded, 0, (1,))[starts - _LENGTH_BYTES]
    wanted = _BITS.view(np.complex128)[:, 0].take(size)
    np.bitwise_and(fetched.view(np.uint64).reshape(-1, 2), wanted.view(np.uint64).reshape(-1, 2), out=made)
    early = np.flatnonzero(starts < _LENGTH_BYTES)  # so many bytes do not stand before them
    if len(early):
        first, second = words(padded, 4)[starts[early]], words(padded, 8)[starts[early] + _LENGTH_BYTES]
        made[early, 0] = first.astype(np.uint64) << np.uint64(32) & _BITS[size[early], 0]
        made[early, 1] = second & _BITS[size[early], 1]
    made.view(np.uint32)[:, 0] = length
    long = np.flatnonzero(size > INLINE)
    made[long, 1] = starts[long].astype(np.uint64) << np.uint64(32)


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


def trimmed(buffer: Bytes, starts: Ints, stops: Ints) -> tuple[Ints, Ints]:
    """The same slices of a buffer without white space at their ends; one of nothing else ends where it ended."""
    loose = (buffer[starts] <= _SPACE) | (buffer[stops - 1] <= _SPACE)
    at = np.flatnonzero(loose & (starts < stops))
    if not len(at):
        return starts, stops
    starts, stops = starts.copy(), stops.copy()
    starts[at] = skipped(buffer, starts[at], stops[at])
    stops[at] = stripped(buffer, starts[at], stops[at])
    return starts, stops


def skipped(buffer: Bytes, starts: Ints, limits: Ints) -> Ints:
    """Each start moved past white space, up to its limit at the most."""
    starts = starts.astype(np.int64)
    moving = np.arange(len(starts))
    for _ in range(_STEPS):
        moving = moving[(starts[moving] < limits[moving]) & _WHITE[buffer[starts[moving]]]]
        if not len(moving):
            return starts
        starts[moving] += 1
    for i in moving.tolist():
        text = buffer[starts[i] : limits[i]].tobytes()
        starts[i] += len(text) - len(text.lstrip(WHITE_SPACE))
    return starts


def stripped(buffer: Bytes, starts: Ints, stops: Ints) -> Ints:
    """Each stop moved back over white space, down to its start at the least."""
    stops = stops.astype(np.int64)
    moving = np.arange(len(stops))
    for _ in range(_STEPS):
        moving = moving[(stops[moving] > starts[moving]) & _WHITE[buffer[stops[moving] - 1]]]
        if not len(moving):
            return stops
        stops[moving] -= 1
    for i in moving.tolist():
        stops[i] = starts[i] + len(buffer[starts[i] : stops[i]].tobytes().rstrip(WHITE_SPACE))
    return stops
