"""Rules that miss a value for which a sheet has no column: no data, and not a defect of the claims.

A practice exports what it looks at, not all that a claim will have. A rule that finds a field absent
on every row of such a sheet says nothing about the claims; it was not evaluated, and the report says
which column would mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from .fields import FIELDS
from .findings import NOT_EVALUATED
from .sheet_places import KINDS, sources

NAMED: Final = ("last_name", "first_name", "middle_name")
"""What the one column of a whole name holds."""


def without_column(findings: pl.DataFrame, headers: Iterable[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings that stand, and those on fields of which a sheet has neither a value nor a column."""
    there = {path for header in headers for path in _paths(header)}
    absent = [
        path for path in findings["field"].unique().drop_nulls().to_list() if not there.intersection(sources(path))
    ]
    gap = pl.col("field").is_in(absent).fill_null(value=False) & pl.col("value").is_null()
    return findings.filter(~gap), findings.filter(gap)


def _paths(header: str) -> list[str]:
    """The fields that a column of a sheet is of, whatever the number of its line or part."""
    grain, *words = header.split(".")
    kept = [word for word in words if not word.isdigit() and word not in KINDS.values()]
    path = ".".join((grain, *kept))
    return [path, *(f"{path.removesuffix('name')}{part}" for part in NAMED if kept[-1:] == ["name"])]


def not_evaluated(gaps: pl.DataFrame, days: pl.Series, first_claim: int) -> pl.DataFrame:
    """What was not evaluated for want of a column; `days` are those of the block's claims, by row."""
    mend = {path: _mend(path) for path in gaps["field"].unique().to_list()}
    return (
        gaps.with_columns(pl.Series("day", days.gather(gaps["claim"])))
        .select(
            pl.col("claim") + first_claim,
            "rule",
            ("column for " + pl.col("field")).alias("needs"),
            "day",
            pl.col("field").replace_strict(mend, return_dtype=pl.String).alias("mend"),
        )
        .unique(maintain_order=True)
        .cast(NOT_EVALUATED)
    )


def _mend(path: str) -> str:
    return f"add a column to the sheet ({FIELDS[path].doc.rstrip('.')})"
