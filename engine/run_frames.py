"""The Parquet files of a run: written as blocks come, and gone over once more for late holds.

Row groups are of one size, so that memory stays flat and the bytes do not depend on where blocks
were cut.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import polars as pl

from .findings import Desk

ROW_GROUP_ROWS: Final = 50_000

HOLDS: Final = pl.Schema(
    {"file": pl.String, "interchange": pl.Int32, "group": pl.Int32, "transaction": pl.Int32, "reason": pl.String}
)
"""Scopes that turned out to be faulted: the claims in them are held. Null stands for any."""

_SCOPE: Final = ("file", "interchange", "group", "transaction")
_FAULT_DESK: Final[Desk] = "billing"  # who makes the file mends its envelope


class FrameWriter:
    """One Parquet file of a run; leaving the `with` writes what is left."""

    def __init__(self, schema: pl.Schema, stream: BinaryIO) -> None:
        # Here, for it takes a third of a second, which reading a run need not pay.
        import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow ships no types

        self.rows = 0
        self._schema = schema
        self._waiting = pl.DataFrame(schema=schema)
        self._arrow_schema = self._waiting.to_arrow().schema
        self._writer = pq.ParquetWriter(stream, self._arrow_schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_groups(at_least=1)
            self._writer.close()
        finally:
            self._writer.is_open = False  # an interrupted one would close again when collected, on a closed file

    def write(self, frame: pl.DataFrame) -> None:
        """Take rows of the schema, its columns in any order."""
        self.rows += frame.height
        self._waiting = self._waiting.vstack(frame.match_to_schema(self._schema))
        self._write_groups(at_least=ROW_GROUP_ROWS)

    def _write_groups(self, at_least: int) -> None:
        while self._waiting.height >= at_least:
            group = self._waiting.head(ROW_GROUP_ROWS).rechunk().to_arrow().cast(self._arrow_schema)
            # One chunk: Parquet cuts its pages where chunks end.
            self._writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP_ROWS)
            self._waiting = self._waiting.slice(ROW_GROUP_ROWS)


def hold(claims: Path, holds: pl.DataFrame, held: FrameWriter) -> None:
    """Copy a claims file to `held` with the claims of every scope in `holds` held.

    The fault comes first in the reason, before what rules had said of the claim.
    """
    for batch in pl.scan_parquet(claims, glob=False).collect_batches(chunk_size=ROW_GROUP_ROWS):
        held.write(_held(batch, holds))


def _held(claims: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """Join the holds once for each choice of keys that they name: a file, a group of a file."""
    keys_named = pl.concat_str(pl.col(_SCOPE).is_not_null().cast(pl.Int8))
    reasons: list[str] = []
    for _, alike in holds.group_by(keys_named, maintain_order=True):
        keys = [key for key in _SCOPE if alike[key][0] is not None]
        reasons.append(f"#reason {len(reasons)}")
        # A reason is a clause, which others may follow, even where the problem was a sentence.
        clauses = pl.col("reason").str.strip_suffix(".").unique(maintain_order=True)
        told = clauses.str.join("; ").alias(reasons[-1])
        if keys:
            faults = alike.group_by(keys).agg(told)
            claims = claims.join(faults, on=keys, how="left", maintain_order="left")
        else:
            claims = claims.join(alike.select(told), how="cross", maintain_order="left")
    faulted = pl.any_horizontal(pl.col(reasons).is_not_null())
    all_reasons = pl.concat_str(*reasons, "reason", separator="; ", ignore_nulls=True)
    return claims.with_columns(
        disposition=pl.when(faulted).then(pl.lit("held")).otherwise("disposition"),
        reason=pl.when(faulted).then(all_reasons).otherwise("reason"),
        desk=pl.when(faulted).then(pl.col("desk").fill_null(_FAULT_DESK)).otherwise("desk"),
    ).drop(reasons)
