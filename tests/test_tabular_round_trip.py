"""Whatever the format, the same claims come out, and those of an 837 written as a sheet come back."""

import io
from pathlib import Path

import pytest

from engine.readers import read as read_file
from engine.readers.tabular.reading import Format, read
from engine.synth import write
from engine.tables import Tables
from tests.sheet_text import (
    csv_of,
    grid,
    line,
    mapped,
    ndjson_of,
    parquet_of,
    plain,
    read_all,
    read_one,
    rows_of,
    xlsx_of,
)

FRAMES = ("claims", "lines", "diagnoses", "line_diagnoses", "procedures", "occurrences", "teeth", "unreadable")


def same(one: Tables, other: Tables, *frames: str) -> bool:
    return all(plain(getattr(one, name)) == plain(getattr(other, name)) for name in frames or FRAMES)


ROWS = [
    line(),
    line(CPT="99214", Charge="150.5", POS="02"),
    line(Claim_ID="A2", CPT="87880", DxPtr="", Units="2.5"),
]


@pytest.mark.parametrize("kind", ["ndjson", "parquet", "xlsx"])
def test_each_format_gives_the_same_claims_as_a_csv(kind: Format) -> None:
    data = {"ndjson": ndjson_of(ROWS), "parquet": parquet_of(ROWS), "xlsx": xlsx_of({"Sheet1": grid(ROWS)})}[kind]
    one, _ = read_one(csv_of(ROWS))
    other, reading = read_one(data, kind)
    assert same(one, other)
    assert (reading.rows, reading.claims) == (3, 2)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    path = tmp_path_factory.mktemp("synth") / "batch.837"
    write(path, None, 40, 5)
    return [tables for tables in read_file(path).tables if tables.claim_type == "837P"]


def test_claims_of_an_837_written_as_a_sheet_come_back(sent: list[Tables]) -> None:
    for tables in sent:
        back, reading = read_one(csv_of(rows_of(tables)), columns=mapped())
        assert (reading.faults, reading.warnings) == ([], [])
        for name in ("lines", "diagnoses", "line_diagnoses", "unreadable"):
            assert plain(getattr(back, name)) == plain(getattr(tables, name)), name
        for there, here in zip(plain(tables.claims), plain(back.claims), strict=True):
            assert {**here, "#group": 0, "#transaction": 0} == {**there, "#group": 0, "#transaction": 0}


def test_results_do_not_depend_on_the_size_of_the_blocks(sent: list[Tables]) -> None:
    data = csv_of([row for tables in sent for row in rows_of(tables)])
    whole, _ = read_all(data, sorted_rows=0, columns=mapped())
    for block_bytes in (500, 3_000, 9_000):
        parts, reading = read_all(data, sorted_rows=0, block_bytes=block_bytes, columns=mapped())
        assert reading.faults == []
        for name in ("claims", "lines", "diagnoses"):
            one = [{**row, "#claim": 0, "#line": 0} for tables in whole for row in plain(getattr(tables, name))]
            other = [{**row, "#claim": 0, "#line": 0} for tables in parts for row in plain(getattr(tables, name))]
            assert one == other
        assert len(parts) > len(whole)


def test_a_sheet_is_read_from_a_stream_that_cannot_be_sought_in() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    reading = read(Pipe(csv_of(ROWS)), "pipe", "csv")
    assert sum(tables.claims.height for tables in reading.tables) == 2


def test_a_sheet_is_known_by_its_content_at_the_door(tmp_path: Path) -> None:
    files = {
        "a.csv": csv_of(ROWS),
        "b": ndjson_of(ROWS),
        "c.dat": parquet_of(ROWS),
        "d.xls": xlsx_of({"S": grid(ROWS)}),
        "e.txt": csv_of(ROWS, "\t", "Practice report\n\n"),
        "f.csv": csv_of(ROWS, ";").decode().encode("utf-16"),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        reading = read_file(tmp_path / name)
        assert sum(tables.lines.height for tables in reading.tables) == 3, name
