"""Every element and component of a block held against the guide, by column.

Two levels are judged by the same steps: the elements of segments, and the components of those
elements that are composites. A level is a column of values in runs (a segment, a composite); each
run has its first slot, so that the slot of a value is known by counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from ..strings import words
from ..tokens import Ints, Tokens
from .characters import Characters, Places, is_of_its_type
from .demands import (
    ANY,
    BEYOND,
    CODED,
    COMPOSED,
    LONG,
    MEASURED,
    MISSING,
    NUMERIC,
    SURPLUS,
    TYPED,
    WIDTH,
    Demands,
)
from .lookup import LONGEST, keys_of

NOT_LISTED: Final = 10
MALFORMED: Final = 11
CONTROL: Final = 12  # a character below the space
RELATED: Final = 13  # elements that need or exclude each other
"""What can be wrong beside the verdicts of a slot."""

_SLICE: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Wrong:
    """Values that are not as the guide demands: segment, slot, what is wrong, and their bytes.

    A value that was not sent begins at -1.
    """

    row: Ints
    slot: Ints
    verdict: npt.NDArray[np.uint8]
    start: Ints
    stop: Ints


@dataclass(frozen=True, slots=True)
class Runs:
    """Where runs of values begin among them, how many values each has, and what its slots are.

    `base` is the first slot, `room` the number of slots, `needed` the index of the last value that
    must be there, `surplus` the slot by which values beyond the last are named.
    `number` is what the first value of a run is called in X12.
    """

    begin: Places
    size: Places
    base: Places
    room: Places
    needed: Places
    surplus: Places
    number: int


class Level:
    """The values of a level with what the guide says of each; `start` and `stop` are trimmed."""

    def __init__(
        self, given: Demands, characters: Characters, start: Places, stop: Places, runs: Runs,
        rows: Callable[[Ints], Ints], texts: Callable[[Ints], pl.Series] | None = None,
    ) -> None:  # fmt: skip
        self.rows = rows  # the segments of runs
        self._given = given
        self._data = characters.data
        self._texts = texts or self._sliced
        self.runs = runs
        self.start, self.stop = start, stop
        self.length = characters.lengths(start, stop)
        self.slot = np.empty(len(stop), np.int32)
        self.verdict = np.empty(len(stop), np.uint8)
        self._judge()

    def _judge(self) -> None:
        """Find slot and verdict of each value, so many runs at a time as the processor's cache holds."""
        runs, limit = self.runs, np.int32(WIDTH - 1)
        span = np.diff(runs.begin, append=np.int32(len(self.stop)))
        shift = (runs.base - runs.begin).astype(np.int64)  # what an index is made of anyhow
        first = 0
        for at in range(0, len(span), _SLICE):
            slot = np.repeat(shift[at : at + _SLICE], span[at : at + _SLICE])
            end = first + len(slot)
            slot += np.arange(first, end)
            self.slot[first:end] = slot
            slot *= WIDTH
            slot += np.minimum(self.length[first:end], limit)
            # "wrap" looks for no error, and is faster
            self._given.verdicts.take(slot, mode="wrap", out=self.verdict[first:end])
            first = end
        over = np.flatnonzero(runs.size > runs.room)
        surplus = runs.size[over] - runs.room[over]
        beyond = np.repeat(np.where(runs.room[over] > 0, BEYOND, ANY), surplus)
        self._rejudge(spread(runs.begin[over] + runs.room[over], surplus), beyond)
        between = np.flatnonzero(span > runs.size)  # terminators that end nothing
        ends = spread(runs.begin[between] + runs.size[between], span[between] - runs.size[between])
        self._rejudge(ends, np.full(len(ends), ANY))

    def _rejudge(self, values: Ints, slot: Ints) -> None:
        self.slot[values] = slot
        self.verdict[values] = self._given.verdicts[slot * WIDTH + np.minimum(self.length[values], WIDTH - 1)]

    def run(self, values: Ints) -> Ints:
        """The run of each value."""
        return np.searchsorted(self.runs.begin, values, "right") - 1

    def _sliced(self, values: Ints) -> pl.Series:
        return texts(self._data, self.start[values], self.stop[values])

    def wrong(self, values: Ints, verdict: int | npt.NDArray[np.uint8]) -> Wrong:
        """Some values, with what is wrong with them."""
        run, slot = self.run(values), self.slot[values]
        return Wrong(
            self.rows(run), np.where(slot == BEYOND, self.runs.surplus[run], slot).astype(np.int64),
            np.broadcast_to(np.uint8(verdict), len(values)),
            self.start[values].astype(np.int64), self.stop[values].astype(np.int64),
        )  # fmt: skip

    def faults(self) -> Iterator[Wrong]:
        """All that is wrong with the values of this level by themselves."""
        direct = np.flatnonzero(self.verdict >= MISSING)
        yield self.wrong(direct, self.verdict[direct])
        yield self.wrong(self._not_listed(), NOT_LISTED)
        yield from self._looked_at()
        runs, given = self.runs, self._given
        short = np.flatnonzero(runs.size <= runs.needed)
        count = runs.needed[short] + 1 - runs.size[short]
        run, slot = np.repeat(short, count), spread(runs.base[short] + runs.size[short], count)
        run, slot = run[given.required[slot]], slot[given.required[slot]]
        nothing = np.full(len(run), -1, np.int64)
        yield Wrong(self.rows(run), slot, np.full(len(run), MISSING, np.uint8), nothing, nothing)

    def controlled(self, places: Ints) -> Wrong:
        """The values in which some bytes stand."""
        at = np.searchsorted(self.stop, places, "right")
        at, places = at[at < len(self.stop)], places[at < len(self.stop)]
        at = np.unique(at[self.start[at] <= places])
        return self.wrong(at[self.slot[at] > BEYOND], CONTROL)

    def _not_listed(self) -> Ints:
        coded = np.flatnonzero(self.verdict == CODED)
        length, listed = self.length[coded], self._given.codes[self.slot[coded]]
        word = words(self._data, 4)[self.start[coded]]
        unknown = self._given.allowed.find(keys_of(word, np.minimum(length, LONGEST), listed)) == 0
        bad: Ints = coded[unknown | (length > LONGEST)]
        return bad

    def _looked_at(self) -> Iterator[Wrong]:
        """Of the few values that the table cannot judge: those too long, and those of a wrong type."""
        values = np.flatnonzero((self.verdict == TYPED) | (self.verdict == MEASURED))
        if not len(values):
            return
        slots = [self._given.slots[slot] for slot in self.slot[values].tolist()]
        given = [slot.given for slot in slots if slot.given]
        found = self._texts(values)
        numeric = np.array([one.type in NUMERIC for one in given])
        digits = found.str.count_matches("[^.-]").fill_null(0).to_numpy()
        long = np.where(numeric, digits, self.length[values]) > np.array([one.longest for one in given])
        named = np.array([one.format_at for one in given])
        before = np.where(named > 0, self.runs.begin[self.run(values)] + named - self.runs.number, values)
        kinds = ["@" if one.format_at else one.type for one in given]
        unlisted = [bool(one.codes) and text not in one.codes for one, text in zip(given, found, strict=True)]
        yield self.wrong(values[unlisted], NOT_LISTED)
        looked = np.array([not slot.is_read for slot in slots]) & ~long
        yield self.wrong(values[long], LONG)
        yield self.wrong(values[looked & ~is_of_its_type(found, kinds, self._texts(before))], MALFORMED)


