"""Which findings recur, where, for whom, and what they cost: over one run or many, as a pandas frame.

Each run is reduced to counts by Polars, which streams it; the counts of all runs are put together
in pandas, the analyst's own frame.

How the figures reconcile. Every finding of every run is in exactly one row, so `findings` adds up
to the runs' totals and `share` to 1, whatever `by` is. `claims` and `charge_cents` count a claim
once in each row it has findings in: they add up to the claims with findings only where no claim can
be in two rows, which is so when `by` names nothing but things of a claim (payer, profile, month,
file, provider). `claims_checked` is how many claims there are of the row's payer, month and so on,
findings or none; over those things alone it adds up to the runs' claims once groups without a
finding are added, which `frequency` does: they have a row with noughts. A claim that was checked
in two runs is two claims.

No data is not a pass: where `by` has rule, `not_evaluated` counts the claims of the row's payer,
month and so on that the rule could not judge for want of a table. They are among those checked, so
that the rate is then the least it can be; a rule that judged none of them has its row as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal, get_args

import polars as pl

from .run import Run

if TYPE_CHECKING:
    import pandas as pd

By = Literal["rule", "family", "severity", "desk", "payer", "profile", "month", "file", "provider"]

DIMENSIONS: Final[tuple[By, ...]] = get_args(By)
"""What findings can be counted by: the first four are of the finding, the others of its claim."""

FIGURES: Final = ("findings", "claims", "claims_checked", "not_evaluated", "claims_per_1000", "share", "charge_cents")
"""The columns after those of `by`."""

_OF_CLAIM: Final[dict[By, pl.Expr]] = {
    "payer": pl.coalesce("payer_id", "payer_name"),
    "profile": pl.col("profile"),
    "month": pl.col("service_from").dt.to_string("%Y-%m"),
    "file": pl.col("file"),
    "provider": pl.coalesce("rendering_npi", "billing_npi"),
}
_ABSENT: Final = "(none)"


def frequency(runs: Iterable[Run], by: Sequence[By] = ("rule",)) -> pd.DataFrame:
    """Count findings by one or several things, the most frequent first.

    Gives the columns of `by` (text; "(none)" where the claim does not say, month as YYYY-MM of the
    first day of service, provider the rendering NPI or else the billing NPI, payer its id with one of
    the names it is sent under) and FIGURES: findings; claims that have them; claims checked, and those
    not evaluated; how many of 1,000 checked claims have them; the share of all findings; the charges
    of the claims that have them, in whole cents.
    ValueError for a dimension that is not in DIMENSIONS, named twice, or none at all.
    """
    import pandas as pd

    if not by or len(set(by)) != len(by) or not set(by) <= set(DIMENSIONS):
        raise ValueError(f"count by one or more of {', '.join(DIMENSIONS)}, each once")
    of_claim = [name for name in by if name in _OF_CLAIM]
    unjudged_by = ["rule", *of_claim] if "rule" in by else []
    found_parts, checked_parts, unjudged_parts = [], [], []
    payer_names: dict[str, str] = {}
    for run in runs:
        claims = _claims(run, of_claim)
        found_parts.append(_to_pandas(_found(run, claims, by)))
        checked_parts.append(_to_pandas(_checked(claims, of_claim)))
        unjudged_parts.append(_to_pandas(_unjudged(run, claims, unjudged_by or ["rule"])))
        payer_names |= _payer_names(run) if "payer" in by else {}
    if not found_parts:
        nothing = {name: pd.Series(dtype="str") for name in by} | {name: pd.Series(dtype="int64") for name in FIGURES}
        return pd.DataFrame(nothing)
    # A group of claims without a finding, or that a rule could not judge, has its row too, where rows are such groups.
    table = _sum(found_parts, by)
    if unjudged_by:
        whole = set(unjudged_by) == set(by)
        table = table.merge(_sum(unjudged_parts, unjudged_by), on=unjudged_by, how="outer" if whole else "left")
    if of_claim:
        whole = set(of_claim) == set(by)
        table = table.merge(_sum(checked_parts, of_claim), on=of_claim, how="outer" if whole else "left")
    else:
        table["claims_checked"] = sum(int(part["claims_checked"].sum()) for part in checked_parts)
    counts = ["findings", "claims", "claims_checked", "not_evaluated", "charge_cents"]
    table = table.reindex(columns=[*by, *counts])
    table[counts] = table[counts].fillna(0).astype("int64")
    table["claims_per_1000"] = 1000 * table["claims"] / table["claims_checked"]
    table["share"] = table["findings"] / max(1, int(table["findings"].sum()))
    if "payer" in by:
        table["payer"] = [payer_names.get(payer, payer) for payer in table["payer"]]
    ordered = table.sort_values(["findings", *by], ascending=[False, *(True for _ in by)], ignore_index=True)
    return ordered[[*by, *FIGURES]].astype(dict.fromkeys(by, "str"))


def _claims(run: Run, of_claim: Sequence[By]) -> pl.LazyFrame:
    keys = [_OF_CLAIM[name].fill_null(_ABSENT).alias(name) for name in of_claim]
    return run.claims.select("claim", pl.col("total_charge").fill_null(0).alias("charge_cents"), *keys)


def _payer_names(run: Run) -> dict[str, str]:
    """What to call a payer: one spelling for an id, for claims spell names as they like."""
    named = run.claims.drop_nulls(["payer_id", "payer_name"]).group_by("payer_id").agg(pl.col("payer_name").min())
    return {payer: f"{name} ({payer})" for payer, name in named.collect(engine="streaming").iter_rows()}


def _found(run: Run, claims: pl.LazyFrame, by: Sequence[By]) -> pl.DataFrame:
    """One row a group: findings, claims that have one, and the charges of those claims."""
    of_finding = [pl.col(name).fill_null(_ABSENT) for name in by if name not in _OF_CLAIM]
    per_claim = (
        run.findings.select("claim", *of_finding)
        .join(claims, on="claim", how="left")
        .group_by(*by, "claim")
        .agg(pl.len().cast(pl.Int64).alias("findings"), pl.col("charge_cents").first())
    )
    summed = per_claim.group_by(*by).agg(
        pl.col("findings").sum(), pl.len().cast(pl.Int64).alias("claims"), pl.col("charge_cents").sum()
    )
    return summed.sort(*by).collect(engine="streaming")


def _checked(claims: pl.LazyFrame, of_claim: Sequence[By]) -> pl.DataFrame:
    """How many claims there are in each group that claims by themselves fall into."""
    size = pl.len().cast(pl.Int64).alias("claims_checked")
    if not of_claim:
        return claims.select(size).collect(engine="streaming")
    return claims.group_by(*of_claim).agg(size).sort(*of_claim).collect(engine="streaming")


def _unjudged(run: Run, claims: pl.LazyFrame, keys: Sequence[str]) -> pl.DataFrame:
    """How many claims a rule could not judge, by rule and by what else claims are counted by."""
    pairs = run.not_evaluated.select("claim", "rule").unique().join(claims, on="claim", how="left")
    return (
        pairs.group_by(*keys)
        .agg(pl.len().cast(pl.Int64).alias("not_evaluated"))
        .sort(*keys)
        .collect(engine="streaming")
    )


def _sum(parts: Sequence[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(parts).groupby(list(keys), as_index=False, sort=False).sum()


def _to_pandas(counts: pl.DataFrame) -> pd.DataFrame:
    import pandas as pd

    # Text is never null here, so that nothing turns a count into a float. It is "object" until the
    # end: pandas 3.1 with PyArrow 26 cannot merge two columns of its own text type that are empty.
    types = {name: "object" if kind == pl.String else "int64" for name, kind in counts.schema.items()}
    return pd.DataFrame(counts.to_dict(as_series=False)).astype(types)
