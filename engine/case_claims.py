"""Claims written sparsely: a mapping of differences to a standard clean claim becomes a record.

Used for the cases of rules and for tests. What follows from other values (totals, days of service, the
type of bill, the patient who is the subscriber) is worked out here as the readers work it out of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, cast

from .fields import PLURALS, Grain
from .language.records import Record
from .language.tree import Value
from .readers.x12.coded import KINDS, PRINCIPAL
from .readers.x12.extract import ENCOUNTERS
from .standard_claim import ADJUDICATION, OTHER_PAYER, PATIENT, STANDARD, SUBMITTED, StandardClaim

SAME_PERSON: Final = frozenset({"patient.death_date", "patient.weight", "patient.pregnancy_indicator"})
"""What may be said of the patient without making the patient somebody else than the subscriber."""

SHARED: Final = (
    "last_name", "first_name", "middle_name", "address_1", "address_2", "city", "state", "zip", "country", "birth_date",
    "sex",
)  # fmt: skip
"""What a patient who is the subscriber has from the subscriber."""

INPATIENT: Final = "11"
"""The facility type code of an inpatient stay, whose diagnoses say whether they were there on admission."""

WITH_PRESENCE: Final = frozenset({"ABK", "ABF", "ABN"})
"""HI qualifiers of diagnoses that say it."""

Differences = dict[str, "Value | None"]
"""Values by field name; None takes the standard value away."""


def merged(standard: Mapping[str, Value], differences: Mapping[str, Value | None]) -> dict[str, Value]:
    """The standard values with the differences laid over them; an empty list is an absent one."""
    return {name: value for name, value in {**standard, **differences}.items() if value is not None and value != ()}


def build(
    claim: Differences | None = None,
    lines: Iterable[Differences] | None = None,
    diagnoses: Iterable[Differences] | None = None,
    other_payers: Iterable[Differences] = (),
    adjudications: Mapping[int, Iterable[Differences]] | None = None,
    *,
    teeth: Mapping[int, Iterable[Differences]] | None = None,
    parts: Mapping[str, Iterable[Differences]] | None = None,
) -> Record:
    """A claim's record: the standard clean claim of its type but for what is stated.

    `adjudications` and `teeth` are by position of the line, from 0; `parts` has what else a claim has
    several of, by name (`procedures`). Money is in cents, quantity in thousandths.
    """
    stated = dict(claim or {})
    standard = STANDARD.get(str(stated.get("type")), STANDARD["837P"])
    values = merged(standard.claim, stated)
    _patient(values, stated)
    values.setdefault("transaction.date", SUBMITTED)
    _heads(values)
    record = Record(Grain.CLAIM, values)
    given: Iterable[Mapping[str, Value | None]] = standard.diagnoses if diagnoses is None else diagnoses
    record.members["diagnoses"] = [_diagnosis(i, d, values) for i, d in enumerate(given, start=1)]
    for name, rows in (parts or {}).items():
        record.members[name] = _numbered(PLURALS[name], rows)
    shapes: Iterable[Mapping[str, Value | None]] = standard.lines if lines is None else lines
    record.members["lines"] = [_line(number, shape, standard, record) for number, shape in enumerate(shapes, start=1)]
    for at, line in enumerate(record.members["lines"]):
        line.members["adjudications"] = [_adjudication(line, a) for a in (adjudications or {}).get(at, ())]
        line.members["teeth"] = [Record(Grain.TOOTH, merged({}, tooth)) for tooth in (teeth or {}).get(at, ())]
    record.members["other_payers"] = [Record(Grain.OTHER_PAYER, merged(OTHER_PAYER, p)) for p in other_payers]
    _totals(record, stated)
    return record


def run(submission_date: date = SUBMITTED) -> Record:
    """The run a claim is scrubbed in."""
    return Record(Grain.RUN, {"submission_date": submission_date})


def _patient(values: dict[str, Value], stated: Differences) -> None:
    of_patient = {name for name in stated if name.startswith("patient.")}
    values["patient.is_subscriber"] = of_patient <= SAME_PERSON
    if values["patient.is_subscriber"]:
        for name in SHARED:
            if (value := values.get(f"subscriber.{name}")) is not None:
                values[f"patient.{name}"] = value
        return
    if "subscriber.relationship" not in stated:
        values.pop("subscriber.relationship", None)
    for name, value in PATIENT.items():
        if f"patient.{name}" not in stated:
            values[f"patient.{name}"] = value


def _heads(values: dict[str, Value]) -> None:
    """What follows from the head of a claim: whether it is an encounter, and its type of bill."""
    if "transaction.type_code" in values:
        values["is_encounter"] = values["transaction.type_code"] == ENCOUNTERS
    if values.get("type") == "837I" and {"facility_type_code", "frequency_code"} <= values.keys():
        values["type_of_bill"] = f"0{values['facility_type_code']}{values['frequency_code']}"


def _diagnosis(position: int, stated: Mapping[str, Value | None], claim: Mapping[str, Value]) -> Record:
    values = merged({"position": position, "qualifier": "ABK" if position == 1 else "ABF"}, stated)
    qualifier = str(values.get("qualifier"))
    if claim.get("facility_type_code") == INPATIENT and qualifier in WITH_PRESENCE:
        values = merged({**values, "present_on_admission": "Y"}, stated)
    if qualifier in KINDS:
        values["kind"] = KINDS[qualifier]
    return Record(Grain.DIAGNOSIS, values)


def _numbered(grain: Grain, rows: Iterable[Differences]) -> list[Record]:
    """Rows of the claim; procedures have the principal one first and are numbered."""
    if grain is not Grain.PROCEDURE:
        return [Record(grain, merged({}, row)) for row in rows]
    qualified = [merged({"qualifier": "BBQ" if i else "BBR"}, row) for i, row in enumerate(rows)]
    ordered = sorted(qualified, key=lambda values: values.get("qualifier") not in PRINCIPAL)
    return [Record(grain, {**values, "position": i}) for i, values in enumerate(ordered, start=1)]


def _line(number: int, stated: Mapping[str, Value | None], standard: StandardClaim, claim: Record) -> Record:
    values = merged({"line_number": number, **standard.line}, stated)
    if "service_date" in values:
        values.setdefault("service_through", values["service_date"])
    values |= _inherited(values, claim.values)
    line = Record(Grain.LINE, values)
    by_position = {str(d.values["position"]): d for d in claim.members["diagnoses"]}
    line.members["diagnoses"] = [
        Record(Grain.DIAGNOSIS, {**(by_position[p].values if p in by_position else {}), "pointer": p})
        for p in cast("tuple[str, ...]", values.get("diagnosis_pointers", ()))
    ]
    return line


def _inherited(line: Mapping[str, Value], claim: Mapping[str, Value]) -> dict[str, Value]:
    """What a line has from its claim where it says nothing of its own."""
    if claim.get("type") == "837I":
        return {}
    found = {"place_of_service": line.get("own_place_of_service", claim.get("place_of_service"))}
    if claim.get("type") == "837D":
        found |= {name: line.get(name, claim.get(f"own_{name}")) for name in ("service_date", "service_through")}
    return {name: value for name, value in found.items() if value is not None}


def _adjudication(line: Record, stated: Differences) -> Record:
    codes: dict[str, Value] = {
        name: line.values[name] for name in ("procedure_code", "revenue_code") if name in line.values
    }
    return Record(Grain.ADJUDICATION, merged({**ADJUDICATION, **codes}, stated))


def _totals(record: Record, stated: Differences) -> None:
    lines = record.members["lines"]
    if "total_charge" not in stated:
        record.values["total_charge"] = sum(cast(int, line.values.get("charge", 0)) for line in lines)
    first = [cast(date, line.values["service_date"]) for line in lines if "service_date" in line.values]
    days = ("service_date", "service_through")
    last = [cast(date, line.values[name]) for line in lines for name in days if name in line.values]
    found = {"from": min(first, default=None), "through": max(last, default=None)}
    for name, of_lines in found.items():
        of_statement = record.values.get(f"statement_{name}") if record.values.get("type") == "837I" else None
        if (day := of_statement or of_lines) is not None:
            record.values[f"service_{name}"] = day
