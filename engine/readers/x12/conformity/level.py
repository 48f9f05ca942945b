"""Values held against the guide by column: each has a slot, and a slot's table says what becomes of it.

A level is a column of values in runs: the elements of segments, or the components of composites. A
run has its first slot, so that the slot of a value is known by counting. Nine values in ten are fine,
and nothing is kept of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from ..tokens import Ints
from .characters import Characters, is_of_its_type
from .demands import ANY, BEYOND, CODED, LONG, MEASURED, MISSING, NOT_LISTED, NUMERIC, TYPED, WIDTH, Demands
from .lookup import Keys

MALFORMED: Final = 11
CONTROL: Final = 12  # a character below the space
"""What can be wrong beside the verdicts of a slot."""

Counts: TypeAlias = npt.NDArray[np.int32]
Small: TypeAlias = npt.NDArray[np.uint8]

_BITS: Final = WIDTH.bit_length() - 1
_MOST: Final = np.int32(WIDTH - 1)
_SLICE: Final = 1 << 14  # so many runs are judged at a time that what is in between stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Wrong:
    """Values that are not as the guide demands: segment, slot, what is wrong, and their bytes.

    A value that was not sent begins at -1.
    """

    row: Ints
    slot: Ints
    verdict: Small
    start: Ints
    stop: Ints


@dataclass(frozen=True, slots=True)
class Rooms:
    """The slots of each kind of run: `base` the first, `room` so many, `needed` the index of the last that is required.

    `surplus` is the slot by which values beyond the last are named, and `number` what the first value
    of a run is called in X12.
    """

    base: Counts
    room: Counts
    needed: Counts
    surplus: Counts
    number: int


@dataclass(frozen=True, slots=True)
class Runs:
    """Where runs of values begin, in order, how many values each has, and its kind; `rows` finds their segments.

    What stands between the end of a run and the next belongs to none.
    """

    begin: Ints
    size: Ints
    kind: npt.NDArray[np.integer]
    rows: Callable[[Ints], Ints]


class Values(ABC):
    """The values of a level: `lengths` is asked for all of them, the others for a few."""

    def __init__(self, count: int, characters: Characters) -> None:
        self.count = count
        self._characters = characters

    @abstractmethod
    def lengths(self, first: int, end: int) -> Counts:
        """How many bytes each value of a slice has, trimmed; names of segments may have more."""

    @abstractmethod
    def words(self, values: Ints) -> Keys:
        """The first four bytes of some values, with zeros behind shorter ones."""

    @abstractmethod
    def whole(self, values: Ints) -> tuple[Ints, Ints]:
        """Where they begin and end, with the white space at their ends."""

    @abstractmethod
    def texts(self, values: Ints) -> pl.Series:
        """They themselves; null where empty."""

    @abstractmethod
    def at(self, places: Ints) -> Ints:
        """The value that ends at or after each byte."""

    def bounds(self, values: Ints) -> tuple[Ints, Ints]:
        """Where they begin and end, trimmed."""
        return self._characters.trimmed(*self.whole(values))

    def holding(self, places: Ints) -> Ints:
        """The value in which each byte stands, leaving out those that stand in none."""
        values = self.at(places)
        there = values < self.count
        values, places = values[there], places[there]
        start, stop = self.bounds(values)
        return values[(start <= places) & (places < stop)]


class Level:
    """The values of a level of which there is something to say: `value`, and by it `slot` and `verdict`.

    They are wrong or composite.
    """

    def __init__(self, given: Demands, characters: Characters, values: Values, runs: Runs, rooms: Rooms) -> None:
        self.runs, self.values = runs, values
        self._given, self._rooms = given, rooms
        # letters are counted where they are not as many as their bytes, and that is rare
        several = values.holding(characters.following)
        self._several, self._further = np.unique(several, return_counts=True)
        self.filled = np.zeros(values.count, np.bool_)  # by value; nothing is said of names
        self._lacking: list[Ints] = []
        value, slot, verdict, size = zip(*self._judged(), strict=True)
        self.value, self.slot = np.concatenate(value), np.concatenate(slot)
        self.verdict: Small = np.concatenate(verdict)
        self._bytes: Counts = np.concatenate(size)

    def _judged(self) -> Iterator[tuple[Ints, Ints, Small, Counts]]:
        """Value, slot, verdict and bytes of all that are not fine, by slices; notes the runs that are too short."""
        given, rooms, runs = self._given, self._rooms, self.runs
        counting = np.arange(0, WIDTH << 10, WIDTH, dtype=np.int32)
        has_gaps = len(runs.begin) and int(runs.size.sum()) != self.values.count - runs.begin[0]
        sizes = np.arange(WIDTH)
        unfit = ((sizes <= rooms.needed[:, None]) | (sizes > rooms.room[:, None])).ravel()
        yield np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8), np.zeros(0, np.int32)
        for at in range(0, len(runs.begin), _SLICE):
            begin, size, kind = runs.begin[at : at + _SLICE], runs.size[at : at + _SLICE], runs.kind[at : at + _SLICE]
            first = int(begin[0])
            end = int(runs.begin[at + _SLICE]) if at + _SLICE < len(runs.begin) else self.values.count
            begin = (begin - first).astype(np.int32)
            if len(counting) < end - first:
                counting = np.arange(0, (end - first) * WIDTH * 2, WIDTH, dtype=np.int32)
            span = np.empty_like(begin)
            np.subtract(begin[1:], begin[:-1], out=span[:-1])
            span[-1] = end - first - begin[-1]
            # where the verdict stands: slot by slot, and in a slot by length
            shift = rooms.base.take(kind)
            shift -= begin
            shift <<= _BITS
            place = np.repeat(shift, span)
            place += counting[: end - first]
            odd = np.minimum(span, _MOST)
            odd += kind.astype(np.int32) << _BITS
            is_odd = unfit.take(odd)
            if has_gaps:
                is_odd |= span != size
            odd = np.flatnonzero(is_odd)
            if len(odd):
                self._lacking.append(odd[size[odd] <= rooms.needed[kind[odd]]] + at)
                odd = odd[span[odd] > np.minimum(size[odd], rooms.room[kind[odd]])]
                self._place_surplus(place, begin[odd], size[odd], span[odd], rooms.room[kind[odd]])
            sent = self.values.lengths(first, end)
            length = np.minimum(self._counted(sent, first, end), _MOST)
            np.greater(length, 0, out=self.filled[first:end])
            place += length
            verdict = given.verdicts.take(place, mode="wrap")  # "wrap" looks for no error, and is faster
            coded = np.flatnonzero(verdict == CODED)
            listed = given.codes.take(place.take(coded) >> _BITS)
            listed |= self.values.words(coded + first)
            unlisted = np.flatnonzero(given.allowed.lack(listed))
            verdict[coded[unlisted]] = NOT_LISTED
            found = np.flatnonzero(verdict > CODED)
            yield found + first, (place.take(found) >> _BITS).astype(np.int64), verdict.take(found), sent[found]

    @staticmethod
    def _place_surplus(place: Counts, begin: Counts, size: Ints, span: Counts, room: Counts) -> None:
        """Give a slot to the values that have none in their run: to those that are too many, and those between runs."""
        if not len(begin):
            return
        taken = np.minimum(size, room)
        for start, stop, slot in (
            (begin + taken, begin + size, np.where(room > 0, BEYOND, ANY)),
            (begin + size, begin + span, np.full(len(begin), ANY)),
        ):
            place[spread(start, stop - start)] = np.repeat(slot << _BITS, stop - start)

    def _counted(self, length: Counts, first: int, end: int) -> Counts:
        """Lengths in characters, of those in bytes of a slice of values."""
        if len(self._several):
            low, high = np.searchsorted(self._several, (first, end)).tolist()
            length = length.copy()
            length[self._several[low:high] - first] -= self._further[low:high].astype(np.int32)
        return length

    def bounds(self, at: Ints) -> tuple[Ints, Ints]:
        """Where some of the values begin and end, trimmed; faster than by looking at what stands at their ends."""
        values = self.value.take(at)
        start, stop = self.values.whole(values)
        loose = np.flatnonzero(stop - start != self._bytes.take(at))
        if len(loose):
            start[loose], stop[loose] = self.values.bounds(values[loose])
        return start, stop

    def slots(self, values: Ints) -> Ints:
        """The slots of a few values."""
        run = self.run(values)
        kind, index = self.runs.kind[run], values - self.runs.begin[run]
        room = self._rooms.room[kind]
        slot = np.where(index < room, self._rooms.base[kind] + index, np.where(room > 0, BEYOND, ANY))
        return np.where(index < self.runs.size[run], slot, ANY).astype(np.int64)

    def run(self, values: Ints) -> Ints:
        """The run of each value."""
        return np.searchsorted(self.runs.begin, values, "right") - 1

    def wrong(self, values: Ints, slot: Ints, verdict: int | Small) -> Wrong:
        """Some values, with what is wrong with them."""
        run = self.run(values)
        beyond = self._rooms.surplus[self.runs.kind[run]]
        return Wrong(
            self.runs.rows(run), np.where(slot == BEYOND, beyond, slot).astype(np.int64),
            np.broadcast_to(np.uint8(verdict), len(values)), *self.values.bounds(values),
        )  # fmt: skip

    def faults(self) -> Iterator[Wrong]:
        """All that is wrong with the values of this level by themselves."""
        direct = np.flatnonzero(self.verdict >= MISSING)
        yield self.wrong(self.value[direct], self.slot[direct], self.verdict[direct])
        yield from self._looked_at()
        short = np.concatenate([np.zeros(0, np.int64), *self._lacking])
        runs, rooms, kind = self.runs, self._rooms, self.runs.kind[short]
        count = rooms.needed[kind] + 1 - runs.size[short]
        run, slot = np.repeat(short, count), spread(rooms.base[kind] + runs.size[short], count)
        run, slot = run[self._given.required[slot]], slot[self._given.required[slot]]
        nothing = np.full(len(run), -1, np.int64)
        yield Wrong(runs.rows(run), slot, np.full(len(run), MISSING, np.uint8), nothing, nothing)

    def controlled(self, places: Ints) -> Wrong:
        """The values in which some bytes stand."""
        values = np.unique(self.values.holding(places))
        slot = self.slots(values)
        return self.wrong(values[slot > BEYOND], slot[slot > BEYOND], CONTROL)

    def _looked_at(self) -> Iterator[Wrong]:
        """Of the few values that the table cannot judge: those too long, and those of a wrong type."""
        at = np.flatnonzero((self.verdict == TYPED) | (self.verdict == MEASURED))
        if not len(at):
            return
        values, slot = self.value[at], self.slot[at]
        distinct, which = np.unique(slot, return_inverse=True)
        slots = [self._given.slots[one] for one in distinct.tolist()]
        given = [one.given for one in slots if one.given]
        found = self.values.texts(values)
        numeric = np.array([one.type in NUMERIC for one in given])[which]
        length = found.str.len_chars().fill_null(0).to_numpy()
        digits = found.str.count_matches("[^.-]").fill_null(0).to_numpy()
        long = np.where(numeric, digits, length) > np.array([one.longest for one in given])[which]
        named = np.array([one.format_at for one in given])[which]
        before = np.where(named > 0, self.runs.begin[self.run(values)] + named - self._rooms.number, values)
        kinds = pl.Series(["@" if one.format_at else one.type for one in given])[which]
        unlisted = np.zeros(len(values), np.bool_)
        for number, one in enumerate(given):
            if one.codes:
                of_list = np.flatnonzero(which == number)
                unlisted[of_list] = ~found[of_list].is_in(one.codes).to_numpy()
        looked = np.array([not one.is_read for one in slots])[which] & ~long
        malformed = looked & ~is_of_its_type(found, kinds, self.values.texts(before))
        for some, what in ((unlisted, NOT_LISTED), (long, LONG), (malformed, MALFORMED)):
            yield self.wrong(values[some], slot[some], what)


def spread(begin: npt.NDArray[np.integer], count: npt.NDArray[np.integer]) -> Ints:
    """The numbers of ranges, one range after the other.

    >>> spread(np.array([5, 9]), np.array([2, 1])).tolist()
    [5, 6, 9]
    """
    before = np.cumsum(count) - count
    return np.repeat(begin - before, count) + np.arange(int(count.sum()))
