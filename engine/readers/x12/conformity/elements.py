"""The elements of a block's segments, and the components of those elements that are composites, as levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ..strings import words
from ..tokens import Ints, Tokens
from .characters import Characters
from .demands import BEYOND, COMPOSED, SURPLUS, Demands
from .level import Counts, Level, Rooms, Runs, Values, Wrong
from .lookup import Keys

_WORD: Final = 4

# The bits of a word that belong to a string of so many bytes.
_MASKS: Final = np.array([(1 << 8 * n) - 1 for n in range(_WORD + 1)], np.uint32)


class _Elements(Values):
    """All elements of a block; they have their views."""

    def __init__(self, tokens: Tokens, characters: Characters) -> None:
        super().__init__(int(tokens.first[-1] + tokens.size[-1]), characters)
        self._tokens = tokens
        self._lengths = tokens.views.view(np.int32)[:, 0]
        self._words = tokens.views.view(np.uint32)[:, 1]

    def lengths(self, first: int, end: int) -> Counts:
        return self._lengths[first:end]

    def words(self, values: Ints) -> Keys:
        return self._words[values]

    def whole(self, values: Ints) -> tuple[Ints, Ints]:
        ends = self._tokens.ends
        starts: Ints = ends.take(values - 1, mode="wrap") + 1
        starts[values == 0] = 0
        return starts, ends.take(values)

    def texts(self, values: Ints) -> pl.Series:
        return self._tokens.texts(values)

    def at(self, places: Ints) -> Ints:
        return np.searchsorted(self._tokens.ends, places, "right")


class _Components(Values):
    """The components of all composites, by where they begin and end, trimmed."""

    def __init__(self, starts: Ints, stops: Ints, characters: Characters) -> None:
        super().__init__(len(starts), characters)
        self._starts, self._stops = starts, stops
        self._buffer, self._words = characters.buffer, words(characters.data, _WORD)

    def lengths(self, first: int, end: int) -> Counts:
        found: Counts = (self._stops[first:end] - self._starts[first:end]).astype(np.int32)
        return found

    def words(self, values: Ints) -> Keys:
        start = self._starts.take(values)
        found: Keys = self._words[start] & _MASKS.take(np.minimum(self._stops.take(values) - start, _WORD))
        return found

    def whole(self, values: Ints) -> tuple[Ints, Ints]:
        return self._starts[values], self._stops[values]

    def texts(self, values: Ints) -> pl.Series:
        return texts(self._characters.data, *self.bounds(values))

    def at(self, places: Ints) -> Ints:
        return np.searchsorted(self._stops, places, "right")


def level_of_elements(given: Demands, tokens: Tokens, characters: Characters, use: npt.NDArray[np.uint16]) -> Level:
    """The elements of all segments; the first value of a run is the segment's name."""
    runs = Runs(tokens.first, tokens.size, use, lambda runs: runs)
    rooms = Rooms(given.base, given.room, given.needed, given.base, 0)
    return Level(given, characters, _Elements(tokens, characters), runs, rooms)


def faults_of_components(
    given: Demands, tokens: Tokens, characters: Characters, elements: Level, wrong: list[Wrong]
) -> Iterator[Wrong]:
    """What is wrong with components, and simple elements that have a component separator in them.

    `wrong` are the elements of which something is told already.
    """
    composite = np.flatnonzero(elements.verdict == COMPOSED)
    value, slot = elements.value.take(composite), elements.slot.take(composite)
    begin, stop = elements.bounds(composite)
    # components begin where composites do and after separators: both are in order, and merged
    separators = tokens.separators[: np.searchsorted(tokens.separators, tokens.stops[-1])]
    places = np.concatenate((begin, separators))
    order = np.argsort(places, kind="stable")
    places, is_first = places.take(order), order < len(begin)
    limit = np.append(stop, -1).take(np.cumsum(is_first) - 1, mode="wrap")  # of nothing before the first
    is_stray = ~is_first & (places >= limit)
    yield _with_separators(elements, places[is_stray], wrong)
    kept = np.flatnonzero(~is_stray)
    places, is_first = places.take(kept), is_first.take(kept)
    first = np.flatnonzero(is_first)
    size = np.diff(first, append=len(places))
    stops = np.empty_like(places)
    stops[:-1] = places[1:]
    stops[first + size - 1] = stop
    starts = places + ~is_first
    if characters.is_white_beside(separators):
        starts, stops = characters.trimmed(starts, stops)
    runs = Runs(first, size, slot, lambda runs: elements.runs.rows(elements.run(value[runs])))
    rooms = Rooms(given.inner, given.inner_room, given.inner_needed, np.arange(len(given.inner), dtype=np.int32), 1)
    yield from Level(given, characters, _Components(starts, stops, characters), runs, rooms).faults()


def _with_separators(elements: Level, places: Ints, wrong: list[Wrong]) -> Wrong:
    """The simple elements in which component separators stand, if nothing else is told of them."""
    values = np.unique(elements.values.at(places))
    slot = elements.slots(values)
    told = np.isin(elements.values.bounds(values)[0], np.concatenate([one.start for one in wrong]))
    kept = (slot > BEYOND) & ~told
    return elements.wrong(values[kept], slot[kept], SURPLUS)


def texts(data: bytes, start: npt.NDArray[np.integer], stop: npt.NDArray[np.integer]) -> pl.Series:
    """Slices of the bytes of a block as texts, made one by one; null where one is empty or begins at -1."""
    pairs = zip(start.tolist(), stop.tolist(), strict=True)
    return pl.Series([data[one:other].decode() if 0 <= one < other else None for one, other in pairs], dtype=pl.String)
