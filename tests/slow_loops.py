"""The loops of the three 837s for the slow reader: one walk over the segments of a file, and its tables.

What a loop is stands here once more, plainly, and is not taken from the engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

GUIDES = {"005010X222": "837P", "005010X223": "837I", "005010X224": "837D"}

ABOVE = {
    "header": {"41": "1000A", "40": "1000B"},
    "2000A": {"85": "2010AA", "87": "2010AB", "PE": "2010AC"},
    "2000B": {"IL": "2010BA", "PR": "2010BB"},
    "2000C": {"QC": "2010CA"},
}

NAMES = {
    "837P": {
        **ABOVE,
        "2300": {
            "DN": "2310A", "P3": "2310A", "82": "2310B", "77": "2310C", "DQ": "2310D", "PW": "2310E", "45": "2310F",
        },
        "2320": {
            "IL": "2330A", "PR": "2330B", "DN": "2330C", "P3": "2330C", "82": "2330D", "77": "2330E", "DQ": "2330F",
            "85": "2330G",
        },
        "2400": {
            "82": "2420A", "QB": "2420B", "77": "2420C", "DQ": "2420D", "DK": "2420E", "DN": "2420F", "P3": "2420F",
            "PW": "2420G", "45": "2420H",
        },
    },
    "837I": {
        **ABOVE,
        "2300": {"71": "2310A", "72": "2310B", "ZZ": "2310C", "82": "2310D", "77": "2310E", "DN": "2310F"},
        "2320": {
            "IL": "2330A", "PR": "2330B", "71": "2330C", "72": "2330D", "ZZ": "2330E", "77": "2330F", "82": "2330G",
            "DN": "2330H", "85": "2330I",
        },
        "2400": {"72": "2420A", "ZZ": "2420B", "82": "2420C", "DN": "2420D"},
    },
    "837D": {
        **ABOVE,
        "2300": {"DN": "2310A", "P3": "2310A", "82": "2310B", "77": "2310C", "DD": "2310D", "DQ": "2310E"},
        "2320": {
            "IL": "2330A", "PR": "2330B", "DN": "2330C", "P3": "2330C", "82": "2330D", "DQ": "2330E", "85": "2330F",
            "77": "2330G", "DD": "2330H",
        },
        "2400": {"82": "2420A", "DD": "2420B", "DQ": "2420C", "77": "2420D"},
    },
}  # fmt: skip
HIERARCHY = {"20": "2000A", "22": "2000B", "23": "2000C"}
BELOW_LINE = {
    "837P": {"LIN": "2410", "SVD": "2430", "LQ": "2440"},
    "837I": {"LIN": "2410", "SVD": "2430"},
    "837D": {"SVD": "2430"},
}


@dataclass
class Segment:
    """One segment with its loop."""

    number: int
    values: list[str]
    loop: str
    component: str

    def value(self, element: int) -> str | None:
        """One element, trimmed; None when empty or not there."""
        return (self.values[element].strip(" \t\r\n") or None) if element < len(self.values) else None

    def parts(self, element: int) -> list[str | None]:
        """The components of one element."""
        value = self.value(element)
        return [part.strip() or None for part in value.split(self.component)] if value is not None else []


@dataclass
class Owner:
    """The segments that a claim, a line or another payer can draw on, by the scope they stand in."""

    kind: str = ""
    segments: list[Segment] = field(default_factory=list)
    above: dict[str, list[Segment]] = field(default_factory=dict)
    lines: list[Owner] = field(default_factory=list)
    other_payers: list[Owner] = field(default_factory=list)
    adjudications: list[Owner] = field(default_factory=list)
    envelope: tuple[int, int, int] = (0, 0, 0)


def segments_of(text: str) -> Iterable[tuple[int, list[str], str]]:
    """Number, elements and component separator of every segment of a sound file."""
    rest, number = text.lstrip("\ufeff \t\r\n"), 0
    while rest:
        element, component, terminator = rest[3], rest[104], rest[105]
        while rest:
            segment, _, rest = rest.partition(terminator)
            rest = rest.lstrip(" \t\r\n")
            if not segment.strip():
                continue
            number += 1
            yield number, segment.split(element), component
            if rest[:3] == "ISA" and (rest[3], rest[104], rest[105]) != (element, component, terminator):
                break


def claims_of(text: str) -> list[Owner]:
    """Every claim with its segments, found by walking the file once."""
    claims: list[Owner] = []
    open_levels: dict[str, list[Segment]] = {}
    area = loop = level = group_guide = kind = ""
    owner: Owner | None = None
    counts = [0, 0, 0]
    for number, values, component in segments_of(text):
        name = values[0].strip()
        code = values[1].split(component)[0].strip() if len(values) > 1 else ""
        if name in {"ISA", "GS", "ST"}:
            counts[("ISA", "GS", "ST").index(name)] += 1
        if name == "GS":
            group_guide = values[8].strip() if len(values) > 8 else ""
        if name in {"ISA", "GS", "SE", "GE", "IEA"}:
            area, loop, owner, open_levels, level = "", "", None, {}, ""
        elif name == "ST":
            area, loop, owner, open_levels, level = "header", "HEADER", None, {"header": []}, "header"
            own_guide = values[3].strip() if len(values) > 3 else ""
            kind = GUIDES[(own_guide or group_guide)[:10]]
        elif name == "HL":
            area = loop = level = HIERARCHY.get(values[3].strip() if len(values) > 3 else "", "")
            open_levels = {above: found for above, found in open_levels.items() if above == "header" or above < level}
            open_levels[level] = []
            owner = None
        elif name == "CLM":
            area = loop = "2300"
            owner = claim = Owner(kind, above={**open_levels, "innermost": open_levels.get(level, [])})
            claim.envelope = (counts[0], counts[1], counts[2])
            claims.append(claim)
        elif name == "SBR" and area in {"2300", "2320"} and claims:
            area = loop = "2320"
            owner = Owner(kind)
            claims[-1].other_payers.append(owner)
        elif name == "LX" and area in {"2300", "2320", "2400"}:
            area = loop = "2400"
            owner = Owner(kind)
            claims[-1].lines.append(owner)
        elif name == "NM1":
            loop = NAMES[kind].get(area, {}).get(code, "")
        elif area == "2400" and name in BELOW_LINE[kind]:
            loop = BELOW_LINE[kind][name]
            if name == "SVD":
                claims[-1].lines[-1].adjudications.append(Owner(kind))
        segment = Segment(number, values, loop, component)
        if owner:
            owner.segments.append(segment)
            if area == "2320":
                claims[-1].segments.append(segment)
            elif area == "2400" and owner.adjudications:
                owner.adjudications[-1].segments.append(segment)
        elif level in open_levels:
            open_levels[level].append(segment)
    return claims
