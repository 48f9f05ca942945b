"""What a report asks of a run, and a run without anything that names a person.

A report leaves values out by reading a redacted run, not by remembering to in each line it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import polars as pl

BATCH_ROWS: Final = 50_000


class Run(Protocol):
    """A run as reports read it; `engine.runs.Run` is one."""

    @property
    def path(self) -> Path:
        """The run's folder."""
        ...

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What manifest.json says."""
        ...

    @property
    def findings(self) -> pl.LazyFrame:
        """One row a finding."""
        ...

    @property
    def claims(self) -> pl.LazyFrame:
        """One row a claim."""
        ...

    @property
    def not_evaluated(self) -> pl.LazyFrame:
        """One row a claim and a rule that could not judge it."""
        ...


@dataclass(frozen=True, slots=True)
class RedactedRun:
    """A run in which a claim is known by its place alone.

    Left out: account numbers, names, identifiers, dates of service and the last days that follow from
    them, the value a finding is about, and every text made from values (message, remedy, reason, what
    to import for a date). The title of the rule stands for the message. Places, rules, desks, charges and counts stay.
    """

    whole: Run

    @property
    def path(self) -> Path:
        """The folder of the run, which holds it unredacted."""
        return self.whole.path

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The manifest, which holds no value of a claim."""
        return self.whole.manifest

    @property
    def findings(self) -> pl.LazyFrame:
        """Findings with the rule's title for a message, and no value."""
        return self.whole.findings.with_columns(_nothing("claim_id", "remedy", "value"), message=pl.col("title"))

    @property
    def claims(self) -> pl.LazyFrame:
        """Claims by place, profile and charge."""
        days = pl.lit(None, pl.Date)
        return self.whole.claims.with_columns(
            _nothing("claim_id", "payer_id", "payer_name", "profile_by", "billing_npi", "rendering_npi", "reason"),
            service_from=days,
            service_through=days,
            last_day=days,
        )

    @property
    def not_evaluated(self) -> pl.LazyFrame:
        """What was needed, without the day it was needed for."""
        return self.whole.not_evaluated.with_columns(_nothing("mend"), day=pl.lit(None, pl.Date))


def _nothing(*columns: str) -> list[pl.Expr]:
    return [pl.lit(None, pl.String).alias(column) for column in columns]


def redacted(run: Run, *, redact: bool) -> Run:
    """The run itself, or its redacted form."""
    return RedactedRun(run) if redact else run


def batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows of a frame in order, some at a time, so that memory stays flat."""
    yield from frame.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)
