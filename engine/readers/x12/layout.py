"""Which loop every segment of a block stands in.

Marks at the segments that open a loop, filled forward, give every segment its loop: a few passes
over columns. What belongs in no loop is listed, to become a fault and never a value that is
silently left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from .loops import ENVELOPES, LEVELS, LOOPS, NUMBER, SEGMENTS, Area
from .tokens import Ints, Keys, Tokens, packed

Small: TypeAlias = npt.NDArray[np.int8]

BOUNDARIES: Final = ("HL", "CLM", "ISA", "GS", "ST", "SE", "GE", "IEA")
"""Segments that end a claim, before which a block can be cut."""

_SEGMENT_KEYS: Final = np.sort(np.array([packed(segment) for segment in SEGMENTS], np.int32))
_WIDTH: Final = len(SEGMENTS) + 1


def _belongs() -> npt.NDArray[np.bool_]:
    allowed = np.zeros((len(LOOPS), len(_SEGMENT_KEYS)), np.bool_)
    for number, loop in enumerate(LOOPS[1:], start=1):
        for segment in (loop.opener, *loop.segments):
            allowed[number, np.searchsorted(_SEGMENT_KEYS, packed(segment))] = True
    return allowed


_BELONGS: Final = _belongs()


@dataclass(frozen=True, slots=True)
class Layout:
    """The loop and the area of every segment of a block, and what belongs in none.

    `ids` numbers the names of segments densely, `len(SEGMENTS)` for one that no 837P has. `level` is
    the area of the last HL (or of what ended it), and so tells under which HL a claim stands.
    """

    loop: Small
    area: Small
    level: Small
    ids: Small
    misplaced: Ints
    _order: Ints  # all segments, those of one loop and name together
    _bounds: Ints  # where each loop and name begins in them

    def rows(self, loops: tuple[str, ...], segment: str) -> Ints:
        """The segments of one name in some loops, in order."""
        number = int(np.searchsorted(_SEGMENT_KEYS, packed(segment)))
        kinds = [NUMBER[loop] * _WIDTH + number for loop in loops]
        found = [self._order[self._bounds[kind] : self._bounds[kind + 1]] for kind in kinds]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def still_open(self, tokens: Tokens) -> list[tuple[int, int]]:
        """The segments that hold for what follows the block, as ranges: the header and the open HLs.

        Each HL reaches to its first claim. Which of them a claim stands under is found again from
        their order, so that the last HL of each level is enough.
        """
        boundaries = np.append(tokens.rows(*BOUNDARIES), len(tokens))
        begun = np.flatnonzero(tokens.key == packed("ST"))
        if not len(begun) or self.level[-1] == Area.OUTSIDE:
            return []
        heads = [int(begun[-1])]
        opened = tokens.rows("HL")
        opened = opened[opened > begun[-1]]
        for level in (Area.BILLING, Area.SUBSCRIBER, Area.PATIENT, Area.STRAY):
            of_level = opened[self.level[opened] == level]
            heads += [int(of_level[-1])] if len(of_level) else []
        return [(row, int(boundaries[np.searchsorted(boundaries, row, "right")])) for row in sorted(heads)]


def filled(marks: Small) -> Small:
    """Marks carried forward over the segments without one (-1); nothing (0) before the first."""
    if not len(marks):
        return marks
    last = np.maximum.accumulate(np.where(marks >= 0, np.arange(len(marks)), 0))
    return np.maximum(marks[last], 0)


def layout(tokens: Tokens) -> Layout:
    """Find the loop of every segment of a block that begins at the start of a loop or with its context."""
    ids = np.searchsorted(_SEGMENT_KEYS, tokens.key).astype(np.int8)
    known = _SEGMENT_KEYS[np.minimum(ids, len(_SEGMENT_KEYS) - 1)] == tokens.key
    ids[~known] = len(_SEGMENT_KEYS)

    marks = np.full(len(tokens), -1, np.int8)
    marks[tokens.rows("ISA", "GS", "SE", "GE", "IEA")] = Area.OUTSIDE
    marks[tokens.rows("ST")] = Area.HEADER
    levels = tokens.rows("HL")
    levels = levels[filled(marks)[levels] == Area.HEADER]  # a level outside of a transaction opens nothing
    codes = tokens.codes(levels, 3)
    marks[levels] = Area.STRAY
    for code, opened in LEVELS.items():
        marks[levels[codes == packed(code)]] = opened
    level = filled(marks)

    marks[tokens.rows("CLM")] = Area.CLAIM
    lines, others = tokens.rows("LX"), tokens.rows("SBR")
    in_claim = filled(marks) == Area.CLAIM
    marks[lines] = np.where(in_claim[lines], Area.LINE, Area.STRAY)
    others = others[filled(marks)[others] == Area.CLAIM]
    marks[others] = Area.OTHER_PAYER
    area = filled(marks)

    loops = np.where(marks >= 0, _OPENED[marks], -1).astype(np.int8)
    names = tokens.rows("NM1")
    loops[names] = _loops_of_names(area[names], tokens.codes(names, 1))
    for segment in ("LIN", "SVD", "LQ"):
        rows = tokens.rows(segment)
        loops[rows[area[rows] == Area.LINE]] = next(n for n, loop in enumerate(LOOPS) if loop.opener == segment)
    loop = filled(loops)

    belongs = np.zeros(len(tokens), np.bool_)
    belongs[known] = _BELONGS[loop[known], ids[known]]
    belongs[tokens.rows(*ENVELOPES)] = True
    belongs[levels] = True  # a wrong HL is said of the HL
    belongs[lines] = True  # and a line outside of a claim of the LX
    # What stands under them, or after a name that belongs nowhere, went astray with them.
    astray = (area == Area.STRAY) | ((loop == 0) & (area != Area.OUTSIDE) & (tokens.key != packed("NM1")))
    misplaced = np.flatnonzero(~belongs & ~(astray & known))
    kind = loop.astype(np.uint16) * _WIDTH + ids.astype(np.uint16)
    order = np.argsort(kind, kind="stable")
    bounds = np.searchsorted(kind[order], np.arange(len(LOOPS) * _WIDTH + 1))
    return Layout(loop, area, level, ids, misplaced, order, bounds)


def _opened_by_area() -> Small:
    first = np.zeros(len(Area), np.int8)
    for area in Area:
        opened = [n for n, loop in enumerate(LOOPS) if loop.area is area and loop.opener not in {"NM1", ""}]
        first[area] = opened[0] if opened else 0
    return first


_OPENED: Final = _opened_by_area()  # the loop that begins where its area does; marks of -1 are not looked up


def _loops_of_names(areas: Small, codes: Keys) -> Small:
    found = np.zeros(len(areas), np.int8)
    for number, loop in enumerate(LOOPS):
        for code in loop.codes:
            found[(areas == loop.area) & (codes == packed(code))] = number
    return found
