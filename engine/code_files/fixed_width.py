"""Records of fixed width: lines as rows, and fields cut out by the positions publishers print.

Positions count from 1 and include both ends, as in every record layout; bytes and characters are the
same there, for the text is decoded first. A short line is one with trailing blanks missing.
"""

from __future__ import annotations

import polars as pl

from .columns import LINE
from .downloads import Download, decoded


def lines(download: Download) -> pl.DataFrame:
    """The lines of a text (`text`) with their numbers (`line`), blank ones left out."""
    texts = decoded(download.content).replace("\r\n", "\n").split("\n")
    found = pl.DataFrame({"text": texts}).with_row_index(LINE, 1)
    return found.filter(pl.col("text").str.contains(r"\S"))


def field(first: int, last: int | None = None) -> pl.Expr:
    """What stands at positions of a line, stripped; null where that is nothing."""
    length = None if last is None else last - first + 1
    cut = pl.col("text").str.slice(first - 1, length).str.strip_chars(" \t\r\u00a0")
    return pl.when(cut != "").then(cut)


def fields(first: int, last: int, width: int) -> pl.Expr:
    """Several fields of one width side by side, as a list of those that are not blank."""
    every = pl.concat_list(field(at, at + width - 1) for at in range(first, last + 1, width))
    return every.list.drop_nulls()
