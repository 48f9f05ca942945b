"""What of a run expires next: claims by their last day to file, charges by band, and payers without a limit on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from .run import Run
from .wording import plain, plural

AHEAD: Final = 30
"""Days before its last day from which a claim is listed."""

LISTED: Final = 20
"""Claims listed at most."""


@dataclass(frozen=True, slots=True)
class Band:
    """Claims with so many days left, in words, and what they were charged for."""

    name: str
    claims: int
    charge_cents: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Expiring:
    """A claim that expires soon; `name` is its account number."""

    name: str
    payer: str
    last_day: str
    days_left: int
    disposition: str
    charge_cents: int | None


@dataclass(frozen=True, slots=True)
class NoLimit:
    """Claims of one payer for which a limit runs and none is on file, by the rule whose limit it would be."""

    payer: str
    profile: str
    rule: str
    claims: int
    charge_cents: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Bands of claims that are late or expire soon, the claims that expire first, and payers without a limit."""

    bands: tuple[Band, ...]
    expiring: tuple[Expiring, ...]
    no_limit: tuple[NoLimit, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.bands or self.expiring or self.no_limit)


def deadlines(run: Run, *, redact: bool) -> Deadlines:
    """The deadlines of a run; a redacted one has no last days to list and names profiles for payers."""
    counted = run.manifest["counts"]["filing"]["bands"]
    bands = tuple(
        Band(_named(band), band["claims"], band["charge_cents"], band["last"] is not None and band["last"] < 0)
        for band in counted
        if band["claims"] and band["last"] is not None
    )
    return Deadlines(bands, _expiring(run), _no_limit(run, redact=redact))


def _named(band: dict[str, Any]) -> str:
    """A band in words: `late`, `0 to 3 days left`."""
    return "late" if band["first"] is None else f"{band['first']} to {plural(band['last'], 'day')} left"


def _expiring(run: Run) -> tuple[Expiring, ...]:
    left = (pl.col("last_day") - pl.col("submission_date")).dt.total_days().alias("left")
    columns = ("claim_id", "payer_name", "payer_id", "profile", "last_day", "disposition", "total_charge")
    rows = (
        run.claims.select("claim", *columns, left)
        .filter(pl.col("left").is_between(0, AHEAD))
        .sort("left", "last_day", "total_charge", "claim", descending=[False, False, True, False], nulls_last=True)
        .head(LISTED)
        .collect(engine="streaming")
    )
    return tuple(
        Expiring(
            plain(row["claim_id"]) or f"claim {row['claim']}",
            plain(row["payer_name"] or row["payer_id"] or row["profile"]),
            row["last_day"].isoformat(),
            row["left"],
            plain(row["disposition"]),
            row["total_charge"],
        )
        for row in rows.iter_rows(named=True)
    )


def _no_limit(run: Run, *, redact: bool) -> tuple[NoLimit, ...]:
    payer = pl.col("profile") if redact else pl.coalesce("payer_name", "payer_id", pl.lit("payer not named"))
    rows = (
        run.claims.filter(pl.col("limit_known").not_())
        .group_by(payer.alias("payer"), "profile", "filing_clock")
        .agg(pl.len().alias("claims"), pl.col("total_charge").sum().alias("charge_cents"))
        .sort("claims", "payer", "profile", "filing_clock", descending=[True, False, False, False])
        .collect(engine="streaming")
    )
    return tuple(
        NoLimit(
            plain(row["payer"]), plain(row["profile"]), plain(row["filing_clock"]), row["claims"], row["charge_cents"]
        )
        for row in rows.iter_rows(named=True)
    )
