"""The characters of a block's values: which values are not as long as their bytes, and which are of no good type."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from ..delimiters import WHITE_SPACE
from ..strings import skipped
from ..tokens import Ints, Mask, Tokens

Places: TypeAlias = npt.NDArray[np.int32]
"""Places of bytes or values in a block, which has fewer than 2^31 of them."""

_WHITE: Final = np.zeros(256, np.bool_)
_WHITE[list(WHITE_SPACE)] = True

_SPACE: Final = 32
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


class Characters:
    """The bytes of a block that make a value longer than what it says, and those that no value may have.

    The first are white space around a value and the further bytes of a letter that is not ASCII; the
    others, `control`, are control characters.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.data = tokens.data
        self.separators = tokens.delimiters
        end = int(tokens.stops[-1]) if len(tokens) else 0
        self.buffer = np.frombuffer(tokens.data, np.uint8)
        text = self.buffer[:end]
        marks = (tokens.delimiters.element, tokens.delimiters.component, tokens.delimiters.segment)
        edge = np.zeros(256, np.bool_)
        edge[list(marks)] = True
        spaces = np.flatnonzero(text == _SPACE)
        spaces = spaces[edge[self.buffer[spaces - 1]] | edge[self.buffer[spaces + 1]]]
        self.control = self._controls(tokens, text, edge)
        beyond = np.zeros(0, np.int64) if tokens.data.isascii() else np.flatnonzero(text >= 128)
        self._following = beyond[(text[beyond] & 0xC0) == 0x80]  # bytes of a letter after its first
        self._odd = np.sort(np.concatenate((spaces, self.control, beyond)))

    def _controls(self, tokens: Tokens, text: npt.NDArray[np.uint8], edge: Mask) -> Ints:
        """The control characters that stand neither between segments nor for a separator."""
        gap = tokens.starts[1:] - tokens.stops[:-1]
        between = np.count_nonzero(self.buffer[tokens.stops[:-1]][gap > 0] < _SPACE)
        if gap.max(initial=0) <= 1 and np.count_nonzero(text < _SPACE) == between:
            return np.zeros(0, np.int64)
        found = np.flatnonzero(text < _SPACE)
        found = found[~edge[text[found]]]
        row = np.searchsorted(tokens.stops, found, "right")
        return found[found >= tokens.starts[row]]

    def lengths(self, start: Places, stop: Places) -> Places:
        """How many characters each value has when it is trimmed; trims `start` and `stop` themselves."""
        length = stop - start
        if len(self._odd):
            at = np.unique(np.searchsorted(stop, self._odd, "right"))
            at = at[at < len(stop)]
            first = skipped(self.buffer, start[at].astype(np.int64), stop[at].astype(np.int64))
            last = _stripped(self.buffer, first, stop[at].astype(np.int64))
            start[at], stop[at] = first, last
            several = np.searchsorted(self._following, last) - np.searchsorted(self._following, first)
            length[at] = last - first - several
        return length


def _stripped(buffer: npt.NDArray[np.uint8], starts: Ints, stops: Ints) -> Ints:
    """Each stop moved back over white space, down to its start at the least."""
    moving = np.flatnonzero((stops > starts) & _WHITE[buffer[stops - 1]])
    while len(moving):
        stops[moving] -= 1
        moving = moving[(stops[moving] > starts[moving]) & _WHITE[buffer[stops[moving] - 1]]]
    return stops


def is_of_its_type(texts: pl.Series, kinds: list[str], formats: pl.Series) -> Mask:
    """Whether each text is as its type asks: R, N0, DT or TM, or `@` for the format that is named beside it."""
    asked = pl.DataFrame({"text": texts, "kind": kinds, "format": formats})
    kind = pl.when(pl.col("kind") == "@").then("@" + pl.col("format").fill_null("")).otherwise("kind")
    text = pl.col("text").fill_null("")
    shaped = pl.lit(value=True)
    for name, shape in _SHAPES.items():
        shaped = pl.when(kind == name).then(text.str.contains(f"^(?:{shape})$")).otherwise(shaped)
    days = kind.is_in(["DT", "@D8", "@RD8", "@DT"])
    first, last = (
        text.str.slice(0, 8),
        pl.when(kind == "@RD8").then(text.str.slice(9, 8)).otherwise(text.str.slice(0, 8)),
    )
    real = _is_day(first) & _is_day(last)
    return asked.select((shaped & (~days | real)).alias("good"))["good"].to_numpy()


def _is_day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y%m%d", strict=False).is_not_null()
