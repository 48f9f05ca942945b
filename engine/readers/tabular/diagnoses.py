"""The diagnoses of claims in a sheet, with the qualifiers an 837 gives them, and those that lines point to."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl

from ...fields import FIELDS, Grain
from ...tables import LINE_DIAGNOSIS
from ..x12.coded import KINDS as KIND_OF
from .block import Block, Places, columns_of, frame_of, int32
from .of_parts import KIND, PART, part_rows

_APART: Final = MappingProxyType({"admitting": ("ABJ", "BJ"), "reason": ("APR", "PR"), "external": ("ABN", "BN")})
"""Qualifiers of ICD-10-CM and ICD-9-CM of the diagnoses that are not numbered with the others."""

_STAND_APART: Final = ("ADMITTING", "REASON", "EXTERNAL")


def diagnoses_of(block: Block) -> pl.DataFrame:
    """Diagnoses with their qualifiers, numbered as their columns are; those that stand apart come after."""
    rows = part_rows(block, Grain.DIAGNOSIS)
    if "diagnosis.code" not in rows.columns:
        return frame_of(Grain.DIAGNOSIS, columns_of(rows.clear()))
    rows = rows.filter(pl.col("diagnosis.code").is_not_null())
    claim = rows["#claim"].to_numpy()
    counted = np.arange(len(claim)) - np.searchsorted(claim, claim) + 1
    position = rows[PART].zip_with(rows[KIND].is_null(), int32(counted))
    stated = rows["diagnosis.qualifier"] if "diagnosis.qualifier" in rows.columns else None
    ninth = _ninth(block, rows, stated)
    tenth, before = (
        pl.coalesce(
            pl.col("kind").replace_strict(
                list(_APART), [both[at] for both in _APART.values()], default=None, return_dtype=pl.String
            ),
            pl.when(pl.col("n") == 1).then(pl.lit(first)).otherwise(pl.lit(others)),
        )
        for at, (first, others) in enumerate((("ABK", "ABF"), ("BK", "BF")))
    )
    facts = pl.DataFrame({"kind": rows[KIND], "n": position, "ninth": ninth})
    qualifier = facts.select(pl.when("ninth").then(before).otherwise(tenth)).to_series()
    if stated is not None:
        qualifier = stated.zip_with(stated.is_not_null(), qualifier)
    kind = qualifier.replace_strict(list(KIND_OF), list(KIND_OF.values()), default=None, return_dtype=pl.String)
    more = {"diagnosis.position": position, "diagnosis.qualifier": qualifier, "diagnosis.kind": kind}
    return frame_of(Grain.DIAGNOSIS, {**columns_of(rows), **more})


def _ninth(block: Block, rows: pl.DataFrame, stated: pl.Series | None) -> pl.Series:
    """Which diagnoses are of ICD-9-CM, by their own qualifier or that of the claim."""
    if stated is not None:
        return (~stated.str.starts_with("A")).fill_null(value=False)
    for column in block.layout.of("diagnosis.qualifier"):
        if column.target.row is None:
            texts = block.first_texts(column)
            at = Places(int32(np.arange(block.found.count)), block.numbers.gather(pl.Series(block.found.starts)))
            of_claim = block.values(texts, FIELDS["diagnosis.qualifier"], column, at)
            return (of_claim == "BK").fill_null(value=False).gather(rows["#claim"])
    return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True)


def line_diagnoses_of(lines: pl.DataFrame, diagnoses: pl.DataFrame) -> pl.DataFrame:
    """One row for each pointer of a line, with the diagnosis of its number, if there is one."""
    pointers = (
        lines.select("#claim", "#line", pl.col("line.diagnosis_pointers").alias("diagnosis.pointer"))
        .drop_nulls("diagnosis.pointer")
        .explode("diagnosis.pointer")
        .with_columns(pl.col("diagnosis.pointer").cast(pl.Int64, strict=False).alias("diagnosis.position"))
    )
    apart = pl.col("diagnosis.kind").is_in(_STAND_APART).fill_null(value=False)
    pointed = diagnoses.filter(~apart).drop("diagnosis.pointer").with_columns(there=pl.col("diagnosis.position"))
    joined = pointers.join(pointed, on=["#claim", "diagnosis.position"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("there").alias("diagnosis.position")).select(
        pl.col(name).cast(kind) for name, kind in LINE_DIAGNOSIS.items()
    )
