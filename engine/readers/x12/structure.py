"""What holds the parts of a transaction together: levels, claims and lines where they belong.

HL01 numbers the levels of a transaction and HL02 names the level above. The reader goes by order,
as an 837 must be in order; where numbers and order disagree nobody can say whose a claim is, and
the transaction is held.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from ...tables import Scope
from .blocks import Block
from .faults import FaultLog, Position
from .loops import LEVELS, Area
from .tokens import Ints, Keys, packed, unpacked

_FEW: Final = 64  # so many levels are looked at one by one sooner than by column

_ABOVE: Final = {"20": "", "22": "20", "23": "22"}


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
class Structure:
    """Checks each block as it comes; it remembers the HL numbers of the open transaction."""

    log: FaultLog
    after_end: bool = False  # the last interchange is closed
    _hierarchy: Hierarchy = field(default_factory=Hierarchy)

    def check(self, block: Block, before: Position) -> None:
        """Log what is out of place in a block; `before` is where its new segments begin."""
        tokens, layout = block.tokens, block.layout
        place = Places(block, before)
        begun, levels = tokens.rows("ST"), tokens.rows("HL")
        begun = begun[begun >= block.context]
        levels = levels[(levels >= block.context) & (layout.level[levels] != Area.OUTSIDE)]
        for part, of_transaction in enumerate(np.split(levels, np.searchsorted(levels, begun))):
            if part:
                self._hierarchy = Hierarchy()
            self._levels(block, place, of_transaction)
        ends = tokens.rows("ISA", "IEA")
        claims = tokens.rows("CLM")
        wrong = ~np.isin(layout.level[claims], (Area.SUBSCRIBER, Area.PATIENT))
        for row in claims[wrong & (claims >= block.context)].tolist():
            if layout.level[row] == Area.OUTSIDE:
                self._outside(place, row, ends)
            else:
                sentence = "the claim stands under no subscriber (HL 22) and no patient (HL 23)"
                self._add(place, row, sentence, "claim-outside")
        lines = tokens.rows("LX")
        for row in lines[(layout.area[lines] == Area.STRAY) & (lines >= block.context)].tolist():
            self._add(place, row, "the service line stands in no claim", "line-outside")
        for row in layout.misplaced[layout.misplaced >= block.context].tolist():
            self._misplaced(place, row, ends)
        if len(ends) and ends[-1] >= block.context:
            self.after_end = bool(tokens.key[ends[-1]] == packed("IEA"))

    def _outside(self, place: Places, row: int, ends: Ints) -> None:
        """Say of a segment that it stands between transactions, or after everything."""
        seen = ends[ends < row]
        after = place.block.tokens.key[seen[-1]] == packed("IEA") if len(seen) else self.after_end
        if after:
            self._add(place, row, "something stands after the end of the interchange (IEA)", "after-the-end", "file")
        else:
            self._add(place, row, "the segment stands in no transaction", "outside-transaction", "interchange")

    def _misplaced(self, place: Places, row: int, ends: Ints) -> None:
        tokens, layout = place.block.tokens, place.block.layout
        if layout.area[row] == Area.OUTSIDE:
            self._outside(place, row, ends)
            return
        loop = layout.shape.loops[layout.loop[row]].name
        if tokens.size[row] == 1 and not tokens.values(row)[0]:
            self._add(place, row, "the segment is empty", "empty-segment")
        elif layout.ids[row] == len(layout.shape.segments):
            self._add(place, row, f"an {place.block.claim_type} claim has no segment of this name", "unknown-segment")
        elif not loop and tokens.key[row] == packed("NM1"):
            code = unpacked(int(tokens.codes(np.array([row]), 1)[0]))
            named = f"a name of the kind {code}" if code.isascii() and code.isalnum() else "a name of no kind"
            self._add(place, row, f"{named} does not belong here", "misplaced-name", element=1)
        else:
            self._add(place, row, f"the segment does not belong in loop {loop}", "misplaced-segment")

    def _levels(self, block: Block, place: Places, rows: Ints) -> None:
        """Check the HLs of one transaction, or those of its that a block holds."""
        tokens = block.tokens
        if len(rows) >= _FEW:
            numbers, above = tokens.texts(tokens.places(rows, 1)), tokens.texts(tokens.places(rows, 2))
            if self._hierarchy.takes(numbers, above, tokens.codes(rows, 3)):
                return
        for row in rows.tolist():
            self._level(tokens.values(row), place, row)

    def _level(self, values: list[str], place: Places, row: int) -> None:
        """Check one HL against the levels before it."""
        _, number, parent, level, *_ = [*values, "", "", ""]
        known = self._hierarchy
        if not number or known.knows(number):
            self._add(place, row, "an HL number (HL01) is used twice or is absent", "level-number", element=1)
        if level not in LEVELS:
            sentence = "the level (HL03) is none of 20 (billing provider), 22 (subscriber), 23 (patient)"
            self._add(place, row, sentence, "level-code", element=3)
        elif parent and not known.knows(parent):
            self._add(place, row, "the level above (HL02) is none that came before", "level-above", element=2)
        elif parent != known.opened.get(_ABOVE[level], "") or (_ABOVE[level] and not parent):
            needed = f"the open level {_ABOVE[level]}" if _ABOVE[level] else "nothing, for a billing provider"
            self._add(place, row, f"the level above (HL02) should name {needed}", "level-above", element=2)
        if number:
            known.add(number, level)

    def _add(
        self, place: Places, row: int, sentence: str, kind: str, scope: Scope = "transaction", element: int = 0
    ) -> None:
        number, name = int(place.block.numbers[row]), place.block.tokens.name(row)
        self.log.add(scope, place.of(row), number, name, sentence, kind, element)


class Places:
    """Where the segments of a block stand in the envelopes of the file."""

    def __init__(self, block: Block, before: Position) -> None:
        self.block = block
        self.before = before
        self._heads = [rows[rows >= block.context] for rows in map(block.tokens.rows, ("ISA", "GS", "ST"))]

    def of(self, row: int) -> Position:
        """The ordinals of a segment's envelopes."""
        passed = (int(np.searchsorted(rows, row, "right")) for rows in self._heads)
        interchange, group, transaction = passed
        return Position(
            self.before.interchange + interchange, self.before.group + group, self.before.transaction + transaction
        )

    def columns(self, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """The ordinals of many segments' envelopes, as columns."""
        isa, gs, st = (np.searchsorted(heads, rows, "right") for heads in self._heads)
        return isa + self.before.interchange, gs + self.before.group, st + self.before.transaction
