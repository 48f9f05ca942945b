"""A guide as arrays: what is looked up for every segment, element and component of a block.

A *slot* is one element or component of one use of a segment. Its row of `verdicts` says by the
length of a value what becomes of it: fine, wrong, or to be looked at more closely. So one look-up
judges every value of a block for presence and length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ....fields import FIELDS, Type
from ....guides import ElementUse, LoopUse, SegmentUse, guide
from ....x12_place import X12Place
from ..layout import shape_of
from .lookup import LONGEST, Lookup, key_of, keys_of

FINE: Final = 0
CODED: Final = 1  # compare with the list of codes
COMPOSED: Final = 2  # judge the components
TYPED: Final = 3  # look at the characters
MEASURED: Final = 4  # too long for the table: compare with the longest
MISSING: Final = 5
NOT_USED: Final = 6
SHORT: Final = 7
LONG: Final = 8
SURPLUS: Final = 9  # beyond the last element of the segment, or component of the composite
NOT_LISTED: Final = 10

WIDTH: Final = 64
"""Lengths that `verdicts` tells apart; the last stands for all longer ones."""

ANY: Final = 0  # the slot of what is not judged
BEYOND: Final = 1  # the slot of what is too many

NUMERIC: Final = ("R", "N0")  # their length counts digits only

_TOLD_BY_LOOP: Final = ("NM1", "HL")  # the layout knows their loop by the code that would tell them apart
# What cannot be read as these is a finding already, and what a list of codes may hold is said by rules.
_READ: Final = (Type.DATE, Type.MONEY, Type.QUANTITY, Type.INTEGER, Type.CODES)


class Use(NamedTuple):
    """A segment of a loop as the guide uses it."""

    loop: LoopUse
    segment: SegmentUse


class Slot(NamedTuple):
    """An element of a use (component 0), or a component; nothing is `given` for a name or what is not judged."""

    use: int = 0
    element: int = 0
    component: int = 0
    given: ElementUse | None = None
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Demands:
    """The arrays of one type of claims.

    By kind (loop and segment, as in a layout): `plain` the use where there is only one, or 0; where a
    code tells which use it is, `teller` the element that begins with it (else 0) and `family` the number
    under which `tellers` knows its codes.
    By use (0 is none of the guide): `base` its first slot, that of the segment's name, `room` so many
    slots, `needed` its last required element.
    By slot: `verdicts`, `codes` the number of its list (as keys of `allowed` have it), `inner` the first
    slot of its components, `inner_room` and `inner_needed`, `required` and `situational`.
    """

    uses: tuple[Use | None, ...]
    slots: tuple[Slot, ...]
    lists: tuple[tuple[str, ...], ...]
    plain: npt.NDArray[np.uint16]
    teller: npt.NDArray[np.uint8]
    family: npt.NDArray[np.uint32]
    tellers: Lookup
    base: npt.NDArray[np.int32]
    room: npt.NDArray[np.int32]
    needed: npt.NDArray[np.int32]
    verdicts: npt.NDArray[np.uint8]
    codes: npt.NDArray[np.uint32]
    allowed: Lookup
    inner: npt.NDArray[np.int32]
    inner_room: npt.NDArray[np.int32]
    inner_needed: npt.NDArray[np.int32]
    required: npt.NDArray[np.bool_]
    situational: npt.NDArray[np.bool_]


@dataclass(slots=True)
class _Slots:
    """Slots as they are made: elements of uses, then components of composites."""

    claim_type: str
    made: list[Slot] = field(default_factory=lambda: [Slot(), Slot()])
    lists: dict[tuple[str, ...], int] = field(default_factory=lambda: {(): 0})
    inner: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def add(self, number: int, use: Use, is_read: Callable[[int, int], bool], *, told: bool) -> int:
        """The slots of one use; the first of them."""
        base = len(self.made)
        self.made.append(Slot(number))
        self._add(number, use.segment.elements, 0, is_read, told=told)
        for slot, element in enumerate(use.segment.elements, start=base + 1):
            if element.is_composite and element.usage != "N":
                begin = len(self.made)
                self._add(number, element.components, element.number, is_read, told=told)
                self.inner[slot] = begin, len(element.components), last_required(element.components) - 1
        return base

    def _add(
        self, number: int, elements: tuple[ElementUse, ...], above: int, is_read: Callable[[int, int], bool], *,
        told: bool,
    ) -> None:  # fmt: skip
        for one in elements:
            element, component = (above, one.number) if above else (one.number, 0)
            # a code that told the use is on its list
            given = (
                ElementUse(one.number, one.usage, one.type, one.shortest, one.longest) if told and one.selects else one
            )
            self.made.append(Slot(number, element, component, given, is_read(element, component)))
            if is_looked_up(given):
                self.lists.setdefault(given.codes, len(self.lists))


@cache
def demands(claim_type: str) -> Demands:
    """What the guide of a type of claims demands, as arrays."""
    shape = shape_of(claim_type)
    kinds = len(shape.loops) * shape.width
    plain, teller, family_of = np.zeros(kinds, np.uint16), np.zeros(kinds, np.uint8), np.zeros(kinds, np.uint32)
    tellers: dict[int, int] = {}
    sisters: dict[int, int] = {}
    uses: list[Use | None] = [None]
    by_use: list[tuple[int, int, int]] = [(ANY, 0, -1)]
    slots = _Slots(claim_type)
    for loop in guide(claim_type).loops:
        for segment in loop.segments:
            number, use = len(uses), Use(loop, segment)
            uses.append(use)
            kind = shape.number[loop.name] * shape.width + shape.segments.index(segment.segment)
            selector = None if segment.segment in _TOLD_BY_LOOP else segment.selector
            if selector:
                teller[kind] = selector[0]
                family = sisters.setdefault(kind, len(sisters) + 1)
                family_of[kind] = family
                tellers |= {key_of(code, family): number for code in selector[2]}
            else:
                plain[kind] = number
            base = slots.add(number, use, _read_of(claim_type, use), told=selector is not None)
            by_use.append((base, len(segment.elements) + 1, last_required(segment.elements)))
    first, room, needed = np.array(by_use, np.int32).T
    inner = np.array([slots.inner.get(number, (0, 0, -1)) for number in range(len(slots.made))], np.int32).T
    rows = [verdicts(slot) for slot in slots.made]
    rows[BEYOND] = [FINE] + [SURPLUS] * (WIDTH - 1)
    lists = [slots.lists.get(slot.given.codes, 0) if slot.given else 0 for slot in slots.made]
    return Demands(
        tuple(uses), tuple(slots.made), tuple(slots.lists), plain, teller, keys_of(family_of), Lookup(tellers),
        first, room, needed, np.array(rows, np.uint8).ravel(),
        keys_of(np.array(lists, np.uint32)),
        Lookup({key_of(code, number): 1 for codes, number in slots.lists.items() for code in codes}),
        inner[0], inner[1], inner[2],
        np.array([slot.given is not None and slot.given.usage == "R" for slot in slots.made], np.bool_),
        np.array([slot.given is not None and slot.given.usage == "S" for slot in slots.made], np.bool_),
    )  # fmt: skip


def last_required(elements: tuple[ElementUse, ...]) -> int:
    """The number of the last element that must be there; 0 where none must."""
    return max((element.number for element in elements if element.usage == "R"), default=0)


def is_looked_up(given: ElementUse) -> bool:
    """Whether the codes of an element are short enough for a look-up; others are compared one by one."""
    return bool(given.codes) and max(map(len, given.codes)) <= LONGEST


def verdicts(slot: Slot) -> list[int]:
    """What becomes of a value of each length in a slot."""
    given = slot.given
    if given is None:
        return [FINE] * WIDTH
    empty = MISSING if given.usage == "R" else FINE
    if given.usage == "N":
        return [FINE] + [NOT_USED] * (WIDTH - 1)
    if given.is_composite:
        return [empty] + [COMPOSED] * (WIDTH - 1)
    if given.codes and is_looked_up(given):
        good = CODED
    elif given.codes or (not slot.is_read and (given.type not in {"AN", "ID"} or given.format_at)):
        good = TYPED
    else:
        good = FINE
    found = [empty]
    for length in range(1, WIDTH):
        if length < given.shortest:
            found.append(SHORT)
        elif length <= given.longest and length < WIDTH - 1:
            found.append(NOT_LISTED if good == CODED and length > LONGEST else good)
        else:
            found.append(MEASURED if given.type in NUMERIC or given.longest >= WIDTH - 1 else LONG)
    return found


def _read_of(claim_type: str, use: Use) -> Callable[[int, int], bool]:
    """Whether the field dictionary reads an element or component of a use as a date or a number."""
    places = [
        place
        for one in FIELDS.values()
        if one.type in _READ and (place := one.places.get(claim_type)) and _is_of(place, use)
    ]

    def is_read(element: int, component: int) -> bool:
        return any(
            (element == place.element or use.segment.segment == "HI")
            and place.component <= component <= (place.last or place.component)
            if place.component
            else place.element <= element <= (place.last or place.element) and not component
            for place in places
        )

    return is_read


def _is_of(place: X12Place, use: Use) -> bool:
    selector = use.segment.selector
    return (
        use.loop.name in place.loops
        and place.segment == use.segment.segment
        and (not place.qualifiers or selector is None or bool(set(place.qualifiers) & set(selector[2])))
    )
