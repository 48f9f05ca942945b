"""The cells of regular rows as columns, made of the separators of a block all at once.

A column is made of string views into the block (`x12.strings`), trimmed as they are made: nothing is
copied, and a cell without a text costs next to nothing. Where a row is irregular, the block is left to
others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ..x12.strings import PADDING, Words, strings, views_of
from .quoting import LINE_FEED, QUOTE, Ints
from .rows import cleaned

_SLICE: Final = 1 << 15  # so many cells are looked at at a time that what is in between stays in the processor's cache
_RETURN: Final = 13
_NEAR: Final = 64  # bytes
_VIEW: Final = np.complex128  # of the sixteen bytes of a view, which are copied at once: two words take twice as long


def cells(block: bytes, separator: int, width: int, rows: int, places: Sequence[int]) -> pl.DataFrame | None:
    """Some columns of a block of UTF-8 that holds so many rows, as `cleaned` texts; those without a byte are left out.

    Quotes are those of the standard. The first of the places is kept in any case. None where not every row has
    `width` cells.
    """
    text = block if block.endswith(b"\n") else block + b"\n"
    padded = text + PADDING
    quoted = b'"' in block
    ends, doubled = _ends(np.frombuffer(text, np.uint8), separator, quoted=quoted)
    if len(ends) != rows * width:
        return None
    buffer = np.frombuffer(padded, np.uint8)
    if not (buffer[ends[width - 1 :: width]] == LINE_FEED).all():
        return None
    made = np.zeros(len(places) * rows, _VIEW)
    some = np.zeros(len(places), np.bool_)
    step, before = max(1, _SLICE // width), -1
    to = rows * np.arange(len(places)) + np.arange(min(step, rows))[:, None]  # where the views of a slice stand
    for at in range(0, rows, step):
        stops = ends[at * width : (at + step) * width]
        starts = np.empty_like(stops)
        starts[0] = before + 1
        np.add(stops[:-1], 1, out=starts[1:])
        before = int(stops[-1])
        starts, stops = starts.reshape(-1, width), stops.reshape(-1, width)
        if len(places) < width:
            starts, stops = starts[:, places], stops[:, places]
        there = stops > starts
        some |= there.any(axis=0)
        filled = np.flatnonzero(there)
        taken = _views(padded, starts.ravel()[filled], stops.ravel()[filled], quoted=quoted)
        made[to.ravel()[filled] + at] = taken.view(_VIEW)[:, 0]
    some[0] = True
    columns = made.view(np.uint64).reshape(len(places), rows, 2)
    with_quotes = set((np.searchsorted(ends, doubled) % width).tolist())
    made_of = {place: strings(padded, columns[n]) for n, place in enumerate(places) if some[n]}
    found = pl.DataFrame([
        (texts.str.replace_all('""', '"', literal=True) if place in with_quotes else texts).alias(str(place))
        for place, texts in made_of.items()
    ])  # fmt: skip
    plain = block.isascii() and b"\x0b" not in block and b"\x0c" not in block
    return found if plain else cleaned(found)  # there may be white space of another kind


def column(block: bytes, separator: int, width: int, rows: int, place: int) -> pl.DataFrame | None:
    """One column near the beginning of the rows, as of `cells`, without a look at what stands behind it."""
    text = block if block.endswith(b"\n") else block + b"\n"
    if b'"' in block or not block.isascii() or b"\x0b" in block or b"\x0c" in block or place >= width - 1:
        return cells(block, separator, width, rows, [place])
    padded = text + bytes(_NEAR)
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == LINE_FEED)
    starts = np.concatenate(([0], ends[:-1] + 1))
    near = np.lib.stride_tricks.sliding_window_view(np.frombuffer(padded, np.uint8), _NEAR)[starts] == separator
    at = np.cumsum(near, axis=1, dtype=np.uint8)
    if len(ends) != rows or not (at[:, -1] > place).all():
        return cells(block, separator, width, rows, [place])
    stop = starts + (at > place).argmax(axis=1)
    if not (stop < ends).all():
        return None
    begin = starts + (at == place).argmax(axis=1) + 1 if place else starts
    return pl.DataFrame([strings(padded, views_of(padded, begin, stop)).alias(str(place))])


def _ends(buffer: npt.NDArray[np.uint8], separator: int, *, quoted: bool) -> tuple[Ints, Ints]:
    """Where cells end, and where the second of two quotes stands that are one in a cell."""
    marks = (buffer == separator) | (buffer == LINE_FEED)
    if not quoted:
        return np.flatnonzero(marks), np.zeros(0, np.int64)
    quotes = buffer == QUOTE
    at = np.flatnonzero(marks | quotes)
    is_quote = quotes[at]
    found = at[is_quote]
    opening = found[2::2]
    doubled = opening[opening == found[1:-1:2][: len(opening)] + 1]
    inside: npt.NDArray[np.bool_] = np.logical_xor.accumulate(is_quote)
    ends: Ints = at[~is_quote & ~inside]
    return ends, doubled


def _views(padded: bytes, starts: Ints, stops: Ints, *, quoted: bool) -> Words:
    """The views of some cells that are not empty, without their quotation marks."""
    if quoted:
        buffer = np.frombuffer(padded, np.uint8)
        stops = stops - (buffer[stops - 1] == _RETURN)
        marked = (buffer[starts] == QUOTE) & (stops > starts)
        starts, stops = starts + marked, stops - marked
    return views_of(padded, starts, stops)
