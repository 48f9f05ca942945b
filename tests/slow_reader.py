"""A second reader of 837 files, slow and obvious, that the reader by column is compared with.

One loop over segments (`slow_loops`), one dictionary a row. It reads the same field dictionary and
nothing else of the engine's readers: what a loop is and what a value means (`slow_values`) are
written down once more, plainly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from engine.fields import FIELDS, Field, Grain, Type
from engine.x12_place import X12Place
from tests.slow_codes import codes_of
from tests.slow_loops import Owner, Segment, claims_of
from tests.slow_values import Value, meaning, scaled, time_of

Row: TypeAlias = dict[str, Any]
Note: TypeAlias = Callable[[str, str, int], None]

TABLES = (
    "claims", "lines", "diagnoses", "line_diagnoses", "procedures", "occurrences", "occurrence_spans", "value_codes",
    "tooth_statuses", "teeth", "other_payers", "adjudications", "unreadable",
)  # fmt: skip
FIRST_DAY_OF = {
    "line.service_through": "line.service_date",
    "claim.statement_through": "claim.statement_from",
    "claim.own_service_through": "claim.own_service_date",
}


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


def stands_at(segment: Segment, place: X12Place) -> bool:
    """Whether a segment is of the kind that a place names."""
    wanted = not place.qualifiers or (segment.parts(1) or [None])[0] in place.qualifiers
    return segment.values[0] == place.segment and segment.loop in place.loops and wanted


def anchor(owner: Owner, place: X12Place) -> Segment | None:
    """The first segment that a place names."""
    return next((segment for segment in scoped(owner, place) if stands_at(segment, place)), None)


@cache
def empty(grain: Grain) -> Row:
    """The columns of a grain that come of the dictionary, those of other types of claims too."""
    paths = {one.path: None for one in FIELDS.of(grain)}
    return paths | {f"@{place.anchor}": None for one in FIELDS.of(grain) for place in one.places.values()}


def fields_of(owner: Owner, grain: Grain, row: Row, note: Note) -> Row:
    """Fill a row from the places of a grain."""
    row |= empty(grain)
    segments: dict[str, Segment | None] = {}  # each is looked for once
    for one in FIELDS.of(grain):
        place = one.places.get(owner.kind)
        if place is None:
            continue
        if place.anchor not in segments:
            segments[place.anchor] = anchor(owner, place)
        segment = segments[place.anchor]
        if segment is None:
            continue
        row[f"@{place.anchor}"] = segment.number
        met = not place.if_element or (segment.parts(place.if_element) or [None])[0] in place.if_values
        if met and not (one.type is Type.CODES and place.component and not place.last):  # codes of every element
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
    if place.time:
        return time_of(text)
    value = meaning(text, one.type, period=place.segment == "DTP", through=place.through)
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
    """The rows of all tables of a sound 837, by the name of the table; keys count over the whole file."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}

    def noted(claim: int, line: int | None) -> Note:
        def note(path: str, text: str, number: int) -> None:
            tables["unreadable"].append(
                {"#claim": claim, "#line": line, "field": path, "value": text, "segment": number}
            )

        return note

    for number, claim in enumerate(claims_of(data.decode("utf-8"))):
        note = noted(number, None)
        row = claim_row(claim, number, note)
        codes = codes_of(claim, number, note)
        row["claim.condition_codes"] = [one["code"] for one in codes.pop("condition_codes")] or None
        tables["claims"].append(row)
        for name, rows in codes.items():
            tables[name] += rows
        for segment in claim.segments:
            if claim.kind == "837D" and segment.values[0] == "DN2" and segment.loop == "2300":
                alone = Owner(claim.kind, [segment])
                tables["tooth_statuses"].append(fields_of(alone, Grain.TOOTH_STATUS, {"#claim": number}, note))
        days, decided = [], []
        for line in claim.lines:
            at = len(tables["lines"])
            own = line_row(line, row, {"#claim": number, "#line": at}, noted(number, at))
            tables["lines"].append(own)
            days.append((own["line.service_date"], own["line.service_through"]))
            for pointer in own["line.diagnosis_pointers"] or []:
                pointed_to = pointed(codes["diagnoses"], pointer, number)
                tables["line_diagnoses"].append({"#claim": number, "#line": at, **pointed_to})
            for segment in line.segments:
                if claim.kind == "837D" and segment.values[0] == "TOO" and segment.loop == "2400":
                    alone = Owner(claim.kind, [segment])
                    keys = {"#claim": number, "#line": at}
                    tables["teeth"].append(fields_of(alone, Grain.TOOTH, keys, noted(number, at)))
            for one in line.adjudications:
                each = fields_of(one, Grain.ADJUDICATION, {"#claim": number, "#line": at}, noted(number, at))
                each |= adjustments(one, "2430", "adjudication", noted(number, at))
                decided.append(each)
        tables["adjudications"] += decided
        firsts = [first for first, _ in days if first]
        lasts = [*firsts, *(last for _, last in days if last)]
        row["claim.service_from"] = row["claim.statement_from"] or min(firsts, default=None)
        row["claim.service_through"] = row["claim.statement_through"] or max(lasts, default=None)
        for other in claim.other_payers:
            count = len(tables["other_payers"]) + 1
            own = fields_of(other, Grain.OTHER_PAYER, {"#claim": number, "#other_payer": count}, note)
            own |= adjustments(other, "2320", "other_payer", note)
            own |= line_totals(own["other_payer.payer_id"], decided)
            tables["other_payers"].append(own)
    tables["unreadable"] = said_once(tables["unreadable"])
    return tables


