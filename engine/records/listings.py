"""The tables that a site's rows make: one row for a key and a run of days, in the shape that rules ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ..code_sets import DTYPES
from .shapes import SHAPES
from .sheet_rows import FILE, ROW
from .windows import FROM, TO, Telling, newest, shared, without_contradicting_members, without_contradictions

_MEMBER = ["payer_id", "member_id"]


def coverage(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """The four tables of coverage. `rows` are of the sheet `coverage` or made from a 271, with FILE and ROW.

    The newest check of a person stands from the first day it answers for. Persons who share a member's
    number share a row of `coverage`, in which is null what they differ in.
    """
    rows = rows.with_columns(
        pl.col("active").fill_null(value=True),
        pl.col("birth_date").dt.to_string().fill_null("").alias("#born"),
        pl.col("first_name").str.to_uppercase().fill_null("").alias("#first"),
    )
    person = [*_MEMBER, "#born", "#first"]
    others = ["other_payer_id", "other_member_id", "other_responsibility"]
    other = _others(rows)
    own = without_contradictions(rows.drop(others), [*person, "checked_on"], tell).drop(FILE, ROW)
    own = newest(own, person)
    special = {
        "active": pl.col("active").any(), "checked_on": pl.col("checked_on").max(),
        "checked_for": pl.col("checked_for").max(),
    }  # fmt: skip
    members = own.group_by(_MEMBER, maintain_order=True).agg(
        _first_day(), _last_day(), pl.col("active").any(),
        pl.struct("#born", "#first").n_unique().cast(pl.Int64).alias("persons"),
        pl.col("#born").filter(pl.col("#born") != "").unique().sort().alias("birth_dates"),
        pl.col("checked_on").max(), pl.lit(None, pl.Date).alias(FROM), pl.lit(None, pl.Date).alias(TO),
    )  # fmt: skip
    by_birth = own.filter(pl.col("#born") != "").drop("birth_date", "#first").rename({"#born": "birth_date"})
    return {
        "coverage": _shaped("coverage", shared(own.drop("#born", "#first"), _MEMBER, special)),
        "coverage-person": _shaped("coverage-person", shared(by_birth, [*_MEMBER, "birth_date"], special)),
        "coverage-member": _shaped("coverage-member", members),
        "coverage-other": _shaped("coverage-other", other),
    }


def _first_day() -> pl.Expr:
    active = pl.col(FROM).filter(pl.col("active"))
    return pl.when(active.null_count() == 0).then(active.min()).alias("first_day")


def _last_day() -> pl.Expr:
    active = pl.col(TO).filter(pl.col("active"))
    return pl.when(active.null_count() == 0).then(active.max()).alias("last_day")


def _others(rows: pl.DataFrame) -> pl.DataFrame:
    """Other coverage of a member, the newest check of each responsibility (U where it is not told)."""
    keys = [*_MEMBER, "responsibility"]
    found = (
        rows.filter(pl.col("other_payer_id").is_not_null() | pl.col("other_member_id").is_not_null())
        .select(*_MEMBER, pl.col("other_responsibility").fill_null("U").alias("responsibility"), "other_payer_id",
                "other_member_id", "checked_on", FROM, TO)
        .unique(maintain_order=True)
    )  # fmt: skip
    return shared(newest(found, keys), keys, {"checked_on": pl.col("checked_on").max()})


def benefits(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """Whether a payer wants an authorization; a member of "" is any member of the payer."""
    keys = [*_MEMBER, "code"]
    rows = rows.with_columns(pl.col("member_id").fill_null(""), pl.col("code").str.to_uppercase())
    rows = newest(without_contradictions(rows, [*keys, "checked_on"], tell).drop(FILE, ROW), keys)
    return {"benefit-authorization": _shaped("benefit-authorization", rows)}


def providers(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """The providers by NPI."""
    return {"provider": _shaped("provider", without_contradictions(rows, ["npi"], tell))}


def enrollments(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """Who is enrolled with whom."""
    return {"enrollment": _shaped("enrollment", without_contradictions(rows, ["npi", "payer_id"], tell))}


def remittances(rows: pl.DataFrame, _: Telling) -> dict[str, pl.DataFrame]:
    """What payers answered to claims, each from the day it was paid or denied: the one begun last is the latest."""
    windows = [pl.col("paid_on").alias(FROM), pl.lit(None, pl.Date).alias(TO)]
    rows = rows.drop(FILE, ROW).unique(maintain_order=True).with_columns(windows)
    return {"remittance": _shaped("remittance", rows)}


def fees(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """The fee schedule; a modifier of "" is none, a payer of "" any."""
    keys = ["procedure_code", "modifier", "payer_id"]
    rows = rows.with_columns(pl.col("modifier", "payer_id").fill_null(""))
    return {"fee": _shaped("fee", without_contradictions(rows, keys, tell))}


def authorizations(rows: pl.DataFrame, tell: Telling) -> dict[str, pl.DataFrame]:
    """The authorizations by number, and by number and procedure ("" where one names no procedure).

    Rows of one number are one authorization: its procedures and providers are those of all rows, its days go
    from the first to the last, its units are their sum, and a status is its own where all rows have it.
    """
    number = ["payer_id", "number"]
    values = [name for name in rows.columns if name not in {FILE, ROW}]
    rows = rows.with_columns(pl.col("kind").fill_null("authorization")).unique(values, maintain_order=True)
    each = (
        rows.explode("procedure_codes", empty_as_null=True)
        .rename({"procedure_codes": "procedure_code"})
        .with_columns(pl.col("procedure_code").fill_null(""))
    )
    service = without_contradicting_members(each, [*number, "procedure_code"], tell)
    kept = rows.join(service.select(FILE, ROW).unique(), on=[FILE, ROW], how="semi")
    same = {name: pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()) for name in (
        "member_id", "kind", "status",
    )}  # fmt: skip
    whole = kept.group_by(number, maintain_order=True).agg(
        *(expression.alias(name) for name, expression in same.items()),
        *(_union(name) for name in ("procedure_codes", "provider_npis")),
        *(pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)
          for name in ("units", "units_used")),
        pl.when(pl.col(FROM).null_count() == 0).then(pl.col(FROM).min()).alias(FROM),
        pl.when(pl.col(TO).null_count() == 0).then(pl.col(TO).max()).alias(TO),
    )  # fmt: skip
    return {
        "authorization": _shaped("authorization", whole),
        "authorization-service": _shaped("authorization-service", service),
    }


def _union(name: str) -> pl.Expr:
    """The members of all lists of a group, each once; null where there is none."""
    found = pl.col(name).explode(empty_as_null=True).drop_nulls()
    return pl.when(found.len() > 0).then(found.unique(maintain_order=True).implode()).alias(name)


def _shaped(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table in their order and types."""
    shape = SHAPES[name]
    kinds: Mapping[str, pl.DataType] = {key: DTYPES[kind] for key, kind in shape.attributes.items()}
    keys: Sequence[str] = shape.keys
    return rows.select(*keys, FROM, TO, *(pl.col(name).cast(kind) for name, kind in kinds.items()))