def level_of_elements(given: Demands, tokens: Tokens, characters: Characters, use: npt.NDArray[np.uint16]) -> Level:
    """The elements of all segments; the first value of a run is the segment's name."""
    last = int(tokens.first[-1] + tokens.size[-1])
    stop = tokens.ends[:last].astype(np.int32)
    start = np.empty_like(stop)
    start[0] = 0
    np.add(stop[:-1], 1, out=start[1:])
    runs = Runs(
        tokens.first.astype(np.int32), tokens.size.astype(np.int32), given.base[use], given.room[use],
        given.needed[use], given.base[use], 0,
    )  # fmt: skip
    return Level(given, characters, start, stop, runs, lambda runs: runs, tokens.texts)


def faults_of_components(
    given: Demands, tokens: Tokens, characters: Characters, elements: Level, wrong: list[Wrong]
) -> Iterator[Wrong]:
    """What is wrong with components, and simple elements that have a component separator in them.

    `wrong` are the elements of which something is told already.
    """
    composite = np.flatnonzero(elements.verdict == COMPOSED)
    end = int(tokens.stops[-1])
    marks = np.flatnonzero(characters.buffer[:end] == tokens.delimiters.component).astype(np.int32)
    begin, stop = elements.start[composite], elements.stop[composite]
    owner = np.searchsorted(begin, marks, "right") - 1
    inside = owner >= 0
    inside[inside] = marks[inside] < stop[owner[inside]]
    stray = np.unique(np.searchsorted(elements.stop, marks[~inside], "right"))
    slot = elements.slot[stray]
    told = np.isin(elements.start[stray], np.concatenate([one.start for one in wrong]))
    yield elements.wrong(stray[(slot > BEYOND) & ~told], SURPLUS)
    size = np.bincount(owner[inside], minlength=len(composite)).astype(np.int32) + 1
    after = np.cumsum(size, dtype=np.int32)
    stops = np.empty(int(after[-1]) if len(after) else 0, np.int32)
    is_last = np.zeros(len(stops), np.bool_)
    is_last[after - 1] = True
    stops[is_last], stops[~is_last] = stop, marks[inside]
    starts = np.empty_like(stops)
    starts[1:] = stops[:-1] + 1
    starts[after - size] = begin
    above = elements.slot[composite]
    runs = Runs(
        after - size, size, given.inner[above], given.inner_room[above], given.inner_needed[above],
        above, 1,
    )  # fmt: skip

    def rows(runs: Ints) -> Ints:
        return elements.rows(elements.run(composite[runs]))

    yield from Level(given, characters, starts, stops, runs, rows).faults()


def texts(data: bytes, start: npt.NDArray[np.integer], stop: npt.NDArray[np.integer]) -> pl.Series:
    """Slices of the bytes of a block as texts, made one by one; null where one is empty or begins at -1."""
    pairs = zip(start.tolist(), stop.tolist(), strict=True)
    return pl.Series([data[one:other].decode() if 0 <= one < other else None for one, other in pairs], dtype=pl.String)


def spread(begin: npt.NDArray[np.integer], count: npt.NDArray[np.integer]) -> Ints:
    """The numbers of ranges, one range after the other.

    >>> spread(np.array([5, 9]), np.array([2, 1])).tolist()
    [5, 6, 9]
    """
    before = np.cumsum(count) - count
    return np.repeat(begin - before, count) + np.arange(int(count.sum()))
