"""What a guide is: loops that hold segments, segments that hold elements, and how often each may stand.

A *use* is an X12 segment (or element, or loop) as one guide uses it in one place: the NM1 of a
billing provider and the NM1 of a payer are two uses of one segment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias

Usage: TypeAlias = Literal["R", "S", "N"]
"""Required, situational (the guide says when, and often only the payer knows), not used."""

RELATIONS: Final = "PRECL"
"""P: all or none. R: at least one. E: at most one. C: the first needs all others. L: the first needs one of them."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Elements of a segment that need or exclude each other: `P0304` is kind P of elements 3 and 4."""

    kind: str
    elements: tuple[int, ...]

    def __str__(self) -> str:
        """The notation of X12.

        >>> str(Relation("P", (3, 4)))
        'P0304'
        """
        return self.kind + "".join(f"{element:02d}" for element in self.elements)


@dataclass(frozen=True, slots=True)
class ElementUse:
    """One element or component: its number from 1, usage, type and lengths, and the codes it may have.

    `type` is AN, ID, DT, TM, R or N0, or the name of a composite (`C003`), whose parts are
    `components` (none where the whole composite is not used). No `codes` is no list in the guide.
    `selects` is set where the codes tell this use of the segment from its sisters in the loop.
    `format_at` is the number of the sister that says how a date is written (D8, RD8); 0 for none.
    """

    number: int
    usage: Usage
    type: str
    shortest: int
    longest: int
    format_at: int = 0
    codes: tuple[str, ...] = ()
    selects: bool = False
    components: tuple[ElementUse, ...] = ()

    @property
    def is_composite(self) -> bool:
        """Whether it has components."""
        return self.type.startswith("C")


@dataclass(frozen=True, slots=True)
class SegmentUse:
    """A segment in a loop: every element X12 gives it, also those the guide does not use.

    `most` is how often this use may stand in one loop; None for any number.
    """

    segment: str
    usage: Usage
    most: int | None
    elements: tuple[ElementUse, ...]
    relations: tuple[Relation, ...]

    @property
    def selector(self) -> tuple[int, int, tuple[str, ...]] | None:
        """Element, component (0: the whole) and codes that tell it from its sisters; None where it has none."""
        for element in self.elements:
            if element.selects:
                return element.number, 0, element.codes
            for component in element.components:
                if component.selects:
                    return element.number, component.number, component.codes
        return None

    @property
    def name(self) -> str:
        """The segment and the codes that select it: `REF*EI|SY`, `HI*ABK|BK`."""
        return f"{self.segment}*{'|'.join(self.selector[2])}" if self.selector else self.segment


@dataclass(frozen=True, slots=True)
class LoopUse:
    """A loop: the loops it may stand in, how often in one of them, and its segments in order; the first opens it."""

    name: str
    parents: tuple[str, ...]
    usage: Usage
    most: int | None
    segments: tuple[SegmentUse, ...]

    @property
    def opener(self) -> SegmentUse:
        """The segment it begins with."""
        return self.segments[0]


@dataclass(frozen=True)
class Guide:
    """All loops of one guide, in their order."""

    claim_type: str
    loops: tuple[LoopUse, ...]
    by_name: dict[str, LoopUse] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the loops."""
        object.__setattr__(self, "by_name", {loop.name: loop for loop in self.loops})

    def __getitem__(self, name: str) -> LoopUse:
        """The loop of a name."""
        return self.by_name[name]

    @cached_property
    def segments(self) -> frozenset[str]:
        """The names of all segments it uses."""
        return frozenset(use.segment for loop in self.loops for use in loop.segments)
