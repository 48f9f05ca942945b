"""Verdicts laid back on the frames: every finding settled, every claim with its disposition and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from ..findings import CLAIMS, FINDINGS
from .signatures import gravity
from .verdicts import Verdict

NAMED_IN_REASON: Final = 5

_DECIDED: Final = {name: CLAIMS[name] for name in ("claim", "disposition", "reason", "desk")}
_SETTLED: Final = {name: FINDINGS[name] for name in ("severity", "desk", "explained_by")}


def settled(
    placed: pl.DataFrame, claims: pl.DataFrame, verdicts: Sequence[Verdict]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings and claims as the verdicts leave them, in their order and with their columns.

    `placed` are findings as `signed` gives them, whose `#signature` counts the verdicts; without
    verdicts there are no findings, and every claim is clean.
    """
    columns = [column for column in placed.columns if not column.startswith("#")]
    columns += [name for name in _SETTLED if name not in columns]
    if not verdicts:
        nothing = pl.DataFrame(schema=_DECIDED)
        return placed.with_columns(explained_by=pl.lit(None, pl.String)), _with_dispositions(claims, nothing)
    outcomes = _outcomes(verdicts)
    findings = placed.drop(*_SETTLED, strict=False).join(
        outcomes, on=["#signature", "#member"], how="left", maintain_order="left"
    )
    decided = _decided(findings, _of_signatures(verdicts))
    if findings["severity"].has_nulls() or decided.height != findings["claim"].n_unique():
        raise ValueError("a claim with findings was left without a disposition")  # it would pass as clean
    return findings.select(columns), _with_dispositions(claims, decided)


def _outcomes(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per member of each signature."""
    rows = [
        (signature, member, outcome.severity, outcome.desk, outcome.explained_by)
        for signature, verdict in enumerate(verdicts)
        for member, outcome in enumerate(verdict.outcomes)
    ]
    return pl.DataFrame(rows, schema={"#signature": pl.UInt32, "#member": pl.UInt32, **_SETTLED}, orient="row")


def _of_signatures(verdicts: Sequence[Verdict]) -> pl.DataFrame:
    """One row per signature; `worst` is the severity of the findings that decide it."""

    def worst(verdict: Verdict) -> str:
        return min((o.severity for o in verdict.outcomes if o.explained_by is None), key=gravity)

    rows = [(n, v.disposition, v.desk, v.fault or None, worst(v)) for n, v in enumerate(verdicts)]
    texts = dict.fromkeys(("disposition", "desk", "fault", "worst"), pl.String)
    return pl.DataFrame(rows, schema={"#signature": pl.UInt32, **texts}, orient="row")


def _decided(findings: pl.DataFrame, of_signatures: pl.DataFrame) -> pl.DataFrame:
    """One row per claim with findings: what is done with it, and why in numbers of its own."""
    deciding = (
        findings.select("claim", "rule", "severity", "explained_by", "#signature")
        .join(of_signatures, on="#signature")
        .filter(pl.col("explained_by").is_null() & (pl.col("severity") == pl.col("worst")))
    )
    names = pl.col("rule").unique().sort()
    more = pl.when(pl.col("more") > 0).then(pl.format(" and {} more", "more")).otherwise(pl.lit(""))
    plural = pl.when(pl.col("count") > 1).then(pl.lit("s")).otherwise(pl.lit(""))
    counted = pl.format("{} {}{}: {}{} ({})", "count", "worst", plural, "names", more, "desk")
    is_clean = pl.col("disposition") == "clean"
    return (
        deciding.group_by("claim", "disposition", "desk", "fault", "worst")
        .agg(
            count=pl.len(),
            names=names.head(NAMED_IN_REASON).str.join(", "),
            more=pl.col("rule").n_unique().cast(pl.Int64) - NAMED_IN_REASON,
        )
        .with_columns(reason=pl.when(~is_clean).then(pl.coalesce("fault", counted)))
        .select(*_DECIDED)
    )


def _with_dispositions(claims: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """The claims with what was decided; a claim of which nothing was found is clean."""
    given = [column for column in claims.columns if column not in _DECIDED or column == "claim"]
    columns = [*claims.columns, *(name for name in _DECIDED if name not in claims.columns)]
    return (
        claims.select(given)
        .join(decided, on="claim", how="left", maintain_order="left")
        .with_columns(pl.col("disposition").fill_null("clean"))
        .select(columns)
    )
