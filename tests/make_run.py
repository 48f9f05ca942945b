"""Small runs for tests of runs and reports: made-up claims, and only what differs is stated."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from engine.errors import Problem
from engine.findings import CLAIMS, FINDINGS, NOT_EVALUATED
from engine.run_manifest import InputFile, RunFacts
from engine.runs import Run, RunWriter

Row = Mapping[str, object]

FACTS = RunFacts(
    program="claimscrub 0.1.0",
    inputs=[InputFile(file="night.837", bytes=2048, sha256="ab" * 32)],
    rules="cd" * 32,
    profiles="ef" * 32,
    triage="durable-rules 2.0.28",
    code_sets={"place-of-service": "2026-07-01", "icd-10-cm": "2027"},
    options={"profile": "auto"},
    submission_date=date(2026, 5, 6),
)

_CLAIM: Row = {
    "file": "night.837",
    "interchange": 1,
    "group": 1,
    "transaction": 1,
    "payer_id": "99999",
    "payer_name": "Example Commercial",
    "profile": "example-commercial",
    "claim_type": "837P",
    "encounter": False,
    "billing_npi": "1234567893",
    "rendering_npi": "1993999998",
    "service_from": date(2026, 5, 4),
    "service_through": date(2026, 5, 4),
    "submission_date": date(2026, 5, 6),
    "total_charge": 12500,
    "line_count": 1,
    "disposition": "clean",
}

_FINDING: Row = {
    "file": "night.837",
    "rule": "billing-npi-check-digit",
    "family": "providers",
    "severity": "error",
    "title": "Billing provider NPI has a wrong check digit",
    "message": "The billing provider's NPI 1234567890 has a wrong check digit.",
    "remedy": "Correct the NPI in the provider master file.",
    "desk": "credentialing",
    "carc": "16",
    "rarc": "N257",
    "field": "claim.billing_provider.npi",
    "value": "1234567890",
    "loop": "2010AA",
    "segment": 8,
    "segment_id": "NM1*85",
    "element": "09",
    "box": "33a",
}


def claims(*rows: Row) -> pl.DataFrame:
    """Claims numbered from 1, or from the number of the first, each the standard one but for what is stated."""
    begin = rows[0].get("claim", 1) if rows else 1
    assert isinstance(begin, int)
    full = [
        {"claim": n, "claim_id": f"ACCT-{n:04}", "segment": 20 + n, **_CLAIM, **row}
        for n, row in enumerate(rows, begin)
    ]
    return pl.DataFrame(full, schema=CLAIMS)


def findings(*rows: Row) -> pl.DataFrame:
    """Findings about claim 1 unless they say so, each the standard one but for what is stated."""
    full = [{"claim": 1, **_FINDING, **row} for row in rows]
    full = [{"claim_id": f"ACCT-{row['claim']:04}", **row} for row in full]
    return pl.DataFrame(full, schema=FINDINGS)


def not_evaluated(*rows: Row) -> pl.DataFrame:
    """What could not be judged for want of a table."""
    standard: Row = {
        "claim": 1,
        "rule": "diagnosis-not-valid",
        "needs": "icd-10-cm",
        "day": date(2027, 10, 1),
        "mend": "Import the ICD-10-CM release of fiscal year 2028.",
    }
    return pl.DataFrame([{**standard, **row} for row in rows], schema=NOT_EVALUATED)


def make_run(
    root: Path,
    *,
    claim_rows: Iterable[Row] = ({},),
    finding_rows: Iterable[Row] = (),
    not_evaluated_rows: Iterable[Row] = (),
    holds: pl.DataFrame | None = None,
    facts: RunFacts = FACTS,
    name: str | None = None,
) -> Run:
    """A published run of one block."""
    with RunWriter(root, name=name) as writer:
        writer.add(findings(*finding_rows), claims(*claim_rows), not_evaluated(*not_evaluated_rows))
        return writer.finish(facts, holds)


def telling_run(root: Path) -> Run:
    """A run with something of everything: used where a report is looked at as a whole."""
    held = {"disposition": "held", "reason": "1 error", "desk": "credentialing"}
    review = {"disposition": "review", "reason": "1 warning", "desk": "coding", "total_charge": 9_900}
    cause: Row = {
        "rule": "subscriber-birth-date-missing",
        "desk": "front-desk",
        "title": "Subscriber has no birth date",
    }
    return make_run(
        root,
        claim_rows=[held, review, {}, {"payer_id": None, "payer_name": None}, {**held, "total_charge": 250_000}],
        finding_rows=[
            {},
            {"claim": 2, "rule": "modifier-25-missing", "family": "coding", "severity": "warning", "line": 1}
            | {"desk": "coding", "title": "Visit on the day of a procedure without modifier 25", "carc": "97"}
            | {"message": "Line 1 is a visit on the day of a procedure and has no modifier 25.", "rarc": None}
            | {
                "remedy": "Add modifier 25 if the visit was separate.",
                "loop": "2400",
                "segment_id": "SV1",
                "box": "24D",
            },
            {"claim": 5, **cause, "message": "The subscriber has no birth date.", "family": "demographics"},
            {"claim": 5, "rule": "age-conflict", "severity": "warning", "explained_by": cause["rule"], "line": 2}
            | {"title": "Age does not fit the procedure", "message": "Line 2 cannot be judged by age."},
            {"claim": 5, "rule": "note-long", "severity": "info", "title": "Note is long", "message": "Note is long."},
        ],
        not_evaluated_rows=[{}, {"claim": 3, "day": date(2027, 10, 9)}],
        facts=replace(
            FACTS,
            problems=[
                Problem(
                    "night.837",
                    "segment 212 (SE), element 1",
                    "the transaction has 211 segments, not 212",
                    "segment-count",
                )
            ],
        ),
    )
