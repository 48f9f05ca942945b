"""What a release says, brought into one order and form, and the hash of it.

The hash is not of a Parquet file, whose bytes change with every version of a library. It is SHA-256
over the values themselves, column by column: which values are null, the lengths of the texts, the
texts in UTF-8 one after the other, numbers and days as little-endian integers. These are the buffers
that Arrow holds anyway, so that 2.5 million pairs take half a second, and every platform and every
later version gets the same digits. Rows are sorted by everything in them first: in which order a
publisher lists them, and in how many files, is no content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Final

import numpy as np
import polars as pl

from .parted import InFile, Parted
from .release import FROM, TO
from .window import Window

TEXTS: Final = pl.List(pl.String)

WORDS: Final[dict[pl.DataType | type[pl.DataType], str]] = {
    pl.String: "text",
    pl.Int64: "number",
    pl.Boolean: "boolean",
    pl.Date: "date",
    TEXTS: "texts",
}
"""What a column of each type is called where it is kept; Polars may rename its own."""

KINDS: Final[dict[str, pl.DataType]] = {
    "text": pl.String(), "number": pl.Int64(), "boolean": pl.Boolean(), "date": pl.Date(), "texts": TEXTS,
}  # fmt: skip
"""The type of a column by its word."""


def canonical(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows as they are kept: keys, `from`, `to`, attributes; sorted by all of it, keys first.

    Whole numbers are Int64 and words of a closed list are text. ValueError for a column that is none of
    text, whole number, boolean, date or list of text, and for a key that is null: the importer is wrong.
    """
    if missing := {*keys, FROM, TO} - set(rows.columns):
        raise ValueError(f"a release without the column {min(missing)!r}")
    rows = rows.select(*keys, FROM, TO, pl.exclude(*keys, FROM, TO))
    rows = rows.select(pl.col(name).cast(_kept(name, kind)) for name, kind in rows.schema.items())
    for key in keys:
        if rows.schema[key] != pl.String or rows[key].null_count():
            raise ValueError(f"the key {key!r} is not a text in every row")
    for name in (FROM, TO):
        if rows.schema[name] != pl.Date:
            raise ValueError(f"the column {name!r} is no date")
    return rows.sort(*keys, FROM, TO, *sorted(set(rows.columns) - {*keys, FROM, TO})).rechunk()


def _kept(name: str, kind: pl.DataType) -> pl.DataType | type[pl.DataType]:
    if kind.is_integer():
        return pl.Int64
    if kind in (pl.Categorical, pl.Enum, pl.String, pl.Null):
        return pl.String
    if kind in (pl.Boolean, pl.Date, TEXTS):
        return kind
    raise ValueError(f"the column {name!r} is of a type that no code set has: {kind}")


def types(rows: pl.DataFrame | Parted | InFile) -> dict[str, str]:
    """The columns of canonical rows, each with the word for its type."""
    return {name: WORDS[kind] for name, kind in rows.schema.items()}


def fingerprint(rows: pl.DataFrame | Parted | InFile, keys: Sequence[str], reaches: Window) -> str:
    """SHA-256 of canonical rows, the keys and the days they reach: the same digits, the same answers.

    Rows on disk are gone through piece by piece, and have the hash that they would have in memory.
    """
    columns = types(rows)
    names = [*keys, FROM, TO, *sorted(set(columns) - {*keys, FROM, TO})]
    head = {
        "keys": list(keys),
        "reaches": [day.isoformat() for day in reaches],
        "rows": rows.height,
        "columns": [[name, columns[name]] for name in names],
    }
    digest = hashlib.sha256(json.dumps(head).encode())
    for name in names:
        for part in _parts(rows[name]) if isinstance(rows, pl.DataFrame) else _in_pieces(rows, name):
            digest.update(np.ascontiguousarray(part).data)
    return digest.hexdigest()


def _in_pieces(rows: Parted | InFile, name: str) -> Iterator[np.ndarray]:
    """The arrays of a column of which but a piece is in memory: of all pieces the first, of all the second, ..."""
    frames = rows.frames([name])
    only, more = next(frames), next(frames, None)
    if more is None:
        yield from _parts(only[name])
        return
    for at in count():
        pieces = (next(islice(_parts(frame[name]), at, None), None) for frame in rows.frames([name]))
        found = False
        for piece in pieces:
            if piece is not None:
                found = True
                yield piece
        if not found:
            return


def _parts(column: pl.Series) -> Iterator[np.ndarray]:
    """The arrays that a column is: whether a value is null, then the values, null as nothing or zero."""
    yield column.is_null().cast(pl.UInt8).to_numpy()
    if column.dtype == TEXTS:
        lengths = column.list.len().fill_null(0)
        yield lengths.to_numpy().astype("<u4")
        yield from _parts(column.filter(lengths > 0).explode())
    elif column.dtype == pl.String:
        # The older layout of Arrow has all texts in one buffer; the newer one scatters them.
        texts = column.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
        _, offsets, content = texts.buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[texts.offset :][: len(column) + 1]
        yield np.diff(ends).astype("<u4")
        if content is not None and len(column):
            yield np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]]
    else:
        numbers = column.to_physical().cast(pl.Int64).fill_null(0)
        yield numbers.to_numpy().astype("<i8")
