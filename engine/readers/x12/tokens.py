"""X12 text taken apart by column: every element of a block in one array, found without a loop.

One pass finds all separators; the end of each element is the start of the next. An element is then
a number, the place of its end in that array, and the elements that are wanted become a column of
strings at once. A loop over segments in Python reads about 25,000 claims a second; this leaves the
reading to a few dozen passes over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from .delimiters import Delimiters
from .strings import LENGTH, Ints, Words, strings, views_of, words

__all__ = ["Ints", "Keys", "Mask", "Tokens", "emptied", "is_one_of", "packed", "unpacked"]

Keys: TypeAlias = npt.NDArray[np.int32]
Words32: TypeAlias = npt.NDArray[np.uint32]
Mask: TypeAlias = npt.NDArray[np.bool_]

_CHUNK: Final = 1 << 18  # bytes looked at at a time, so that what is in between stays in the processor's cache

_LETTERS: Final = 26
_ASCII: Final = 128

_HASHES: Final = 256
_FACTOR: Final = 0x9E377E0D  # odd, and such that no two names of the guides share a hash

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


@dataclass(frozen=True)
class Tokens:
    """The segments of a block as columns; an element is named by its place in `ends`.

    `key` is the packed name of each segment (0 when it is none), `first` the place of its name and
    `size` the number of its elements, the name counted; `views` has the strings of all elements.
    `starts` and `stops` are bytes of `data`, which is padded; the stop is exclusive and stands after
    the terminator. `small` are the segments whose names were written in small letters. `controls` is
    the number of control characters inside of all segments that separate no elements.
    """

    data: bytes
    delimiters: Delimiters
    key: Keys
    first: Ints
    size: Ints
    starts: Ints
    stops: Ints
    ends: Ints
    views: Words
    small: Ints
    controls: int

    def __len__(self) -> int:
        return len(self.key)

    def upto(self, count: int) -> Tokens:
        """The first `count` segments."""
        return Tokens(
            self.data, self.delimiters, self.key[:count], self.first[:count], self.size[:count],
            self.starts[:count], self.stops[:count], self.ends, self.views, self.small[self.small < count],
            self.controls,
        )  # fmt: skip

    def begin_with(self, rows: Ints, name: str) -> Mask:
        """Which of some segments begin with three letters, small or not, whatever follows them."""
        begun: Mask = (words(self.data, 4)[self.starts[rows]] & np.uint32(0xDFDFDF)) == packed(name)
        return begun

    def rows(self, *names: str) -> Ints:
        """The segments of these names, in order; "" stands for those that have none."""
        found = [self._of_name(packed(name)) for name in names]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def _of_name(self, key: int) -> Ints:
        """The segments of one packed name: some thirty names are asked for, and all are sorted by name once."""
        order, bounds = self._by_name
        at = int(_hashed(np.array([key], np.int32))[0])
        rows = order[bounds[at] : bounds[at + 1]]
        others = self.key.take(rows) != key
        return rows[~others] if others.any() else rows

    @cached_property
    def _by_name(self) -> tuple[Ints, Ints]:
        """All segments, those of one hash together and in order, and where each hash begins in them."""
        hashed = _hashed(self.key)
        order = np.argsort(hashed, kind="stable")  # of bytes it is a radix sort
        return order, np.concatenate((np.zeros(1, np.int64), np.cumsum(np.bincount(hashed, minlength=_HASHES))))

    @cached_property
    def has_small_letters(self) -> bool:
        """Whether there is any letter that capitals would change, ASCII or not."""
        text = np.frombuffer(self.data, np.uint8)
        for at in range(0, len(text), _CHUNK):
            part = text[at : at + _CHUNK]
            if ((part - np.uint8(ord("a")) < _LETTERS) | (part >= _ASCII)).any():
                return True
        return False

    def places(self, rows: Ints, element: int) -> Ints:
        """Where an element of some segments stands; -1 for what is not there, as for the row -1."""
        if not len(self):
            return np.full(len(rows), -1, np.int64)
        there = (rows >= 0) & (self.size.take(rows, mode="wrap") > element)
        return np.where(there, self.first.take(rows, mode="wrap") + element, -1)

    def taken(self, places: Ints) -> Words:
        """The views of the elements at some places; that of nothing for -1."""
        # as one number of sixteen bytes, which NumPy takes faster than two of eight
        found: Words = np.take(self.views.view(np.complex128)[:, 0], places).view(np.uint64).reshape(-1, 2)
        return found

    def filled(self, places: Ints) -> Mask:
        """Whether something but white space stands at some places."""
        found: Mask = (self.views[:, 0][places] & LENGTH) != 0
        return found

    def texts(self, places: Ints) -> pl.Series:
        """The values at some places: trimmed, and null where empty or not there."""
        if not len(places):
            return pl.Series("", dtype=pl.String)
        return strings(self.data, self.taken(places))

    def components(self, places: Ints) -> Components:
        """The components of the elements at some places."""
        there = places >= 0
        starts = np.where(there, self.ends[places - 1] + 1, 0)
        stops = np.where(there, self.ends[places], 0)
        return Components(self, starts, stops, *np.searchsorted(self.separators, (starts, stops)))

    @cached_property
    def separators(self) -> Ints:
        """Where component separators stand, and twice a place behind them all."""
        text = np.frombuffer(self.data, np.uint8)
        found = [
            np.flatnonzero(text[at : at + _CHUNK] == self.delimiters.component) + at
            for at in range(0, len(text), _CHUNK)
        ]
        return np.concatenate([*found, np.full(2, len(text), np.int64)])

    def codes(self, rows: Ints, element: int) -> Keys:
        """The first component of an element of some segments, packed; 0 when absent or longer than three."""
        if not len(rows):
            return np.zeros(0, np.int32)
        halves = self.views[:, 0][self.places(rows, element)].view(np.uint32).reshape(-1, 2)
        length, text = halves[:, 0], np.ascontiguousarray(halves[:, 1])
        code: Keys = text.view(np.int32)  # shorter texts have zeros behind them
        component = self.delimiters.component
        composed = np.flatnonzero((length > _LONGEST_CODE) | _has_byte(text, component))
        if len(composed):
            code[composed] = _first_components(text[composed].astype(np.int64), length[composed], component)
        return code

    def name(self, row: int) -> str:
        """The name of a segment as a place quotes it; nothing for what has no segment's name."""
        name = unpacked(int(self.key[row]))
        return name if name.isascii() and name.isalnum() and name.upper() == name else ""

    def values(self, row: int) -> list[str]:
        """One segment as text, its name first: for the few segments that are looked at one by one."""
        text = self.data[self.starts[row] : self.stops[row] - 1].decode("utf-8")
        return [value.strip() for value in text.split(chr(self.delimiters.element))]


