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
