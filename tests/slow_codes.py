"""What the slow reader makes of HI segments: a plain loop over their elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from engine.fields import Type
from tests.slow_loops import Owner
from tests.slow_values import meaning

Row: TypeAlias = dict[str, Any]
Note: TypeAlias = Callable[[str, str, int], None]

DIAGNOSES = {
    "ABK": "PRINCIPAL", "BK": "PRINCIPAL", "ABF": "OTHER", "BF": "OTHER", "ABJ": "ADMITTING", "BJ": "ADMITTING",
    "APR": "REASON", "PR": "REASON", "ABN": "EXTERNAL", "BN": "EXTERNAL",
}  # fmt: skip
PRINCIPAL_PROCEDURES = ("BBR", "BR", "CAH")
OTHER_PROCEDURES = ("BBQ", "BQ")
TABLE_OF = {"BH": "occurrences", "BI": "occurrence_spans", "BE": "value_codes"}
NO_ROW = {"837P": {"BP", "BO", "BG"}, "837I": {"BG", "DR", "TC"}, "837D": {"TQ"}}
"""What is no diagnosis, procedure, occurrence or value in claims of each type, and yet known."""


def codes_of(claim: Owner, key: int, note: Note) -> dict[str, list[Row]]:
    """The rows that come of the HI segments of a claim, by table; and its condition codes."""
    found: dict[str, list[Row]] = {
        name: [] for name in ("diagnoses", "procedures", *TABLE_OF.values(), "condition_codes")
    }
    for segment in claim.segments:
        if segment.values[0] != "HI" or segment.loop != "2300":
            continue
        for element in range(1, len(segment.values)):
            text, parts = segment.value(element), [*segment.parts(element), *[None] * 9]
            if text is None:
                continue
            if len(segment.parts(element)) == 1:
                note("diagnosis.code", text, segment.number)
                continue
            upper = [part.upper() if part else None for part in parts]
            qualifier = upper[0] or ""
            code = (upper[1] or "").replace(".", "") or None
            place = {"#claim": key, "@2300 HI": segment.number, "@element": element}
            institutional = claim.kind == "837I"

            def typed(path: str, part: str | None, kind: Type, number: int = segment.number) -> object:
                value = meaning(part, kind, period=kind is Type.DATE)
                if part is not None and value is None:
                    note(path, part, number)
                return value

            if qualifier in DIAGNOSES:
                found["diagnoses"].append(
                    {
                        **place, "diagnosis.position": len(found["diagnoses"]) + 1, "diagnosis.qualifier": qualifier,
                        "diagnosis.kind": DIAGNOSES[qualifier], "diagnosis.code": code, "diagnosis.pointer": None,
                        "diagnosis.present_on_admission": upper[8] if institutional else None,
                    }
                )  # fmt: skip
            elif institutional and qualifier in PRINCIPAL_PROCEDURES + OTHER_PROCEDURES:
                day = typed("procedure.date", upper[3], Type.DATE)
                found["procedures"].append(
                    {**place, "procedure.qualifier": qualifier, "procedure.code": code, "procedure.date": day}
                )
            elif institutional and qualifier == "BH":
                day = typed("occurrence.date", upper[3], Type.DATE)
                found["occurrences"].append({**place, "occurrence.code": code, "occurrence.date": day})
            elif institutional and qualifier == "BI":
                first = typed("occurrence_span.from", upper[3], Type.DATE)
                last = meaning(upper[3], Type.DATE, period=True, through=True)
                found["occurrence_spans"].append(
                    {
                        **place, "occurrence_span.code": code, "occurrence_span.from": first,
                        "occurrence_span.through": last,
                    }
                )  # fmt: skip
            elif institutional and qualifier == "BE":
                amount = typed("value_code.amount", upper[4], Type.MONEY)
                found["value_codes"].append({**place, "value_code.code": code, "value_code.amount": amount})
            elif qualifier not in NO_ROW[claim.kind]:
                note("diagnosis.qualifier", text, segment.number)
            elif institutional and qualifier == "BG" and code:
                found["condition_codes"].append({"code": code})
    principal = [row for row in found["procedures"] if row["procedure.qualifier"] in PRINCIPAL_PROCEDURES]
    found["procedures"] = principal + [row for row in found["procedures"] if row not in principal]
    for at, row in enumerate(found["procedures"], start=1):
        row["procedure.position"] = at
    return found
