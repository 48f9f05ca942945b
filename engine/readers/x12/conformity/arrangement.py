"""The order and number of segments and loops that a guide demands, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from ....guides import guide
from ..layout import shape_of
from ..loops import Area
from .demands import Demands, demands

_BITS: Final = 16
_DIGIT: Final = 4  # bits of a count; as many counts as bits make 64

COUNTED: Final = 1 << _DIGIT
"""Runs shorter than this have counts that do not run over."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What members of one level may do: segments in a loop, loops in an area, areas in a claim.

    By member (a use, or a loop's number): `bit` one of its own in its run where it must be there,
    `most` how often it may stand (0: any number), `opens` whether it begins a run. By loop that begins
    a run: `wanted` the bits it must have and `meant` the use that each of them stands for. `count` is
    for sums what `bit` is for unions, and `counts` what a run sums up to that has just one of each.
    """

    rank: npt.NDArray[np.uint8]
    bit: npt.NDArray[np.uint16]
    most: npt.NDArray[np.int32]
    opens: npt.NDArray[np.bool_]
    wanted: npt.NDArray[np.uint16]
    meant: npt.NDArray[np.uint16]
    count: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @classmethod
    def empty(cls, members: int, loops: int) -> Arrangement:
        """Nothing demanded of so many members in so many loops."""
        return cls(
            np.zeros(members, np.uint8), np.zeros(members, np.uint16), np.zeros(members, np.int32),
            np.zeros(members, np.bool_), np.zeros(loops, np.uint16), np.zeros((loops, _BITS), np.uint16),
            np.zeros(members, np.int64), np.zeros(loops, np.int64),
        )  # fmt: skip

    def demand(self, member: int, loop: int, use: int, most: int | None, *, required: bool) -> None:
        """Say how often a member may stand in a run that a loop begins, and whether it must."""
        self.most[member] = most or 0
        if required:
            bit = int(self.wanted[loop]).bit_count()
            self.bit[member] = 1 << bit
            self.wanted[loop] |= 1 << bit
            self.meant[loop, bit] = use
            self.count[member] = 1 << _DIGIT * bit
            self.counts[loop] |= self.count[member]


@dataclass(frozen=True, slots=True)
class Arrangements:
    """The three levels, and the rank of each kind of segment (loop and name, as in a layout) in its loop."""

    segments: Arrangement
    loops: Arrangement
    claims: Arrangement
    rank_of_kind: npt.NDArray[np.uint8]


@cache
def arrangements(claim_type: str) -> Arrangements:
    """The order and number that the guide of a type of claims demands."""
    given, shape = demands(claim_type), shape_of(claim_type)
    count = len(shape.loops)
    segments = Arrangement.empty(len(given.uses), count)
    loops, claims = Arrangement.empty(count, count), Arrangement.empty(count, count)
    rank_of_kind = np.zeros(count * shape.width, np.uint8)
    opener = _openers(given)
    ranks: dict[Area, list[str]] = {area: [] for area in Area}
    for loop in guide(claim_type).loops:
        number = shape.number[loop.name]
        area = shape.loops[number].area
        names = list(dict.fromkeys(use.segment for use in loop.segments))
        for name in names:
            rank_of_kind[number * shape.width + shape.segments.index(name)] = names.index(name) + 1
        if shape.opened[area] == number:
            loops.opens[number] = True
        else:
            if loop.opener.segment not in ranks[area]:
                ranks[area].append(loop.opener.segment)
            loops.rank[number] = ranks[area].index(loop.opener.segment) + 1
            loops.demand(number, int(shape.opened[area]), opener[loop.name], loop.most, required=loop.usage == "R")
        if loop.name == "2300":
            claims.opens[number] = True
        elif loop.parents == ("2300",) and loops.opens[number]:
            claims.demand(number, shape.number["2300"], opener[loop.name], loop.most, required=loop.usage == "R")
    for number, use in enumerate(given.uses):
        if use:
            loop_number = shape.number[use.loop.name]
            segments.opens[number] = opener[use.loop.name] == number
            segments.demand(number, loop_number, number, use.segment.most, required=use.segment.usage == "R")
    return Arrangements(segments, loops, claims, rank_of_kind)


def _openers(given: Demands) -> dict[str, int]:
    """The use that begins each loop."""
    found: dict[str, int] = {}
    for number, use in enumerate(given.uses):
        if use:
            found.setdefault(use.loop.name, number)
    return found
