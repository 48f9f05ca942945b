"""Claims written sparsely: a mapping of differences to the standard clean claim becomes a record.

Used for the cases of rules and for tests. What follows from other values (totals, days of service,
the patient who is the subscriber) is worked out here as the readers work it out of a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, cast

from .fields import Grain
from .language.records import Record
from .language.tree import Value
from .standard_claim import ADJUDICATION, CLAIM, DIAGNOSES, LINE, OTHER_PAYER, PATIENT, SUBMITTED

SAME_PERSON: Final = frozenset({"patient.death_date", "patient.weight", "patient.pregnancy_indicator"})
"""What may be said of the patient without making the patient somebody else than the subscriber."""

SHARED: Final = (
    "last_name", "first_name", "middle_name", "address_1", "address_2", "city", "state", "zip", "country", "birth_date",
    "sex",
)  # fmt: skip
"""What a patient who is the subscriber has from the subscriber."""

Differences = dict[str, "Value | None"]
"""Values by field name; None takes the standard value away."""


def merged(standard: dict[str, Value], differences: Differences) -> dict[str, Value]:
    """The standard values with the differences laid over them; an empty list is an absent one."""
    return {name: value for name, value in {**standard, **differences}.items() if value is not None and value != ()}


def build(
    claim: Differences | None = None,
    lines: Iterable[Differences] | None = None,
    diagnoses: Iterable[Differences] | None = None,
    other_payers: Iterable[Differences] = (),
    adjudications: dict[int, list[Differences]] | None = None,
) -> Record:
    """A claim's record: the standard clean claim but for what is stated.

    `adjudications` are by position of the line, from 0. Money is in cents, quantity in thousandths.
    """
    stated = dict(claim or {})
    values = merged(CLAIM, stated)
    _patient(values, stated)
    values.setdefault("transaction.date", SUBMITTED)
    record = Record(Grain.CLAIM, values)
    if diagnoses is None:
        diagnoses = [{"code": code} for code in DIAGNOSES]
    record.members["diagnoses"] = [_diagnosis(i, d) for i, d in enumerate(diagnoses, start=1)]
    given = [{}] if lines is None else list(lines)
    record.members["lines"] = [
        _line(number, line, record, (adjudications or {}).get(number - 1, []))
        for number, line in enumerate(given, start=1)
    ]
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


def _diagnosis(position: int, stated: Differences) -> Record:
    standard: dict[str, Value] = {"position": position, "qualifier": "ABK" if position == 1 else "ABF"}
    return Record(Grain.DIAGNOSIS, merged(standard, stated))


def _line(number: int, stated: Differences, claim: Record, adjudications: list[Differences]) -> Record:
    values = merged({"line_number": number, **LINE}, stated)
    if "service_date" in values:
        values.setdefault("service_through", values["service_date"])
    place = values.get("own_place_of_service", claim.values.get("place_of_service"))
    if place is not None:
        values["place_of_service"] = place
    line = Record(Grain.LINE, values)
    by_position = {str(d.values["position"]): d for d in claim.members["diagnoses"]}
    line.members["diagnoses"] = [
        Record(Grain.DIAGNOSIS, {**(by_position[p].values if p in by_position else {}), "pointer": p})
        for p in cast("tuple[str, ...]", values.get("diagnosis_pointers", ()))
    ]
    line.members["adjudications"] = [Record(Grain.ADJUDICATION, merged(ADJUDICATION, a)) for a in adjudications]
    return line


def _totals(record: Record, stated: Differences) -> None:
    lines = record.members["lines"]
    if "total_charge" not in stated:
        record.values["total_charge"] = sum(cast(int, line.values.get("charge", 0)) for line in lines)
    first = [cast(date, line.values["service_date"]) for line in lines if "service_date" in line.values]
    last = [cast(date, line.values["service_through"]) for line in lines if "service_through" in line.values]
    for name, day in (("service_from", min(first, default=None)), ("service_through", max(last, default=None))):
        if day is not None:
            record.values[name] = day
