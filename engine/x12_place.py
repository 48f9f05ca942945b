"""Where a value stands in an 837: loop, segment, element. One small notation for all of them.

    2010AA NM1*85 09 if 08=XX     loop 2010AA, segment NM1 with 85 in element 1, element 09, read only
                                  where element 08 is XX
    2300 CLM 05-1                 the first component of element 05
    2300 DTP*431 03               a date; `03 through` is the last day of a period (RD8), `03 time` its time
    2010CA|2010BA DMG 02          whichever of the two loops the claim has
    2300 CRC*07 03:07             elements 03 to 07, a list; `01-3:6` is a list of components
    2300 HI*BG 01-2               codes: one component of every element of all segments of the kind

The reader is driven by these places, findings quote them, and the page of fields is made of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOTATION = re.compile(
    r"(?P<loops>[0-9A-Z|]+) (?P<segment>[A-Z][A-Z0-9]{1,2})(?:\*(?P<qualifiers>[A-Z0-9|]+))? "
    r"(?P<element>[0-9]{2})(?:-(?P<component>[0-9]))?(?::(?P<last>[0-9]{1,2}))?"
    r"(?P<through> through)?(?P<time> time)?(?: if (?P<if_element>[0-9]{2})=(?P<if_values>[A-Z0-9|]+))?"
)


@dataclass(frozen=True, slots=True)
class X12Place:
    """The place of one field: which segment of which loop, and what is taken from it.

    `qualifiers` are the accepted values of element 1 (none: any). `element` and `component` count
    from 1 as X12 does; `last` is set where a run of elements or components makes a list.
    """

    loops: tuple[str, ...]
    segment: str
    qualifiers: tuple[str, ...]
    element: int
    component: int | None = None
    last: int | None = None
    through: bool = False
    time: bool = False
    if_element: int | None = None
    if_values: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> X12Place:
        """Read the notation above; ValueError says which text is not of it.

        >>> X12Place.parse("2010AA NM1*85 09 if 08=XX").anchor
        '2010AA NM1*85'
        >>> X12Place.parse("2300 CLM 05-1").element_text
        '05-1'
        """
        match = _NOTATION.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not an X12 place")

        def number(name: str) -> int | None:
            return int(match[name]) if match[name] else None

        return cls(
            loops=tuple(match["loops"].split("|")),
            segment=match["segment"],
            qualifiers=tuple(match["qualifiers"].split("|")) if match["qualifiers"] else (),
            element=int(match["element"]),
            component=number("component"),
            last=number("last"),
            through=match["through"] is not None,
            time=match["time"] is not None,
            if_element=number("if_element"),
            if_values=tuple(match["if_values"].split("|")) if match["if_values"] else (),
        )

    @property
    def anchor(self) -> str:
        """The segment alone, without the element: fields of one segment share one anchor."""
        qualifiers = f"*{'|'.join(self.qualifiers)}" if self.qualifiers else ""
        return f"{'|'.join(self.loops)} {self.segment}{qualifiers}"

    @property
    def element_text(self) -> str:
        """The element as a finding quotes it: `09`, or `05-1` for a component."""
        return f"{self.element:02}" + (f"-{self.component}" if self.component else "")
