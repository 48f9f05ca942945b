"""The levels of a transaction (HL), checked across the blocks of a file.

HL01 numbers the levels of a transaction and HL02 names the level above. The reader goes by order,
as an 837 must be in order; where numbers and order disagree nobody can say whose a claim is, and
the transaction is held.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from .blocks import Block
from .faults import FaultLog, Position
from .loops import LEVELS, Area
from .places import Places
from .tokens import Ints, Keys, packed

_FEW: Final = 64  # so many levels are looked at one by one sooner than by column

_ABOVE: Final = {"20": "", "22": "20", "23": "22"}


@dataclass(frozen=True, slots=True)
class Levels:
    """The HLs that are new in a block: their elements, numbers in the file, and places in the block's envelopes.

    Before those at `begun` a transaction begins.
    """

    numbers: pl.Series
    above: pl.Series
    levels: pl.Series
    codes: Keys
    segments: Ints
    positions: tuple[Ints, Ints, Ints]
    begun: Ints


def levels_of(block: Block, places: Places) -> Levels:
    """Take the HLs out of a block; those outside of every transaction open nothing."""
    tokens = block.tokens
    begun, rows = tokens.rows("ST"), tokens.rows("HL")
    begun = begun[begun >= block.context]
    rows = rows[(rows >= block.context) & (block.layout.level[rows] != Area.OUTSIDE)]
    number, above, level = (tokens.texts(tokens.places(rows, element)) for element in (1, 2, 3))
    positions, begun = places.columns(rows), np.searchsorted(rows, begun)
    return Levels(number, above, level, tokens.codes(rows, 3), block.numbers[rows], positions, begun)


@dataclass(slots=True)
class Hierarchy:
    """The HL numbers of one transaction so far; those in a row from 1 are kept as one number."""

    in_a_row: int = 0
    others: set[str] = field(default_factory=set)
    opened: dict[str, str] = field(default_factory=dict)  # level -> the HL01 that is open on it

    def knows(self, number: str) -> bool:
        """Whether an earlier HL of the transaction has this number."""
        return number in self.others or (number.isdigit() and 1 <= int(number) <= self.in_a_row)

    def add(self, number: str, level: str) -> None:
        """Open a level; the levels below the one that was open there are closed."""
        if number == str(self.in_a_row + 1):
            self.in_a_row += 1
        else:
            self.others.add(number)
        for below in list(self.opened):
            if below >= level:
                del self.opened[below]
        self.opened[level] = number

    def takes(self, numbers: pl.Series, above: pl.Series, levels: Keys) -> bool:
        """Whether a column of levels follows without fault, each numbered one more; if so they are added.

        The usual case, decided by column. Otherwise nothing is changed, and one must look at each.
        """
        if self.others or not len(levels):
            return False
        count = self.in_a_row + 1 + np.arange(len(levels))
        latest = {}
        for level in LEVELS:
            begun = np.where(levels == packed(level), count, int(self.opened.get(level, 0)))
            latest[level] = np.maximum.accumulate(begun)
        latest["22"] = np.where(latest["22"] > latest["20"], latest["22"], 0)
        latest["23"] = np.where(latest["23"] > latest["22"], latest["23"], 0)
        needed = np.where(levels == packed("22"), latest["20"], np.where(levels == packed("23"), latest["22"], 0))
        top = levels == packed("20")
        if not (top | (needed > 0)).all():
            return False
        expected = pl.Series(needed).set(pl.Series(top), None).cast(pl.String)
        if not (numbers.eq_missing(pl.Series(count).cast(pl.String)) & above.eq_missing(expected)).all():
            return False
        self.in_a_row = int(count[-1])
        self.opened = {level: str(last[-1]) for level, last in latest.items() if last[-1]}
        return True


@dataclass(slots=True)
class Hierarchies:
    """Checks the levels of each block as it comes; it remembers those of the open transaction."""

    log: FaultLog
    _known: Hierarchy = field(default_factory=Hierarchy)

    def check(self, found: Levels, before: Position) -> None:
        """Log what is wrong with the levels of a block, whose envelopes begin at `before`."""
        bounds = [0, *found.begun.tolist(), len(found.segments)]
        for part, (start, end) in enumerate(pairwise(bounds)):
            if part:
                self._known = Hierarchy()
            self._transaction(found, start, end, before)

    def _transaction(self, found: Levels, start: int, end: int, before: Position) -> None:
        """Check the HLs of one transaction, or those of its that a block holds."""
        if end - start >= _FEW:
            numbers, above = found.numbers[start:end], found.above[start:end]
            if self._known.takes(numbers, above, found.codes[start:end]):
                return
        texts = zip(*(one[start:end].to_list() for one in (found.numbers, found.above, found.levels)), strict=True)
        for row, (number, above_, level) in enumerate(texts, start):
            interchange, group, transaction = (int(column[row]) for column in found.positions)
            position, segment = Position(interchange, group, transaction).after(before), int(found.segments[row])

            def add(sentence: str, kind: str, element: int, position: Position = position, at: int = segment) -> None:
                self.log.add("transaction", position, at, "HL", sentence, kind, element)

            self._level(number or "", above_ or "", level or "", add)

    def _level(self, number: str, above: str, level: str, add: Callable[[str, str, int], None]) -> None:
        """Check one HL against the levels before it."""
        known = self._known
        if not number or known.knows(number):
            add("an HL number (HL01) is used twice or is absent", "level-number", 1)
        if level not in LEVELS:
            add("the level (HL03) is none of 20 (billing provider), 22 (subscriber), 23 (patient)", "level-code", 3)
        elif above and not known.knows(above):
            add("the level above (HL02) is none that came before", "level-above", 2)
        elif above != known.opened.get(_ABOVE[level], "") or (_ABOVE[level] and not above):
            needed = f"the open level {_ABOVE[level]}" if _ABOVE[level] else "nothing, for a billing provider"
            add(f"the level above (HL02) should name {needed}", "level-above", 2)
        if number:
            known.add(number, level)
