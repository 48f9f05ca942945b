"""What every form of a report says first: how many, how much, which rules, whose desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl

from .deadlines import Deadlines, deadlines
from .run import Run

SEVERITIES: Final = ("error", "warning", "info")
DISPOSITIONS: Final = ("clean", "review", "held")

By = Literal["desk", "rule", "payer", "profile"]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that have a desk, a rule or a payer in common, and the claims they are on.

    `detail` is a rule's title. A claim is counted, and its charge summed, once in each group.
    """

    name: str
    detail: str
    severity: str
    findings: int
    claims: int
    charge_cents: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule that could not judge some claims, for want of a table, and how to mend that."""

    rule: str
    needs: str
    claims: int
    first_day: str | None
    last_day: str | None
    mend: str | None


@dataclass(frozen=True, slots=True)
class Need:
    """What was missing, a table mostly: the rules that asked for it, the claims, and what to import.

    `mends` has one entry for each publication that is missing, the earliest first; the last alone where it
    answers for the days before it too.
    """

    needs: str
    rules: tuple[str, ...]
    claims: int
    first_day: str | None
    last_day: str | None
    mends: tuple[str, ...]


_KEYS: Final[Mapping[By, pl.Expr]] = {
    "desk": pl.col("desk"),
    "rule": pl.col("rule"),
    "payer": pl.coalesce("payer_name", "payer_id"),
    "profile": pl.col("profile"),
}
_UNNAMED: Final[Mapping[By, str]] = {
    "desk": "no desk",
    "rule": "no rule",
    "payer": "payer not named",
    "profile": "no profile",
}


def groups(run: Run, by: By) -> list[Group]:
    """The findings of a run by one thing, the most frequent first."""
    claims = run.claims.select("claim", "total_charge", "payer_id", "payer_name", "profile")
    rank = pl.col("severity").replace_strict(SEVERITIES, range(3), default=3, return_dtype=pl.Int8)
    detail = pl.col("title") if by == "rule" else pl.lit("")
    per_claim = (
        run.findings.select("claim", "desk", "rule", detail.alias("detail"), rank.alias("rank"))
        .join(claims, on="claim", how="left")
        .group_by(_KEYS[by].fill_null(_UNNAMED[by]).alias("name"), "claim")
        .agg(pl.len().alias("findings"), pl.col("rank", "detail").min(), pl.col("total_charge").first())
    )
    summed = per_claim.group_by("name").agg(
        pl.col("detail").min(),
        pl.col("rank").min(),
        pl.col("findings").sum(),
        pl.len().alias("claims"),
        pl.col("total_charge").sum().alias("charge_cents"),
    )
    rows = summed.sort("findings", "name", descending=[True, False]).collect(engine="streaming")
    return [
        Group(
            row["name"],
            row["detail"] or "",
            (*SEVERITIES, "")[row["rank"]],
            row["findings"],
            row["claims"],
            row["charge_cents"],
        )
        for row in rows.iter_rows(named=True)
    ]


def gaps(run: Run) -> list[Gap]:
    """What could not be evaluated, by rule and by what was needed."""
    frame = (
        run.not_evaluated.group_by("rule", "needs")
        .agg(
            pl.col("claim").n_unique().alias("claims"),
            pl.col("day").min().dt.to_string("iso").alias("first_day"),
            pl.col("day").max().dt.to_string("iso").alias("last_day"),
            pl.col("mend").min(),
        )
        .sort("rule", "needs")
        .collect(engine="streaming")
    )
    return [
        Gap(row["rule"], row["needs"], row["claims"], row["first_day"], row["last_day"], row["mend"])
        for row in frame.iter_rows(named=True)
    ]


def needs(run: Run) -> list[Need]:
    """The same by what was needed alone: a machine without a table lacks it for many rules at once."""
    frame = (
        run.not_evaluated.group_by("needs")
        .agg(
            pl.col("rule").unique().sort().alias("rules"),
            pl.col("claim").n_unique().alias("claims"),
            pl.col("day").min().dt.to_string("iso").alias("first_day"),
            pl.col("day").max().dt.to_string("iso").alias("last_day"),
            pl.col("mend").sort_by("day").drop_nulls().unique(maintain_order=True).alias("mends"),
        )
        .sort("claims", "needs", descending=[True, False])
        .collect(engine="streaming")
    )
    return [
        Need(
            row["needs"],
            tuple(row["rules"]),
            row["claims"],
            row["first_day"],
            row["last_day"],
            _enough(row["mends"]),
        )
        for row in frame.iter_rows(named=True)
    ]


def _enough(mends: list[str]) -> tuple[str, ...]:
    """What is to be imported: the last alone where it is said to do for earlier days (`… or later`)."""
    return tuple(mends[-1:] if all(" or later" in mend for mend in mends) else mends)


@dataclass(frozen=True, slots=True)
class Summary:
    """A run on one screen: its manifest, with the groups and needs that its frames add up to."""

    manifest: Mapping[str, Any]
    by_desk: list[Group]
    by_rule: list[Group]
    by_payer: list[Group]
    payer_word: By
    needs: list[Need]
    deadlines: Deadlines

    @property
    def unasked(self) -> Mapping[str, list[str]]:
        """The rules that were not in force for want of records, by the name of those."""
        unasked: Mapping[str, list[str]] = self.manifest.get("unasked", {})
        return unasked

    @property
    def counts(self) -> Mapping[str, Any]:
        """The counts of the manifest."""
        counts: Mapping[str, Any] = self.manifest["counts"]
        return counts


def summarize(run: Run, *, redact: bool) -> Summary:
    """Sum a run up; a redacted run names profiles where a whole one names payers."""
    payer_word: By = "profile" if redact else "payer"
    return Summary(
        run.manifest,
        groups(run, "desk"),
        groups(run, "rule"),
        groups(run, payer_word),
        payer_word,
        needs(run),
        deadlines(run, redact=redact),
    )
