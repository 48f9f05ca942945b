"""The characters of a block's values: which bytes are none of their own, and which values are of no good type."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ..delimiters import WHITE_SPACE
from ..strings import skipped, words
from ..tokens import Ints, Mask, Tokens

_WHITE: Final = np.zeros(256, np.bool_)
_WHITE[list(WHITE_SPACE)] = True

_SPACE: Final = 32
_CHUNK: Final = 1 << 18  # bytes looked at at a time, so that what is in between stays in the processor's cache
_NARROW: Final = 2  # bytes of a line break, and so of most gaps between segments
_DAY: Final = r"\d{8}"
_TIME: Final = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{1,2})?)?"

# Source: ASC X12 005010, X12.6 section 3.5 (data element types); DE 1250 names the formats of dates.
_SHAPES: Final = {
    "R": r"-?(?:\d+\.?\d*|\.\d+)(?:E-?\d+)?",
    "N0": r"-?\d+",
    "DT": _DAY,
    "TM": _TIME,
    "@D8": _DAY,
    "@RD8": rf"{_DAY}-{_DAY}",
    "@DT": rf"{_DAY}{_TIME}",
    "@TM": _TIME,
}


_DAYS: Final = ("DT", "@D8", "@RD8", "@DT")
"""The types that begin with a day."""


class Characters:
    """The bytes of a block that make a value longer than what it says, and those that no value may have.

    The first, `following`, are the further bytes of letters that are not ASCII; the others, `control`,
    are control characters.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.data = tokens.data
        self.buffer = np.frombuffer(tokens.data, np.uint8)
        text = self.buffer[: int(tokens.stops[-1]) if len(tokens) else 0]
        self.control = self._controls(tokens, text)
        beyond = np.zeros(0, np.int64) if tokens.data.isascii() else np.flatnonzero(text >= 128)
        self.following = beyond[(text[beyond] & 0xC0) == 0x80]

    def _controls(self, tokens: Tokens, text: npt.NDArray[np.uint8]) -> Ints:
        """The control characters that stand neither between segments nor for a separator."""
        count = sum(np.count_nonzero(text[at : at + _CHUNK] < _SPACE) for at in range(0, len(text), _CHUNK))
        if not count or count == self._between(tokens):
            return np.zeros(0, np.int64)
        found = np.flatnonzero(text < _SPACE)
        marks = (tokens.delimiters.element, tokens.delimiters.component, tokens.delimiters.segment)
        found = found[~np.isin(text[found], marks)]
        row = np.searchsorted(tokens.stops, found, "right")
        return found[found >= tokens.starts[row]]

    def _between(self, tokens: Tokens) -> int:
        """How many control characters the narrow gaps between segments hold; others are not counted."""
        ends = tokens.stops[:-1]
        gap = tokens.starts[1:] - ends
        count = 0
        for i in range(min(int(gap.max(initial=0)), _NARROW)):
            count += int(np.count_nonzero((self.buffer[ends + i] < _SPACE) & (gap > i)))
        return count

    def is_white_beside(self, places: Ints) -> bool:
        """Whether white space or a control character stands before or after one of some bytes."""
        around = words(self.data, 4)[places - 1].view(np.uint8).reshape(-1, 4)
        return bool((around[:, [0, 2]] <= _SPACE).any())

    def trimmed(self, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """The same slices without white space at their ends; all white space ends where it ended."""
        loose = (self.buffer[start] <= _SPACE) | (self.buffer[stop - 1] <= _SPACE)
        at = np.flatnonzero(loose & (start < stop))
        if not len(at):
            return start, stop
        start, stop = start.copy(), stop.copy()
        start[at] = skipped(self.buffer, start[at], stop[at])
        stop[at] = _stripped(self.buffer, start[at], stop[at])
        return start, stop


def _stripped(buffer: npt.NDArray[np.uint8], starts: Ints, stops: Ints) -> Ints:
    """Each stop moved back over white space, down to its start at the least."""
    moving = np.flatnonzero((stops > starts) & _WHITE[buffer[stops - 1]])
    while len(moving):
        stops[moving] -= 1
        moving = moving[(stops[moving] > starts[moving]) & _WHITE[buffer[stops[moving] - 1]]]
    return stops


def is_of_its_type(texts: pl.Series, kinds: pl.Series, formats: pl.Series) -> Mask:
    """Whether each text is as its type asks: R, N0, DT or TM, or `@` for the format that is named beside it."""
    asked = pl.DataFrame({"text": texts.fill_null(""), "kind": kinds, "format": formats.fill_null("")})
    asked = asked.with_columns(kind=pl.when(pl.col("kind") == "@").then("@" + pl.col("format")).otherwise("kind"))
    good = np.ones(len(texts), np.bool_)
    for (kind,), some in asked.with_row_index("at").group_by("kind"):
        text = some["text"]
        if shape := _SHAPES.get(str(kind)):
            shaped = text.str.contains(f"^(?:{shape})$")
            if kind in _DAYS:
                shaped &= _is_day(text.str.slice(0, 8))
            if kind == "@RD8":
                shaped &= _is_day(text.str.slice(9, 8))
            good[some["at"].to_numpy()] = shaped.to_numpy()
    return good


def _is_day(text: pl.Series) -> pl.Series:
    return text.str.to_date("%Y%m%d", strict=False).is_not_null()
