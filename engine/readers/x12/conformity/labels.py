"""What the slots, uses and kinds of segments of a guide are called where something is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from ..layout import shape_of
from .demands import Slot, Use, demands

_COLUMNS: Final = pl.Schema(
    {
        "loop": pl.String,
        "name": pl.String,
        "element": pl.String,
        "codes": pl.String,
        "shortest": pl.String,
        "longest": pl.String,
        "type": pl.String,
        "count": pl.String,
    }
)


@dataclass(frozen=True, slots=True)
class Labels:
    """Frames with a row for each slot, each use, and each kind (loop and segment name, as in a layout).

    `name` is the segment with the codes by which it is known, `element` is `09` or `05-1`; the others
    are what the guide asks for. `count` is how many values there may be: elements in the segment,
    components in the element, or segments in the loop.
    """

    slots: pl.DataFrame
    uses: pl.DataFrame
    kinds: pl.DataFrame


@cache
def labels(claim_type: str) -> Labels:
    """The labels of a type of claims."""
    given, shape = demands(claim_type), shape_of(claim_type)
    kinds: list[dict[str, str | None]] = []
    for loop in shape.loops:
        for name in (*shape.segments, ""):
            number = len(kinds)
            uses = [use for use in given.uses if use and (use.loop.name, use.segment.segment) == (loop.name, name)]
            codes = sorted({code for use in uses if use.segment.selector for code in use.segment.selector[2]})
            element = f"{given.teller[number]:02}" + ("-1" if name == "HI" else "") if given.teller[number] else None
            kinds.append({"loop": loop.name, "name": name, "element": element, "codes": ", ".join(codes)})
    return Labels(
        pl.DataFrame([_of_slot(slot, given.uses[slot.use]) for slot in given.slots], _COLUMNS),
        pl.DataFrame([_of_use(use) for use in given.uses], _COLUMNS),
        pl.DataFrame(kinds, _COLUMNS),
    )


def _of_use(use: Use | None) -> dict[str, str | None]:
    if use is None:
        return {}
    return {"loop": use.loop.name, "name": use.segment.name, "count": str(use.segment.most or "")}


def _of_slot(slot: Slot, use: Use | None) -> dict[str, str | None]:
    found = _of_use(use)
    if not use:
        return found
    if not slot.element:
        return found | {"count": str(len(use.segment.elements))}
    element = use.segment.elements[slot.element - 1]
    found |= {"element": f"{slot.element:02}" + (f"-{slot.component}" if slot.component else "")}
    found |= {"count": str(len(element.components) or 1)}
    if one := slot.given:
        found |= {
            "codes": ", ".join(one.codes),
            "shortest": str(one.shortest),
            "longest": str(one.longest),
            "type": one.type,
        }
    return found
