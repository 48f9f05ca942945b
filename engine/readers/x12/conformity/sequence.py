"""The order and number of segments and loops of a block held against the guide, by column.

A loop is a run of segments, and the loops of names in a part of a transaction (an area) are a run
of loops. Both are judged by the same steps: each member has a rank, which must not fall, and a bit
where it must be there, so that a run lacks what its bits together lack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ..blocks import Block
from ..tokens import Ints, Mask
from .arrangement import COUNTED, Arrangement, arrangements
from .level import spread
from .uses import Known, Uses

Members: TypeAlias = npt.NDArray[np.uint16] | npt.NDArray[np.int8]

LACKING: Final = 1
REPEATED: Final = 2
DISORDERED: Final = 3

_NEAR: Final = 16  # members of one rank so far apart are compared one distance at a time


@dataclass(frozen=True, slots=True)
class Displaced:
    """Segments or loops that are not where or as often as the guide demands.

    `row` is the segment it is said of: that which is too many or too late, or for what is lacking that
    which opens the loop. `use` is the segment that is meant, for a loop the one that opens it.
    """

    row: Ints
    use: Ints
    what: int


def displaced(block: Block, known: Known) -> Iterator[Displaced]:
    """All segments and loops of a block that are lacking, repeated or out of order."""
    given = arrangements(block.claim_type)
    rank = given.rank_of_kind.take(known.kind)
    row = np.flatnonzero(rank != 0)
    use, loop = known.use.take(row), block.layout.loop.take(row)
    segments = _Members(given.segments, row, use, loop, use, rank.take(row))
    yield from segments.displaced()
    begun = segments.head  # of positions few are taken at a time, which is faster than by masks
    row, use, loop = row.take(begun), use.take(begun), loop.take(begun)
    yield from _Members(given.loops, row, use, loop, loop, given.loops.rank.take(loop)).displaced()
    counted = np.flatnonzero((given.claims.opens | (given.claims.most > 0)).take(loop))
    row, use, loop = row.take(counted), use.take(counted), loop.take(counted)
    yield from _Members(given.claims, row, use, loop, loop, np.zeros(len(row), np.uint8)).displaced()


class _Members:
    """Members of runs in order: the segment, use and loop of each, its number in the arrangement, and its rank."""

    def __init__(
        self, given: Arrangement, row: Ints, use: Uses, loop: npt.NDArray[np.int8], member: Members,
        rank: npt.NDArray[np.uint8],
    ) -> None:  # fmt: skip
        self._row, self._use, self._rank, self._member = row, use, rank, member
        opens = given.opens.take(member)
        self._goes_on = ~opens
        self.head = np.flatnonzero(opens)
        self._begun = loop.take(self.head)
        self._given = given

    def displaced(self) -> Iterator[Displaced]:
        """All that is lacking, repeated or out of order."""
        if not len(self.head):
            return
        some, lacking = self._lacking()
        for bit in range(int(lacking.max(initial=0)).bit_length()):
            runs = some[lacking & (1 << bit) > 0]
            if not len(runs):
                continue
            meant = self._given.meant[self._begun[runs], bit]
            yield Displaced(self._row[self.head[runs]], meant.astype(np.int64), LACKING)
        fallen = np.flatnonzero(self._goes_on[1:] & (self._rank[1:] < self._rank[:-1])) + 1
        for members, what in ((fallen, DISORDERED), (self._surplus(fallen), REPEATED)):
            if len(members):
                yield Displaced(self._row[members], self._use[members].astype(np.int64), what)

    def _lacking(self) -> tuple[Ints, npt.NDArray[np.uint16]]:
        """The runs that lack a member, and the bits of those that each lacks.

        Bits are put together for the few runs alone that do not have just one of each by the counts.
        """
        size = np.diff(self.head, append=len(self._row))
        before = np.zeros(len(self._row) + 1, np.int64)
        np.cumsum(self._given.count.take(self._member), out=before[1:])  # may run over, and differences are right
        counted = np.diff(before.take(self.head), append=before[-1])
        odd = np.flatnonzero((counted != self._given.counts.take(self._begun)) | (size >= COUNTED))
        if not len(odd):
            return odd, np.zeros(0, np.uint16)
        size = size[odd]
        bits = self._given.bit.take(self._member.take(spread(self.head[odd], size)))
        lacking = self._given.wanted.take(self._begun[odd]) & ~np.bitwise_or.reduceat(bits, np.cumsum(size) - size)
        some = np.flatnonzero(lacking)
        return odd[some], lacking[some]

    def _run(self, members: Ints) -> Ints:
        return np.searchsorted(self.head, members, "right") - 1

    def _surplus(self, fallen: Ints) -> Ints:
        """Members that are more than the guide allows in their run.

        Where ranks do not fall, members of one use have only members of their own rank between them.
        """
        again = self._again()
        if len(fallen):
            disordered = np.zeros(len(self.head) + 1, np.bool_)  # the last for what is before the first run
            disordered[self._run(fallen)] = True
            again |= np.repeat(np.roll(disordered, 1), np.diff(self.head, prepend=0, append=len(self._row)))
        members = np.flatnonzero(again)
        most, run = self._given.most[self._member[members]], self._run(members)
        may = (most > 0) & (np.diff(self.head, append=len(self._row))[run] > most)
        members, run, most = members[may], run[may], most[may]
        key = run << 16 | self._member[members]
        order = np.argsort(key, kind="stable")
        ordinal = np.empty(len(members), np.int64)
        ordinal[order] = np.arange(len(members)) - np.searchsorted(key[order], key[order])
        return members[ordinal >= most]

    def _again(self) -> Mask:
        """Which members may have another of their use in their run, if ranks do not fall in it."""
        again = np.zeros(len(self._row), np.bool_)
        beside = self._goes_on[1:] & (self._rank[1:] == self._rank[:-1])
        close = beside
        for apart in range(1, len(self._row)):
            if apart > _NEAR:
                again[apart:] |= close
                again[:-apart] |= close
            if apart > _NEAR or not close.any():
                break
            same = close & (self._member[apart:] == self._member[:-apart])
            again[apart:] |= same
            again[:-apart] |= same
            close = close[1:] & beside[:-apart]
        return again
