"""A run as one JSON document, for programs: schemas/check.schema.json says what is in it.

It is written in pieces as the frames are read, so that a run of any size takes little memory. Money
is whole cents. What is not known is null; every key is always there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, TextIO

import polars as pl

from .run import Run, batches, redacted
from .summary import gaps

FORMAT: Final = 1

_RUN: Final = (
    "name",
    "program",
    "inputs",
    "rules",
    "profiles",
    "code_sets",
    "options",
    "submission_date",
    "triage",
    "problems",
    "sources",
)

_CLAIM: Final = (
    "claim",
    "claim_id",
    pl.struct(pl.col("payer_id").alias("id"), pl.col("payer_name").alias("name")).alias("payer"),
    "profile",
    "profile_by",
    "claim_type",
    "encounter",
    "disposition",
    "reason",
    "desk",
    "billing_npi",
    "rendering_npi",
    "service_from",
    "service_through",
    "submission_date",
    pl.col("total_charge").alias("total_charge_cents"),
    "line_count",
    "filing_clock",
    "limit_known",
    "last_day",
    pl.struct("file", "interchange", "group", "transaction", "segment", "row").alias("place"),
)

_FINDING: Final = (
    "claim",
    "claim_id",
    "line",
    "rule",
    "family",
    "severity",
    "title",
    "message",
    "remedy",
    "desk",
    pl.struct("carc", "rarc").alias("denial"),
    "field",
    "value",
    "box",
    "explained_by",
    pl.struct("file", "segment", "loop", "segment_id", "element", "row", "column").alias("place"),
)


def write(run: Run, stream: TextIO, *, redact: bool = False) -> None:
    """Write the whole run; with `redact`, without names, identifiers, dates of service and values."""
    shown = redacted(run, redact=redact)
    head = {key: run.manifest[key] for key in _RUN} | {"unasked": run.manifest.get("unasked", {}), "redacted": redact}
    not_evaluated = [
        {
            "rule": gap.rule,
            "needs": gap.needs,
            "claims": gap.claims,
            "first_day": gap.first_day,
            "last_day": gap.last_day,
            "mend": gap.mend,
        }
        for gap in gaps(shown)
    ]
    stream.write(
        f'{{"format": {FORMAT},\n"run": {_compact(head)},\n"counts": {_compact(run.manifest["counts"])},\n"claims": ['
    )
    _write_rows(stream, batches(shown.claims.select(_CLAIM)))
    stream.write('],\n"findings": [')
    _write_rows(stream, batches(shown.findings.select(_FINDING)))
    stream.write(f'],\n"not_evaluated": {_compact(not_evaluated)}}}\n')


def _write_rows(stream: TextIO, frames: Iterable[pl.DataFrame]) -> None:
    """One object a line: a line break inside a value is escaped, so that lines are rows."""
    before = "\n"
    for frame in frames:
        if not frame.is_empty():
            stream.write(before + frame.write_ndjson().rstrip("\n").replace("\n", ",\n"))
            before = ",\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
