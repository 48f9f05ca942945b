"""Regular rows are taken apart all at once; what comes out is what Python's csv module reads, trimmed."""

from __future__ import annotations

import csv
import io

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.readers.tabular.cells import cells
from engine.readers.tabular.quoting import cut

TEXTS = st.text(st.sampled_from(" ,\t\n\x0b\x0c\xa0\"'aé0"), max_size=4) | st.sampled_from(
    ["a name of more than twelve", ""]
)
TABLES = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1))


def written(rows: list[list[str]], quoting: int, ends: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=ends).writerows(rows)  # type: ignore[arg-type]  # one of its constants
    return text.getvalue().encode()


def one_by_one(data: bytes, places: list[int]) -> list[list[str | None]]:
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    columns = [pl.Series([row[place] for row in rows], dtype=pl.String).str.strip_chars() for place in places]
    return [[text or None for text in column.to_list()] for column in columns]


@given(rows=TABLES, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), ends=st.sampled_from(["\n", "\r\n"]),
       open_end=st.booleans(), some=st.sets(st.integers(0, 3)))  # fmt: skip
def test_cells_are_those_that_are_read_one_by_one(
    rows: list[list[str]], quoting: int, ends: str, open_end: bool, some: set[int]
) -> None:
    data = written(rows, quoting, ends)
    width = len(rows[0])
    if open_end:
        data = data.removesuffix(ends.encode())
    places = sorted(place for place in some if place < width) or [0]
    read = cut(data, ord(","), final=True)
    assert read.standard
    found = cells(data, ord(","), width, len(rows), places)
    if found is None:
        assert b"" in data.splitlines()  # of one column, and without a text
        return
    expected = one_by_one(data, places)
    columns = [found[str(at)].to_list() if str(at) in found.columns else [None] * len(rows) for at in places]
    assert columns == expected


def test_rows_that_differ_in_their_cells_are_left_to_others() -> None:
    assert cells(b"a,b\nc\nd,e,f\n", ord(","), 2, 3, [0, 1]) is None
    assert cells(b"a,b\nc\n", ord(","), 2, 2, [0, 1]) is None
