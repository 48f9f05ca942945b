"""The characters of a block's values: which bytes are none of their own, and which values are of no good type."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from ..strings import Bytes, trimmed, words
from ..tokens import Ints, Mask, Tokens

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

    def _controls(self, tokens: Tokens, text: Bytes) -> Ints:
        """The control characters that stand neither between segments nor for a separator."""
        if not tokens.controls:
            return np.zeros(0, np.int64)
        found = np.flatnonzero(text < _SPACE)
        marks = (tokens.delimiters.element, tokens.delimiters.component, tokens.delimiters.segment)
        found = found[~np.isin(text[found], marks)]
        row = np.searchsorted(tokens.stops, found, "right")
        inside: Ints = found[found >= tokens.starts[row]]
        return inside

    def is_white_beside(self, places: Ints) -> bool:
        """Whether white space or a control character stands before or after one of some bytes."""
        around = words(self.data, 4)[places - 1].view(np.uint8).reshape(-1, 4)
        return bool((around[:, [0, 2]] <= _SPACE).any())

    def trimmed(self, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
        """The same slices without white space at their ends; one of nothing else ends where it ended."""
        return trimmed(self.buffer, start, stop)


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
