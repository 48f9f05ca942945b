"""What other payers took off, and under which groups: the CAS segments of a payer or of a line."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from .columns import Columns
from .scopes import Ranges
from .values import decimals

_AMOUNTS: Final = (3, 6, 9, 12, 15, 18)
"""The elements of a CAS that hold amounts: it has up to six triplets of reason, amount and quantity."""


def adjustments(columns: Columns, ranges: Ranges, loop: str) -> dict[str, pl.Series]:
    """Sum (cents) and distinct groups of the adjustments of each row of a frame.

    Both are null for a row without any; the sum also where one of its amounts cannot be read.
    """
    tokens, grain = columns.block.tokens, columns.grain.value
    segments = columns.block.layout.rows((loop,), "CAS")
    if not len(segments):
        return {}
    rows = np.repeat(segments, len(_AMOUNTS))
    owner = ranges.owner(rows)
    texts = tokens.texts(np.stack([tokens.places(segments, element) for element in _AMOUNTS], axis=1).ravel())
    cents = pl.DataFrame({"t": texts}).select(decimals(pl.col("t"), 2)).to_series()
    bad = texts.is_not_null() & cents.is_null()
    wrong = bad.arg_true().to_numpy()
    if len(wrong):
        columns.note(f"{grain}.adjustment_total", owner[wrong], texts.gather(wrong), rows[wrong])
    totals = (
        pl.DataFrame({"row": owner, "cents": cents, "bad": bad})
        .group_by("row")
        .agg(pl.when(~pl.col("bad").any()).then(pl.col("cents").sum()).alias("total"))
    )
    groups = (
        pl.DataFrame({"row": ranges.owner(segments), "group": tokens.texts(tokens.places(segments, 1))})
        .drop_nulls()
        .group_by("row")
        .agg(pl.col("group").str.to_uppercase().unique(maintain_order=True).alias("groups"))
    )
    joined = (
        pl.DataFrame({"row": np.arange(len(columns.claim))})
        .join(totals, on="row", how="left", maintain_order="left")
        .join(groups, on="row", how="left", maintain_order="left")
    )
    return {f"{grain}.adjustment_total": joined["total"], f"{grain}.adjustment_groups": joined["groups"]}


def with_line_totals(payers: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Other payers with the sums of what each paid and took off on the lines of its claim.

    A payer is known on a line by its identifier (SVD01); the sums are null where it decided no line,
    and where an amount is missing or cannot be read.
    """
    names = {"other_payer.line_paid_total": "paid_amount", "other_payer.line_adjustment_total": "adjustment_total"}
    if not payers.height or not decided.height:
        return payers
    key = {"other_payer.payer_id": pl.col("adjudication.payer_id")}
    # a decision without adjustments took nothing off; one whose amounts cannot be read has groups and no total
    adjustment = pl.col("adjudication.adjustment_total")
    known = pl.when(adjustment.is_not_null() | pl.col("adjudication.adjustment_groups").is_null()).then(
        adjustment.fill_null(0)
    )
    columns = {"paid_amount": pl.col("adjudication.paid_amount"), "adjustment_total": known}
    totals = (
        decided.filter(pl.col("adjudication.payer_id").is_not_null())
        .select("#claim", **key, **columns)
        .group_by("#claim", "other_payer.payer_id")
        .agg(pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in columns)
    )
    joined = payers.join(totals, on=["#claim", "other_payer.payer_id"], how="left", maintain_order="left")
    return joined.with_columns(pl.col(name).alias(path) for path, name in names.items()).select(payers.columns)
