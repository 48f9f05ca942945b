"""A second reader of 837P, slow and obvious, that the reader by column is compared with.

One loop over segments, one dictionary a row. It reads the same field dictionary and nothing else of
the engine's readers: what a loop is and what a value means are written down once more, plainly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from engine.fields import FIELDS, Field, Grain
from engine.x12_place import X12Place
from tests.slow_values import Value, meaning, scaled

Row: TypeAlias = dict[str, Any]
Note: TypeAlias = Callable[[str, str, int], None]

NAMES = {
    "header": {"41": "1000A", "40": "1000B"},
    "2000A": {"85": "2010AA", "87": "2010AB", "PE": "2010AC"},
    "2000B": {"IL": "2010BA", "PR": "2010BB"},
    "2000C": {"QC": "2010CA"},
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
}  # fmt: skip
HIERARCHY = {"20": "2000A", "22": "2000B", "23": "2000C"}
DIAGNOSES = {"ABK", "ABF", "BK", "BF", "ABJ", "BJ", "APR", "PR", "ABN", "BN"}
CONDITIONS = {"BP", "BO", "BG"}


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
    area = loop = ""
    owner: Owner | None = None
    level = ""
    counts = [0, 0, 0]
    for number, values, component in segments_of(text):
        name = values[0].strip()
        code = values[1].split(component)[0].strip() if len(values) > 1 else ""
        if name in {"ISA", "GS", "ST"}:
            counts[("ISA", "GS", "ST").index(name)] += 1
        if name in {"ISA", "GS", "SE", "GE", "IEA"}:
            area, loop, owner, open_levels, level = "", "", None, {}, ""
        elif name == "ST":
            area, loop, owner, open_levels, level = "header", "HEADER", None, {"header": []}, "header"
        elif name == "HL":
            area = loop = level = HIERARCHY.get(values[3].strip() if len(values) > 3 else "", "")
            for below in ("2000A", "2000B", "2000C"):
                if below >= level:
                    open_levels.pop(below, None)
            open_levels[level] = []
            owner = None
        elif name == "CLM":
            area = loop = "2300"
            owner = claim = Owner(above={**open_levels, "innermost": open_levels.get(level, [])})
            claim.envelope = (counts[0], counts[1], counts[2])
            claims.append(claim)
        elif name == "SBR" and area in {"2300", "2320"} and claims:
            area = loop = "2320"
            owner = Owner()
            claims[-1].other_payers.append(owner)
        elif name == "LX" and area in {"2300", "2320", "2400"}:
            area = loop = "2400"
            owner = Owner()
            claims[-1].lines.append(owner)
        elif name == "NM1":
            loop = NAMES.get(area, {}).get(code, "")
        elif area == "2400" and name in {"LIN", "SVD", "LQ"}:
            loop = {"LIN": "2410", "SVD": "2430", "LQ": "2440"}[name]
            if name == "SVD":
                claims[-1].lines[-1].adjudications.append(Owner())
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


def scoped(owner: Owner, place: X12Place) -> list[Segment]:
    """The segments a place is looked for in."""
    first = place.loops[0]
    if len(place.loops) > 1:
        return owner.above.get("innermost", [])
    if first.startswith(("HEADER", "1000")):
        return owner.above.get("header", [])
    for level in ("A", "B", "C"):
        if first.startswith((f"2000{level}", f"2010{level}")):
            return owner.above.get(f"2000{level}", [])
    return owner.segments


def anchor(owner: Owner, place: X12Place) -> Segment | None:
    """The first segment that a place names."""
    for segment in scoped(owner, place):
        wanted = not place.qualifiers or (segment.parts(1) or [None])[0] in place.qualifiers
        if segment.values[0] == place.segment and segment.loop in place.loops and wanted:
            return segment
    return None


def fields_of(owner: Owner, grain: Grain, row: Row, note: Note) -> Row:
    """Fill a row from the places of a grain."""
    for one in FIELDS.of(grain):
        place = one.place
        row.setdefault(one.path, None)
        if place is None:
            continue
        segment = anchor(owner, place)
        row[f"@{place.anchor}"] = segment.number if segment else None
        if segment is None or (
            place.if_element and (segment.parts(place.if_element) or [None])[0] not in place.if_values
        ):
            continue
        row[one.path] = value_of(one, place, segment, note)
    return row


def value_of(one: Field, place: X12Place, segment: Segment, note: Note) -> Value:
    if place.component:
        parts = segment.parts(place.element)
        if place.last:
            return [part.upper() for part in parts[place.component - 1 : place.last] if part] or None
        return meaning(parts[place.component - 1] if len(parts) >= place.component else None, one.type)
    if place.last:
        several = [segment.value(element) for element in range(place.element, place.last + 1)]
        return [value.upper() for value in several if value] or None
    text = segment.value(place.element)
    value = meaning(text, one.type, place)
    if text is not None and value is None:
        note(one.path, text, segment.number)
    return value


def adjustments(owner: Owner, loop: str, path: str, note: Note) -> Row:
    total, groups, bad = 0, list[str](), False
    found = [segment for segment in owner.segments if segment.loop == loop and segment.values[0] == "CAS"]
    for segment in found:
        group = segment.value(1)
        if group and group.upper() not in groups:
            groups.append(group.upper())
        for element in range(3, 19, 3):
            text = segment.value(element)
            cents = scaled(text, 2) if text is not None else 0
            if text is not None and cents is None:
                bad = True
                note(f"{path}.adjustment_total", text, segment.number)
            total += cents or 0
    return {
        f"{path}.adjustment_total": None if bad or not found else total,
        f"{path}.adjustment_groups": groups or None,
    }


def read(data: bytes) -> dict[str, list[Row]]:
    """The rows of all tables of a sound 837P, by the name of the table; keys count over the whole file."""
    tables: dict[str, list[Row]] = {
        name: []
        for name in (
            "claims", "lines", "diagnoses", "line_diagnoses", "other_payers", "adjudications", "unreadable",
        )
    }  # fmt: skip

    def noted(claim: int, line: int | None) -> Note:
        def note(path: str, text: str, number: int) -> None:
            tables["unreadable"].append(
                {"#claim": claim, "#line": line, "field": path, "value": text, "segment": number}
            )

        return note

    for number, claim in enumerate(claims_of(data.decode("utf-8"))):
        keys = dict(zip(("#interchange", "#group", "#transaction"), claim.envelope, strict=True))
        row = fields_of(claim, Grain.CLAIM, {"#claim": number, **keys}, noted(number, None))
        row["claim.type"] = "837P"
        row["claim.patient.is_subscriber"] = "2000C" not in claim.above
        diagnoses = diagnoses_of(claim, number, noted(number, None))
        tables["claims"].append(row)
        tables["diagnoses"] += diagnoses
        days = []
        for line in claim.lines:
            at = len(tables["lines"])
            own = fields_of(line, Grain.LINE, {"#claim": number, "#line": at}, noted(number, at))
            own["line.place_of_service"] = own["line.own_place_of_service"] or row["claim.place_of_service"]
            tables["lines"].append(own)
            days.append((own["line.service_date"], own["line.service_through"]))
            for pointer in own["line.diagnosis_pointers"] or []:
                tables["line_diagnoses"].append({"#claim": number, "#line": at, **pointed(diagnoses, pointer, number)})
            for decided in line.adjudications:
                each = fields_of(decided, Grain.ADJUDICATION, {"#claim": number, "#line": at}, noted(number, at))
                each |= adjustments(decided, "2430", "adjudication", noted(number, at))
                tables["adjudications"].append(each)
        firsts = [first for first, _ in days if first]
        row["claim.service_from"] = min(firsts, default=None)
        row["claim.service_through"] = max([*firsts, *(last for _, last in days if last)], default=None)
        for other in claim.other_payers:
            count = len(tables["other_payers"]) + 1
            own = fields_of(other, Grain.OTHER_PAYER, {"#claim": number, "#other_payer": count}, noted(number, None))
            own |= adjustments(other, "2320", "other_payer", noted(number, None))
            tables["other_payers"].append(own)
    tables["unreadable"] = said_once(tables["unreadable"])
    return tables


def diagnoses_of(claim: Owner, number: int, note: Note) -> list[Row]:
    found: list[Row] = []
    for segment in claim.segments:
        if segment.values[0] != "HI" or segment.loop != "2300":
            continue
        for element in range(1, len(segment.values)):
            text, parts = segment.value(element), segment.parts(element)
            if text is None:
                continue
            qualifier = parts[0].upper() if parts[0] else None
            if len(parts) == 1:
                note("diagnosis.code", text, segment.number)
            elif qualifier in DIAGNOSES:
                code = parts[1].upper().replace(".", "") if parts[1] else None
                found.append(
                    {
                        "#claim": number, "diagnosis.position": len(found) + 1, "diagnosis.qualifier": qualifier,
                        "diagnosis.code": code or None, "diagnosis.pointer": None, "@2300 HI": segment.number,
                        "@element": element,
                    }
                )  # fmt: skip
            elif qualifier not in CONDITIONS:
                note("diagnosis.qualifier", text, segment.number)
    return found


def pointed(diagnoses: list[Row], pointer: str, number: int) -> Row:
    at = int(pointer) if re.fullmatch("[0-9]{1,9}", pointer, re.ASCII) else 0
    if 1 <= at <= len(diagnoses):
        return {**diagnoses[at - 1], "diagnosis.pointer": pointer}
    nothing = {"position": None, "qualifier": None, "code": None, "pointer": pointer}
    row = {f"diagnosis.{name}": value for name, value in nothing.items()}
    return {"#claim": number, **row, "@2300 HI": None, "@element": None}


def said_once(rows: list[Row]) -> list[Row]:
    """A period that cannot be read is said of its first day only."""
    of_first = {(row["#claim"], row["#line"], row["segment"], row["value"], row["field"]) for row in rows}
    twins = {"line.service_through": "line.service_date"}
    return [
        row
        for row in rows
        if (row["#claim"], row["#line"], row["segment"], row["value"], twins.get(row["field"])) not in of_first
    ]