@dataclass(frozen=True, slots=True)
class Components:
    """The components of some elements: between `starts` and `stops`, the separators `low` up to before `high`."""

    tokens: Tokens
    starts: Ints
    stops: Ints
    low: Ints
    high: Ints

    @property
    def count(self) -> Ints:
        """How many components each element has; 1 also for one that is empty or not there."""
        return self.high - self.low + 1

    def taken(self, number: int) -> Words:
        """The views of the components of a number, from 1; of nothing where an element has fewer."""
        separators = self.tokens.separators
        made = np.zeros((len(self.starts), 2), np.uint64)
        at = np.flatnonzero((self.count >= number) & (self.starts < self.stops))
        if len(at):
            low, count = self.low[at], self.count[at]
            starts = self.starts[at] if number == 1 else separators[low + number - 2] + 1
            stops = np.where(count > number, separators[low + number - 1], self.stops[at])
            made[at] = views_of(self.tokens.data, starts, stops)
        return made


def _hashed(keys: Keys) -> npt.NDArray[np.uint8]:
    """Bytes for packed names; no two names of the guides share one."""
    return ((keys.view(np.uint32) * np.uint32(_FACTOR)) >> np.uint32(24)).astype(np.uint8)


def _has_byte(text: Words32, byte: int) -> Mask:
    """Whether one of the four bytes of a word is this one."""
    # a byte that is zero borrows from the highest bit above it; so may one above it, which is zero or one then
    without = text ^ np.uint32(byte * 0x01010101)
    found: Mask = ((without - np.uint32(0x01010101)) & ~without & np.uint32(0x80808080)) != 0
    return found


def _first_components(text: Ints, length: Words32, component: int) -> Keys:
    """What stands before the first component separator or space of a word of four bytes; 0 for four and more."""
    code = np.zeros(len(text), np.int32)
    within = np.ones(len(text), np.bool_)
    for i in range(_LONGEST_CODE + 1):
        byte = text >> (8 * i) & 255
        within &= (length > i) & (byte != component) & (byte != ord(" "))
        if i < _LONGEST_CODE:
            code |= np.where(within, byte << (8 * i), 0).astype(np.int32)
    code[within] = 0  # longer than three
    return code


def emptied(texts: pl.Series) -> pl.Series:
    """Texts with null for empty ones: in X12 an empty element is an absent one."""
    return texts.set(texts == "", None) if texts.len() else texts
