"""The counts of a run, taken from the frames as written, so that they say what the files hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypedDict

import polars as pl

from .findings import DISPOSITIONS, SEVERITIES


class Tally(TypedDict):
    """Some claims and what they were charged for, in cents; a charge that is absent counts as none."""

    claims: int
    charge_cents: int


class FindingCounts(TypedDict):
    """Findings in all and by severity; `explained` is how many have a cause among the others."""

    total: int
    error: int
    warning: int
    info: int
    explained: int


class FileCounts(TypedDict):
    """One input file: its claims are clean, for review or held, each of them one of the three.

    `unread` are claims seen in the bytes of a file that was refused, beside those that were read.
    """

    file: str
    claims: int
    charge_cents: int
    clean: int
    review: int
    held: int
    findings: int
    unread: int


class NotEvaluatedCounts(TypedDict):
    """How many claims some rule could not judge, and how many rules that befell."""

    claims: int
    rules: int


class FilingBand(TypedDict):
    """Claims whose last day to file is so many days after their submission, both ends included; null is without end."""

    first: int | None
    last: int | None
    claims: int
    charge_cents: int


class FilingCounts(TypedDict):
    """Claims by the days that are left to file them, and those for which a limit runs and none is on file."""

    bands: list[FilingBand]
    no_limit: Tally


class Counts(TypedDict):
    """What was counted in the frames as written: claims = clean + review + held, file by file too."""

    claims: int
    charge_cents: int
    lines: int
    claims_with_findings: int
    dispositions: dict[str, Tally]
    findings: FindingCounts
    files: list[FileCounts]
    not_evaluated: NotEvaluatedCounts
    filing: FilingCounts
    unread: int


FILING_BANDS: Final = ((None, -1), (0, 3), (4, 7), (8, 14), (15, 30), (31, None))
"""First and last day left of each band: late, three days, a week, two weeks, a month, and more."""


def count(
    claims: pl.LazyFrame, findings: pl.LazyFrame, not_evaluated: pl.LazyFrame, files: Iterable[str],
    unread: Mapping[str, int] = MappingProxyType({}),
) -> Counts:  # fmt: skip
    """Count a run's frames; every one of `files` has a row, with noughts if nothing was in it.

    `unread` says of files how many of their claims could not be read; they are in no frame.
    """
    by_file = _by_file(claims, findings)
    dispositions: dict[str, Tally] = {
        name: Tally(claims=_sum(by_file, name), charge_cents=_sum(by_file, f"{name}_cents")) for name in DISPOSITIONS
    }
    return Counts(
        claims=_sum(by_file, "claims"),
        charge_cents=_sum(by_file, "charge_cents"),
        lines=_sum(by_file, "lines"),
        claims_with_findings=_one(findings.select(pl.col("claim").n_unique())),
        dispositions=dispositions,
        findings=_findings(findings),
        files=_file_rows(by_file, files, unread),
        not_evaluated=NotEvaluatedCounts(
            claims=_one(not_evaluated.select(pl.col("claim").n_unique())),
            rules=_one(not_evaluated.select(pl.col("rule").n_unique())),
        ),
        filing=_filing(claims),
        unread=sum(unread.values()),
    )


def _by_file(claims: pl.LazyFrame, findings: pl.LazyFrame) -> pl.DataFrame:
    sums = [pl.len().alias("claims"), pl.col("total_charge").sum().alias("charge_cents")]
    sums += [pl.col("line_count").cast(pl.Int64).sum().alias("lines"), pl.col("claim").min().alias("first")]
    for name in DISPOSITIONS:
        of = pl.col("disposition") == name
        sums += [of.sum().alias(name), pl.col("total_charge").filter(of).sum().alias(f"{name}_cents")]
    found = findings.group_by("file").agg(pl.len().alias("findings"))
    joined = claims.group_by("file").agg(sums).join(found, on="file", how="left", nulls_equal=True)
    return joined.sort("first").with_columns(pl.col("findings").fill_null(0)).collect(engine="streaming")


def _findings(findings: pl.LazyFrame) -> FindingCounts:
    counted = findings.select(
        pl.len().alias("total"),
        *((pl.col("severity") == name).sum().alias(name) for name in SEVERITIES),
        pl.col("explained_by").is_not_null().sum().alias("explained"),
    ).collect(engine="streaming")
    row = {name: int(value) for name, value in counted.row(0, named=True).items()}
    return FindingCounts(
        total=row["total"], error=row["error"], warning=row["warning"], info=row["info"], explained=row["explained"]
    )


def _filing(claims: pl.LazyFrame) -> FilingCounts:
    """Claims and charges by band, from the last days that the rules gave them."""
    left = (pl.col("last_day") - pl.col("submission_date")).dt.total_days()
    inside = {
        str(band): left.is_between(
            -1_000_000 if band[0] is None else band[0], 1_000_000 if band[1] is None else band[1]
        )
        for band in FILING_BANDS
    } | {"no_limit": pl.col("limit_known").not_()}
    sums = [each.sum().alias(name) for name, each in inside.items()]
    sums += [pl.col("total_charge").filter(each).sum().alias(f"{name}_cents") for name, each in inside.items()]
    counted = claims.select(sums).collect(engine="streaming")
    return FilingCounts(
        bands=[
            FilingBand(
                first=band[0], last=band[1],
                claims=_sum(counted, str(band)), charge_cents=_sum(counted, f"{band}_cents"),
            )
            for band in FILING_BANDS
        ],
        no_limit=Tally(claims=_sum(counted, "no_limit"), charge_cents=_sum(counted, "no_limit_cents")),
    )  # fmt: skip


def _file_rows(by_file: pl.DataFrame, files: Iterable[str], unread: Mapping[str, int]) -> list[FileCounts]:
    rows = {
        row["file"]: FileCounts(
            file=row["file"] or "",
            claims=row["claims"],
            charge_cents=row["charge_cents"],
            clean=row["clean"],
            review=row["review"],
            held=row["held"],
            findings=row["findings"],
            unread=unread.get(row["file"], 0),
        )
        for row in by_file.iter_rows(named=True)
    }
    for name in files:
        left = unread.get(name, 0)
        none = FileCounts(file=name, claims=0, charge_cents=0, clean=0, review=0, held=0, findings=0, unread=left)
        rows.setdefault(name, none)
    return list(rows.values())


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum())


def _one(frame: pl.LazyFrame) -> int:
    return int(frame.collect(engine="streaming").item())