def claim_row(claim: Owner, number: int, note: Note) -> Row:
    keys = dict(zip(("#interchange", "#group", "#transaction"), claim.envelope, strict=True))
    row = fields_of(claim, Grain.CLAIM, {"#claim": number, **keys}, note)
    row["claim.type"] = claim.kind
    row["claim.patient.is_subscriber"] = "2000C" not in claim.above
    reported = row["claim.transaction.type_code"]
    row["claim.is_encounter"] = None if reported is None else reported == "RP"
    facility, frequency = row["claim.facility_type_code"], row["claim.frequency_code"]
    if facility and frequency:
        row["claim.type_of_bill"] = f"0{facility}{frequency}"
    return row


def line_row(line: Owner, claim: Row, keys: Row, note: Note) -> Row:
    row = fields_of(line, Grain.LINE, keys, note)
    row["line.place_of_service"] = row["line.own_place_of_service"] or claim["claim.place_of_service"]
    row["line.service_date"] = row["line.service_date"] or claim["claim.own_service_date"]
    row["line.service_through"] = row["line.service_through"] or claim["claim.own_service_through"]
    return row


def line_totals(payer: str | None, decided: list[Row]) -> Row:
    """What a payer paid and took off on all lines; None where one of its amounts is not known."""
    of_payer = [one for one in decided if payer is not None and one["adjudication.payer_id"] == payer]
    paid = [one["adjudication.paid_amount"] for one in of_payer]
    off = [
        0 if one["adjudication.adjustment_groups"] is None and one["adjudication.adjustment_total"] is None
        else one["adjudication.adjustment_total"]
        for one in of_payer
    ]  # fmt: skip
    return {
        "other_payer.line_paid_total": sum(paid) if paid and None not in paid else None,
        "other_payer.line_adjustment_total": sum(off) if off and None not in off else None,
    }


def pointed(diagnoses: list[Row], pointer: str, number: int) -> Row:
    at = int(pointer) if re.fullmatch("[0-9]{1,9}", pointer, re.ASCII) else 0
    if 1 <= at <= len(diagnoses):
        return {**diagnoses[at - 1], "diagnosis.pointer": pointer}
    row: Row = {field.path: None for field in FIELDS.of(Grain.DIAGNOSIS)}
    return {"#claim": number, **row, "diagnosis.pointer": pointer, "@2300 HI": None, "@element": None}


def said_once(rows: list[Row]) -> list[Row]:
    """A period that cannot be read is said of its first day only."""
    of_first = {(row["#claim"], row["#line"], row["segment"], row["value"], row["field"]) for row in rows}
    return [
        row
        for row in rows
        if (row["#claim"], row["#line"], row["segment"], row["value"], FIRST_DAY_OF.get(row["field"])) not in of_first
    ]
