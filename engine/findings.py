"""Findings about claims, the words they use, and the frames that carry them out of a scrub.

A finding says what is wrong with one claim, where, what to do, whose desk it goes to and what a
payer would answer. A scrub hands over three frames: findings, claims with their disposition, and
what could not be evaluated. Their schemas stand here because reports, runs and triage share them.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

import polars as pl

Severity: TypeAlias = Literal["error", "warning", "info"]
Disposition: TypeAlias = Literal["clean", "review", "held"]
Desk: TypeAlias = Literal["front-desk", "eligibility", "coding", "charge-entry", "billing", "credentialing"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""Gravest first: error holds a claim, warning asks for review, info informs."""

DISPOSITIONS: Final[tuple[Disposition, ...]] = get_args(Disposition)

DESKS: Final[tuple[Desk, ...]] = get_args(Desk)
"""Who mends a finding, in the order in which a claim passes the desks of a practice."""

FINDINGS: Final = pl.Schema(
    {
        "claim": pl.Int64,  # number of the claim in the run, from 1
        "claim_id": pl.String,  # CLM01, the provider's own account number
        "file": pl.String,
        "line": pl.Int32,  # number of the service line (LX01); null for the whole claim
        "rule": pl.String,
        "family": pl.String,
        "severity": pl.String,
        "title": pl.String,
        "message": pl.String,
        "remedy": pl.String,
        "desk": pl.String,
        "carc": pl.String,  # claim adjustment reason code a payer would answer with
        "rarc": pl.String,
        "field": pl.String,  # dotted name in the field dictionary
        "value": pl.String,
        "loop": pl.String,
        "segment": pl.Int32,  # number of the segment in its file, from 1 (ISA is 1)
        "segment_id": pl.String,
        "element": pl.String,  # "09", or "05-1" for a component
        "row": pl.Int64,  # of a sheet, as a spreadsheet shows it; null in an 837
        "column": pl.String,  # the name of its column
        "box": pl.String,  # CMS-1500 item, or UB-04 form locator
        "explained_by": pl.String,  # rule whose finding explains this one; null for a root cause
    }
)

CLAIMS: Final = pl.Schema(
    {
        "claim": pl.Int64,
        "claim_id": pl.String,
        "file": pl.String,
        "interchange": pl.Int32,  # ordinals in the file, from 1
        "group": pl.Int32,
        "transaction": pl.Int32,
        "segment": pl.Int32,  # number of the CLM segment in its file
        "row": pl.Int64,  # of a sheet, in which the claim begins
        "payer_id": pl.String,
        "payer_name": pl.String,
        "profile": pl.String,
        "profile_by": pl.String,  # what of the claim chose it: `payer id 60054`, `filing indicator MC, state TX`
        "claim_type": pl.String,  # 837P, 837I or 837D
        "encounter": pl.Boolean,  # reported, not billed
        "billing_npi": pl.String,
        "rendering_npi": pl.String,
        "service_from": pl.Date,
        "service_through": pl.Date,
        "submission_date": pl.Date,
        "total_charge": pl.Int64,  # cents
        "line_count": pl.Int32,
        "filing_clock": pl.String,  # the rule whose limit is the nearest; null where no limit runs for the claim
        "limit_known": pl.Boolean,  # false where a limit runs and none is on file; null where none runs
        "last_day": pl.Date,  # on which it is in time
        "disposition": pl.String,
        "reason": pl.String,  # why it is held or for review, in words; null when clean
        "desk": pl.String,  # the desk to work it first; null when clean
    }
)

NOT_EVALUATED: Final = pl.Schema(
    {
        "claim": pl.Int64,
        "rule": pl.String,
        "needs": pl.String,  # the code set, record or parameter that was not there
        "day": pl.Date,  # the date it was asked for
        "mend": pl.String,  # what to import or state so that the rule can be evaluated
    }
)
