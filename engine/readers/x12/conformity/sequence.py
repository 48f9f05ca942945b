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
from ..tokens import Ints
from .arrangement import Arrangement, arrangements
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
    rank = given.rank_of_kind[known.kind]
    row = np.flatnonzero(rank)
    use, loop, rank = known.use[row], block.layout.loop[row], rank[row]
    yield from _Members(given.segments, row, use, loop, use, rank).displaced()
    begins = given.segments.opens[use]
    row, use, loop = row[begins], use[begins], loop[begins]
    yield from _Members(given.loops, row, use, loop, loop, given.loops.rank[loop]).displaced()
    counted = given.claims.opens[loop] | (given.claims.most[loop] > 0)
    row, use, loop = row[counted], use[counted], loop[counted]
    yield from _Members(given.claims, row, use, loop, loop, np.zeros(len(row), np.uint8)).displaced()


class _Members:
    """Members of runs in order: the segment, use and loop of each, its number in the arrangement, and its rank."""

    def __init__(
        self, given: Arrangement, row: Ints, use: Uses, loop: npt.NDArray[np.int8], member: Members,
        rank: npt.NDArray[np.uint8],
    ) -> None:  # fmt: skip
        self._row, self._use, self._rank, self._member = row, use, rank, member
        self._bit = given.bit[member]
        opens = given.opens[member]
        self._head = np.flatnonzero(opens)
        self._run = np.cumsum(opens, dtype=np.int32) - 1
        self._begun = loop[self._head]
        self._given = given

    def displaced(self) -> Iterator[Displaced]:
        """All that is lacking, repeated or out of order."""
        if not len(self._head):
            return
        lacking = self._given.wanted[self._begun] & ~np.bitwise_or.reduceat(self._bit, self._head)
        for bit in range(int(lacking.max()).bit_length()):
            runs = np.flatnonzero(lacking & (1 << bit))
            if not len(runs):
                continue
            meant = self._given.meant[self._begun[runs], bit]
            yield Displaced(self._row[self._head[runs]], meant.astype(np.int64), LACKING)
        fallen = np.flatnonzero((self._run[1:] == self._run[:-1]) & (self._rank[1:] < self._rank[:-1])) + 1
        surplus = self._surplus(np.unique(self._run[fallen]))
        for members, what in ((fallen, DISORDERED), (surplus, REPEATED)):
            if len(members):
                yield Displaced(self._row[members], self._use[members].astype(np.int64), what)

    def _surplus(self, disordered: Ints) -> Ints:
        """Members that are more than the guide allows in their run.

        Where ranks do not fall, members of one use have only members of their own rank between them.
        """
        beside = np.zeros(len(self._row), np.bool_)
        same = (self._run[1:] == self._run[:-1]) & (self._rank[1:] == self._rank[:-1])
        beside[1:] = same
        beside[:-1] |= same
        if len(disordered):
            beside |= np.isin(self._run, disordered)
        near = np.flatnonzero(beside)
        run, most = self._run[near], self._given.most[self._member[near]]
        size = np.diff(self._head, append=len(self._row))
        may = (most > 0) & (size[run] > most)
        if not may.any():
            return near[:0]
        if not len(disordered):
            may &= self._twice(near)
        members, most = near[may], most[may]
        key = self._run[members].astype(np.int64) << 16 | self._member[members]
        order = np.argsort(key, kind="stable")
        ordinal = np.empty(len(members), np.int64)
        ordinal[order] = np.arange(len(members)) - np.searchsorted(key[order], key[order])
        return members[ordinal >= most]

    def _twice(self, near: Ints) -> npt.NDArray[np.bool_]:
        """Which of some members may have another of their use in their run."""
        run, rank, member = self._run[near], self._rank[near], self._member[near]
        again = np.zeros(len(near), np.bool_)
        for apart in range(1, len(near)):
            close = (run[apart:] == run[:-apart]) & (rank[apart:] == rank[:-apart])
            if not close.any():
                break
            if apart == _NEAR:
                return np.ones(len(near), np.bool_)
            close &= member[apart:] == member[:-apart]
            again[apart:] |= close
            again[:-apart] |= close
        return again
