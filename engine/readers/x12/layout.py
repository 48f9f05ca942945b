"""Which loop every segment of a block stands in.

Marks at the segments that open a loop, filled forward, give every segment its loop: a few passes
over columns. What belongs in no loop is listed, to become a fault and never a value that is
silently left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from .loops import ENVELOPES, LEVELS, LOOPS, Area, Loop, segments_of
from .tokens import Ints, Keys, Tokens, packed

Small: TypeAlias = npt.NDArray[np.int8]

T = TypeVar("T", int, Keys)

BOUNDARIES: Final = ("HL", "CLM", "ISA", "GS", "ST", "SE", "GE", "IEA")
"""Segments that end a claim, before which a block can be cut."""


_HASH_BITS: Final = 10


@dataclass(frozen=True, slots=True)
class Shape:
    """The loops of one type of claims as arrays: what is looked up for every segment of a block."""

    loops: tuple[Loop, ...]
    segments: tuple[str, ...]
    keys: Keys  # the segments' packed names, in order
    belongs: npt.NDArray[np.bool_]  # by loop and segment, the last that of none
    opened: Small  # by area, the loop that begins where it does
    names: Keys  # codes of NM1 with their areas, in order
    loop_of_name: Small  # which loop each of them begins; 0 after the last
    number: Mapping[str, int]
    factor: int  # of the hash, chosen so that no two names share one
    by_hash: Small
    keys_by_hash: Keys

    def ids_of(self, keys: Keys) -> Small:
        """The numbers of segments by their packed names; the last number for what the guide does not know."""
        at = _hashed(keys, self.factor)
        ids = self.by_hash[at]
        ids[self.keys_by_hash[at] != keys] = len(self.keys)
        return ids

    @property
    def width(self) -> int:
        """So many kinds of segments: those of the guide, and one for all others."""
        return len(self.segments) + 1


@cache
def shape_of(claim_type: str) -> Shape:
    """The shape of a type of claims."""
    loops, segments = LOOPS[claim_type], segments_of(claim_type)
    keys = np.array([packed(segment) for segment in segments], np.int32)
    order = np.argsort(keys)
    belongs = np.zeros((len(loops), len(keys) + 1), np.bool_)
    for number, loop in enumerate(loops[1:], start=1):
        for segment in (loop.opener, *loop.segments):
            belongs[number, np.searchsorted(keys[order], packed(segment))] = True
    opened = np.zeros(len(Area), np.int8)
    for area in Area:
        first = [n for n, loop in enumerate(loops) if loop.area is area and loop.opener not in {"NM1", ""}]
        opened[area] = first[0] if first else 0
    names = {_name(loop.area, packed(code)): number for number, loop in enumerate(loops) for code in loop.codes}
    keys = keys[order]
    factor = next(f for f in range(0x9E3779B1, 1 << 32, 2) if len(set(_hashed(keys, f).tolist())) == len(keys))
    by_hash, keys_by_hash = np.full(1 << _HASH_BITS, len(keys), np.int8), np.full(1 << _HASH_BITS, -1, np.int32)
    by_hash[_hashed(keys, factor)], keys_by_hash[_hashed(keys, factor)] = np.arange(len(keys)), keys
    return Shape(
        loops,
        tuple(segments[i] for i in order.tolist()),
        keys,
        belongs,
        opened,
        np.array(sorted(names), np.int32),
        np.array([*(names[name] for name in sorted(names)), 0], np.int8),
        {loop.name: number for number, loop in enumerate(loops)},
        factor,
        by_hash,
        keys_by_hash,
    )


def _hashed(keys: Keys, factor: int) -> npt.NDArray[np.uint32]:
    """Numbers of a few bits for packed names."""
    return (keys.view(np.uint32) * np.uint32(factor)) >> np.uint32(32 - _HASH_BITS)


@dataclass(frozen=True, slots=True)
class Layout:
    """The loop and the area of every segment of a block, and what belongs in none.

    `ids` numbers the names of segments densely, in the order of `shape.segments`, and last those that
    the guide does not know. `level` is the area of the last HL (or of what ended it), and so tells under
    which HL a claim stands.
    """

    shape: Shape
    loop: Small
    area: Small
    level: Small
    ids: Small
    misplaced: Ints
    _order: Ints  # all segments, those of one loop and name together
    _bounds: Ints  # where each loop and name begins in them

    def rows(self, loops: tuple[str, ...], segment: str) -> Ints:
        """The segments of one name in some loops, in order."""
        shape = self.shape
        number = int(np.searchsorted(shape.keys, packed(segment)))
        if number == len(shape.keys) or shape.segments[number] != segment:
            return np.zeros(0, np.int64)
        kinds = [shape.number[loop] * shape.width + number for loop in loops if loop in shape.number]
        found = [self._order[self._bounds[kind] : self._bounds[kind + 1]] for kind in kinds]
        return found[0] if len(found) == 1 else np.sort(np.concatenate([np.zeros(0, np.int64), *found]))

    def still_open(self, tokens: Tokens) -> list[tuple[int, int]]:
        """The segments that hold for what follows the block, as ranges: the header and the open HLs.

        Each reaches to the next boundary: a claim, another HL, the end. Open are the last HL, and above
        it the last of a subscriber and of a billing provider.
        """
        boundaries = np.append(tokens.rows(*BOUNDARIES), len(tokens))
        begun = tokens.rows("ST")
        if not len(begun) or self.level[-1] == Area.OUTSIDE:
            return []
        heads = {int(begun[-1])}
        opened = tokens.rows("HL")
        opened = opened[opened > begun[-1]]
        billing = -1
        for level in (Area.BILLING, Area.SUBSCRIBER):
            of_level = opened[(self.level[opened] == level) & (opened > billing)]
            if len(of_level):
                heads.add(billing := int(of_level[-1]))
        heads.update(opened[-1:].tolist())
        return [(row, int(boundaries[np.searchsorted(boundaries, row, "right")])) for row in sorted(heads)]


def filled(marks: Small) -> Small:
    """Marks carried forward over the segments without one (-1); nothing (0) before the first."""
    at = np.flatnonzero(marks >= 0)
    if not len(at):
        return np.zeros(len(marks), np.int8)
    lengths = np.diff(at, append=len(marks))
    return np.concatenate((np.zeros(at[0], np.int8), np.repeat(marks[at], lengths)))


def _standing(marks: Small, rows: Ints) -> Small:
    """The last mark at or before some segments; nothing (0) before the first."""
    at = np.flatnonzero(marks >= 0)
    if not len(at):
        return np.zeros(len(rows), np.int8)
    before = np.searchsorted(at, rows, "right") - 1
    return np.where(before >= 0, marks.take(at.take(before, mode="wrap")), 0)


def layout(tokens: Tokens, claim_type: str) -> Layout:
    """Find the loop of every segment of a block that begins at the start of a loop or with its context."""
    shape = shape_of(claim_type)
    ids = shape.ids_of(tokens.key)
    known = ids < len(shape.keys)

    marks = np.full(len(tokens), -1, np.int8)
    marks[tokens.rows("ISA", "GS", "SE", "GE", "IEA")] = Area.OUTSIDE
    marks[tokens.rows("ST")] = Area.HEADER
    levels = tokens.rows("HL")
    begun = _standing(marks, levels) == Area.HEADER
    marks[levels[~begun]] = Area.OUTSIDE  # a level outside of a transaction opens nothing, and ends a stray claim
    levels = levels[begun]
    codes = tokens.codes(levels, 3)
    marks[levels] = Area.STRAY
    for code, opened in LEVELS.items():
        marks[levels[codes == packed(code)]] = opened
    level = filled(marks)

    marks[tokens.rows("CLM")] = Area.CLAIM
    lines, others = tokens.rows("LX"), tokens.rows("SBR")
    marks[lines] = np.where(_standing(marks, lines) == Area.CLAIM, Area.LINE, Area.STRAY)
    others = others[_standing(marks, others) == Area.CLAIM]
    marks[others] = Area.OTHER_PAYER
    area = filled(marks)

    loops = np.full(len(tokens), -1, np.int8)
    marked = np.flatnonzero(marks >= 0)
    loops[marked] = shape.opened.take(marks.take(marked))
    names = tokens.rows("NM1")
    loops[names] = _loops_of_names(shape, area[names], tokens.codes(names, 1))
    for segment in ("LIN", "SVD", "LQ"):
        begun = [n for n, one in enumerate(shape.loops) if one.opener == segment]
        rows = tokens.rows(segment) if begun else lines[:0]
        loops[rows[area[rows] == Area.LINE]] = begun[0] if begun else 0
    loop = filled(loops)

    kind = loop.astype(np.uint16) * shape.width + ids.astype(np.uint16)
    belongs = shape.belongs.ravel().take(kind, mode="clip")
    belongs[tokens.rows(*ENVELOPES)] = True
    belongs[levels] = True  # a wrong HL is said of the HL
    belongs[lines] = True  # and a line outside of a claim of the LX
    # What stands under them, or after a name that belongs nowhere, went astray with them.
    astray = (area == Area.STRAY) | ((loop == 0) & (area != Area.OUTSIDE) & (tokens.key != packed("NM1")))
    misplaced = np.flatnonzero(~belongs & ~(astray & known))
    order = np.argsort(kind, kind="stable")
    bounds = np.searchsorted(kind[order], np.arange(len(shape.loops) * shape.width + 1))
    return Layout(shape, loop, area, level, ids, misplaced, order, bounds)


def _loops_of_names(shape: Shape, areas: Small, codes: Keys) -> Small:
    """The loops that names begin; 0 for none."""
    named = _name(areas.astype(np.int32), codes)
    at = np.searchsorted(shape.names, named)
    return np.where(shape.names.take(at, mode="clip") == named, shape.loop_of_name.take(at), 0)


def _name(area: T, code: T) -> T:
    """The packed code of an NM1 and its area as one number."""
    return area << 24 | code
