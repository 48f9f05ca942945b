"""What stands where it does not belong: claims and lines outside of their loops, segments of no loop.

One block at a time, by itself; what hangs together over blocks is checked where they are put
together again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

import numpy as np

from ...tables import Scope
from .blocks import Block
from .faults import KEPT, FaultLog, Position
from .loops import ENVELOPES, Area
from .places import Places
from .tokens import Ints, packed, unpacked

FEW: Final = 1_000
"""So many segments are looked at one by one before those are left out of which the log has enough."""


@dataclass(slots=True)
class Structure:
    """Logs what is out of place in a block.

    `adrift` are segments outside of every transaction before the first ISA or IEA of the block: only
    who knows the blocks before can tell what that means. `closes` is true where the last of these is
    an IEA, false where it is an ISA, None where there is none.
    """

    block: Block
    places: Places
    log: FaultLog
    adrift: list[tuple[int, str, Position]] = field(default_factory=list)
    closes: bool | None = None

    def check(self) -> None:
        """Look at every segment that is new in the block, in the order of the file."""
        block, tokens, layout = self.block, self.block.tokens, self.block.layout
        ends = tokens.rows("ISA", "IEA")
        ends = ends[ends >= block.context]
        if len(ends):
            self.closes = bool(tokens.key[ends[-1]] == packed("IEA"))
        claims, lines = tokens.rows("CLM"), tokens.rows("LX")
        wrong = {
            self._claim: claims[~np.isin(layout.level[claims], (Area.SUBSCRIBER, Area.PATIENT))],
            self._line: lines[layout.area[lines] == Area.STRAY],
            self._misplaced: layout.misplaced,
            self._small: tokens.small,
        }
        found = [
            (row, say)
            for say, rows in wrong.items()
            for row in self._first_of_each(rows[rows >= block.context]).tolist()
        ]
        # a log keeps the first of a kind, which must not depend on where blocks are cut
        for row, say in sorted(found, key=itemgetter(0)):
            say(row, ends)

    def _claim(self, row: int, ends: Ints) -> None:
        if self.block.layout.level[row] == Area.OUTSIDE:
            self._outside(row, ends)
        else:
            self._add(row, "the claim stands under no subscriber (HL 22) and no patient (HL 23)", "claim-outside")

    def _line(self, row: int, _: Ints) -> None:
        self._add(row, "the service line stands in no claim", "line-outside")

    def _small(self, row: int, _: Ints) -> None:
        of_envelope = self.block.layout.area[row] == Area.OUTSIDE or self.block.tokens.name(row) in ENVELOPES
        scope: Scope = "interchange" if of_envelope else "transaction"
        self._add(row, "the name of the segment is written in small letters", "small-letters", scope)

    def _first_of_each(self, rows: Ints) -> Ints:
        """As many segments of each name and loop in each envelope as a log keeps of one kind."""
        if len(rows) <= FEW:
            return rows
        layout, keys = self.block.layout, self.block.tokens.key[rows]
        columns = (*self.places.columns(rows), layout.loop[rows], layout.area[rows], layout.level[rows], keys)
        order = np.lexsort(columns)
        changes = np.any([np.diff(column[order], prepend=-1) != 0 for column in columns], axis=0)
        begun = np.flatnonzero(changes)
        rank = np.arange(len(rows)) - np.repeat(begun, np.diff(begun, append=len(rows)))
        return np.sort(rows[order[rank < KEPT]])

    def _outside(self, row: int, ends: Ints) -> None:
        """Say of a segment that it stands between transactions, or after everything."""
        seen = ends[ends < row]
        number, name = self._named(row)
        if not len(seen):
            self.adrift.append((number, name, self.places.of(row)))
        else:
            say_outside(
                self.log, self.places.of(row), number, name, after=self.block.tokens.key[seen[-1]] == packed("IEA")
            )

    def _misplaced(self, row: int, ends: Ints) -> None:
        tokens, layout = self.block.tokens, self.block.layout
        if layout.area[row] == Area.OUTSIDE:
            self._outside(row, ends)
            return
        loop = layout.shape.loops[layout.loop[row]].name
        if tokens.size[row] == 1 and not tokens.values(row)[0]:
            self._add(row, "the segment is empty", "empty-segment")
        elif layout.ids[row] == len(layout.shape.segments):
            self._add(row, f"an {self.block.claim_type} claim has no segment of this name", "unknown-segment")
        elif not loop and tokens.key[row] == packed("NM1"):
            code = unpacked(int(tokens.codes(np.array([row]), 1)[0]))
            named = f"a name of the kind {code}" if code.isascii() and code.isalnum() else "a name of no kind"
            self._add(row, f"{named} does not belong here", "misplaced-name", element=1)
        else:
            self._add(row, f"the segment does not belong in loop {loop}", "misplaced-segment")

    def _add(self, row: int, sentence: str, kind: str, scope: Scope = "transaction", element: int = 0) -> None:
        number, name = self._named(row)
        self.log.add(scope, self.places.of(row), number, name, sentence, kind, element)

    def _named(self, row: int) -> tuple[int, str]:
        return int(self.block.numbers[row]), self.block.tokens.name(row)


def say_outside(log: FaultLog, position: Position, number: int, name: str, *, after: bool) -> None:
    """Log a segment outside of every transaction; `after` where the interchange before it is closed."""
    if after:
        sentence = "something stands after the end of the interchange (IEA)"
        log.add("file", position, number, name, sentence, "after-the-end")
    else:
        log.add("interchange", position, number, name, "the segment stands in no transaction", "outside-transaction")
