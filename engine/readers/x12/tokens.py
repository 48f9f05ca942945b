"""X12 text taken apart by column: every element of a block in one array, found without a loop.

One pass finds all separators; the end of each element is the start of the next. An element is then
a number, the place of its end in that array, and the elements that are wanted become a column of
strings at once. A loop over segments in Python reads about 25,000 claims a second; this leaves the
reading to a few dozen passes over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from .delimiters import WHITE_SPACE, Delimiters
from .strings import PADDING, Ints, skipped, strings, words

__all__ = ["Ints", "Keys", "Mask", "Tokens", "emptied", "is_one_of", "packed", "tokenize", "unpacked"]

Keys: TypeAlias = npt.NDArray[np.int32]
Mask: TypeAlias = npt.NDArray[np.bool_]

_LONGEST_CODE: Final = 3  # segment names and the qualifiers that tell loops apart


def packed(code: str) -> int:
    """A code of one to three characters as a number, in which columns of codes are compared."""
    first, second, third = code.encode("ascii").ljust(_LONGEST_CODE, b"\0")
    return first | second << 8 | third << 16


def unpacked(key: int) -> str:
    """The code that `packed` made a number of; nothing for 0, which stands for no or a longer code."""
    return key.to_bytes(_LONGEST_CODE, "little").rstrip(b"\0").decode("latin-1")


def is_one_of(keys: Keys, codes: tuple[str, ...]) -> Mask:
    """Where a column of packed codes has one of a few."""
    found: Mask = keys == packed(codes[0])
    for code in codes[1:]:
        found |= keys == packed(code)
    return found


@dataclass(frozen=True, slots=True)
class Tokens:
    """The segments of a block as columns; an element is named by its place in `ends`.

    `key` is the packed name of each segment (0 when it is none), `first` the place of its name and
    `size` the number of its elements, the name counted. `starts` and `stops` are bytes of `data`,
    which is padded; the stop is exclusive and stands after the terminator.
    """

    data: bytes
    delimiters: Delimiters
    key: Keys
    first: Ints
    size: Ints
    starts: Ints
    stops: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.key)

    def upto(self, count: int) -> Tokens:
        """The first `count` segments."""
        return Tokens(
            self.data, self.delimiters, self.key[:count], self.first[:count], self.size[:count],
            self.starts[:count], self.stops[:count], self.ends,
        )  # fmt: skip

    def rows(self, *names: str) -> Ints:
        """The segments of these names."""
        found = self.key == packed(names[0])
        for name in names[1:]:
            found |= self.key == packed(name)
        return np.flatnonzero(found)

    def places(self, rows: Ints, element: int) -> Ints:
        """Where an element of some segments stands; -1 for what is not there, as for the row -1."""
        if not len(self):
            return np.full(len(rows), -1, np.int64)
        return np.where((rows >= 0) & (self.size[rows] > element), self.first[rows] + element, -1)

    def texts(self, places: Ints) -> pl.Series:
        """The values at some places: trimmed, and null where empty or not there."""
        if not len(places):
            return pl.Series("", dtype=pl.String)
        at = np.flatnonzero(places >= 0)
        if not len(at):
            return pl.repeat(None, len(places), dtype=pl.String, eager=True)
        found = places[at]
        return strings(self.data, self.ends[found - 1] + 1, self.ends[found], at, len(places))

    def codes(self, rows: Ints, element: int) -> Keys:
        """The first component of an element of some segments, packed; 0 when absent or longer than three."""
        places = self.places(rows, element)
        code = np.zeros(len(rows), np.int32)
        if not len(rows):
            return code
        starts = self.ends[np.maximum(places - 1, 0)] + 1
        length = np.where(places >= 0, self.ends[places] - starts, 0)
        word = words(self.data, 4)[starts].astype(np.int64)
        within = np.ones(len(rows), np.bool_)
        for i in range(_LONGEST_CODE + 1):
            byte = (word >> (8 * i)) & 255
            within &= (length > i) & (byte != self.delimiters.component) & (byte != ord(" "))
            if i < _LONGEST_CODE:
                code |= np.where(within, byte << (8 * i), 0).astype(np.int32)
        code[within] = 0  # longer than three
        return code

    def name(self, row: int) -> str:
        """The name of a segment as a place quotes it; nothing for what has no segment's name."""
        name = unpacked(int(self.key[row]))
        return name if name.isascii() and name.isalnum() and name.upper() == name else ""

    def values(self, row: int) -> list[str]:
        """One segment as text, its name first: for the few segments that are looked at one by one."""
        text = self.data[self.starts[row] : self.stops[row] - 1].decode("utf-8")
        return [value.strip() for value in text.split(chr(self.delimiters.element))]


def emptied(texts: pl.Series) -> pl.Series:
    """Texts with null for empty ones: in X12 an empty element is an absent one."""
    return texts.set(texts == "", None) if texts.len() else texts


def tokenize(text: bytes, delimiters: Delimiters) -> Tokens:
    """The segments of a text that ends with a terminator, or is empty.

    White space before a segment is passed over. Where the terminator is itself a line break, blank
    lines are no segments; elsewhere an empty segment is one, with the key 0.
    """
    data = text + PADDING
    buffer = np.frombuffer(data, np.uint8)
    searched = buffer[: len(text)]
    terminators = searched == delimiters.segment
    ends = np.flatnonzero((searched == delimiters.element) | terminators)
    last = np.flatnonzero(terminators[ends])
    first = np.concatenate((np.zeros(1, np.int64), last[:-1] + 1)) if len(last) else last
    size = last - first + 1
    starts = np.concatenate((np.zeros(1, np.int64), ends[last[:-1]] + 1)) if len(last) else last
    starts = skipped(buffer, starts, ends[first])
    stops = ends[last] + 1
    length = ends[first] - starts
    if delimiters.segment in WHITE_SPACE:
        kept = (length > 0) | (size > 1)
        first, size, starts, stops, length = first[kept], size[kept], starts[kept], stops[kept], length[kept]
    masks = np.zeros(_LONGEST_CODE + 2, np.int32)
    masks[2], masks[3] = 0xFFFF, 0xFFFFFF  # a segment's name has two or three characters
    key = words(data, 4)[starts].astype(np.int32) & masks[np.minimum(length, _LONGEST_CODE + 1)]
    return Tokens(data, delimiters, key, first, size, starts, stops, ends)
