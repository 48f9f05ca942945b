"""Elements of a segment that need or exclude each other, by column: X12 calls them relational conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from ....guides import Relation
from ..blocks import Block
from ..tokens import Ints, Mask
from .demands import Demands, demands
from .level import Level
from .uses import Uses

_EXCLUDES: Final = "E"
_REQUIRES: Final = "R"  # one of the elements at the least


@dataclass(frozen=True, slots=True)
class Broken:
    """Segments in which a relation does not hold: the slot of the element it is said of, and the relation."""

    row: Ints
    slot: Ints
    relation: Relation

    @property
    def excludes(self) -> bool:
        """Whether elements are sent that exclude each other; else one is absent that another needs."""
        return self.relation.kind == _EXCLUDES


def broken(given: Demands, block: Block, use: Uses, elements: Level) -> Iterator[Broken]:
    """The relations that do not hold in the segments of a block."""
    tokens = block.tokens
    for name, relations in _live(block.claim_type).items():
        rows = tokens.rows(name)
        rows = rows.take(np.flatnonzero(use.take(rows) != 0))
        size, first = tokens.size.take(rows), tokens.first.take(rows)
        for relation in relations:
            # a segment that ends before the first of the elements lacks them all
            least = 0 if relation.kind == _REQUIRES else min(relation.elements)
            at = np.flatnonzero(size > least)
            size_at, first_at = (size, first) if len(at) == len(rows) else (size.take(at), first.take(at))
            # of what is not there an element of the next segment is asked, to no effect
            there = [
                elements.filled.take(first_at + element, mode="clip") & (size_at > element)
                for element in relation.elements
            ]
            wrong = np.flatnonzero(_is_broken(relation, there))
            if not len(wrong):
                continue
            segments = rows[at]
            said = _said_of(relation, np.stack(there)[:, wrong])
            slot = given.base[use[segments[wrong]]] + np.array(relation.elements)[said]
            # a required element that is missing, and one that is not used, are told already
            asked = given.situational[slot]
            if asked.any():
                yield Broken(segments[wrong][asked], slot[asked].astype(np.int64), relation)


def _is_broken(relation: Relation, there: list[Mask]) -> Mask:
    first, others = there[0], there[1:]
    every, some = reduce(np.logical_and, others), reduce(np.logical_or, others)
    found: Mask
    match relation.kind:
        case "P":
            found = (first | some) & ~(first & every)
        case "C":
            found = first & ~every
        case "L":
            found = first & ~some
        case "R":
            found = ~(first | some)
        case _:
            found = np.sum(there, axis=0) > 1
    return found


def _said_of(relation: Relation, there: npt.NDArray[np.bool_]) -> Ints:
    """Which of the elements is named: the first that is absent, of those that exclude each other the last."""
    said: Ints = np.argmin(there, axis=0)
    if relation.kind == _EXCLUDES:
        said = len(there) - 1 - np.argmax(there[::-1], axis=0)
    elif relation.kind == "L":
        said = np.ones(there.shape[1], np.int64)
    return said


@cache
def _live(claim_type: str) -> dict[str, list[Relation]]:
    """The relations by segment that usage does not settle: where no use has all or none of their elements."""
    found: dict[str, list[Relation]] = {}
    for use in demands(claim_type).uses:
        for relation in use.segment.relations if use else ():
            usages = [use.segment.elements[element - 1].usage for element in relation.elements if use]
            settled = {
                "P": set(usages) in ({"R"}, {"N"}),
                "C": usages[0] == "N" or set(usages[1:]) == {"R"},
                "L": usages[0] == "N" or "R" in usages[1:],
                "R": "R" in usages or set(usages) == {"N"},
                "E": sum(usage != "N" for usage in usages) < 2,
            }[relation.kind]
            if use and not settled and relation not in found.get(use.segment.segment, []):
                found.setdefault(use.segment.segment, []).append(relation)
    return found
