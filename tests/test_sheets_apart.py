"""A large CSV or Parquet file is read in parts by several processes, and nothing is different for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.errors import InputError, Problem
from engine.readers import ColumnMap, Reading
from engine.readers.tabular import claims, parquet_parts, parts, reading
from engine.readers.tabular.csv_parts import CsvParting
from engine.readers.tabular.parquet_parts import ParquetParting
from engine.reading_apart import ReadingProcesses
from engine.tables import Tables
from tests.sheet_text import csv_of, line, mapped
from tests.test_reading_apart import FRAMES, whole

SORTED = 4

ODD = {
    "none": line(),
    "disagrees": line(POS="12", DOB="1/2/80"),
    "without claim": line(Claim_ID=""),
    "mended": line(Billing_NPI="1234567893.0", From_Date="3/4/24", Charge="$1,000.00"),
    "unreadable": line(Charge="much", Units="1.2.3", From_Date="31/31/2024"),
    "quoted": line(Patient_Last_Name='RÉE, "BOB"\nII', Patient_First_Name=" J "),
    "institutional": line(Type_of_Bill="0131", Revenue_Code="450"),
    "other payer": line(Other_Payer="ACME", Primary_Paid="10.00"),
}
NAMES = [*dict.fromkeys(name for one in ODD.values() for name in one)]
RAW = {"blank": b"\n", "short": b"A1,x\n", "long": b"A1" + b",x" * len(NAMES) + b"\n", "windows": b"A1,R\xc9E\n"}

rows = st.tuples(st.integers(0, 6), st.sampled_from([*ODD, *["none"] * 8, *RAW]), st.integers(1, 4))


def sheet(told: list[tuple[int, str, int]]) -> bytes:
    """A sheet of claims that go on where their numbers do, with what is odd among them."""
    found = [csv_of([dict.fromkeys(NAMES, "")]).splitlines(keepends=True)[0]]
    claim = 0
    for on, what, times in told:
        claim += on != 0
        for _ in range(times):
            if what in RAW:
                found.append(RAW[what])
                continue
            row = {name: ODD[what].get(name, "") for name in NAMES}
            if row["Claim ID"]:
                row["Claim ID"] = f"A{claim if on < 6 else max(0, claim - 3)}"
            found.append(csv_of([row]).partition(b"\n")[2])
    return b"".join(found)


@pytest.fixture(scope="module")
def processes() -> Iterator[ReadingProcesses]:
    with ReadingProcesses(2) as some:
        yield some


def told(found: Reading) -> tuple[object, ...]:
    return (found.claims, found.rows, found.bytes, found.faults, found.warnings)


def same(processes: ReadingProcesses, path: Path, block_bytes: int, columns: ColumnMap | None) -> None:
    """That the same is read here and apart, or refused in the same words."""
    with path.open("rb") as stream:
        kind: Literal["csv", "parquet"] = "csv" if path.suffix == ".csv" else "parquet"
        here = reading.read(stream, str(path), kind, columns=columns, sorted_rows=SORTED)
        apart = processes.read(path, block_bytes=block_bytes, columns=columns)
        (expected, refused), (found, refused_apart) = taken(here), taken(apart)
    assert refused == refused_apart
    if not refused:
        assert told(here) == told(apart)
        assert bool(expected) == bool(found)
    if expected and not refused:
        one, other = whole(expected), whole(found)
        assert [name for name in FRAMES if not one[name].equals(other[name])] == []


def taken(found: Reading) -> tuple[list[Tables], tuple[Problem, ...]]:
    """The tables of a reading, and why it was refused."""
    try:
        return [*found.tables], ()
    except InputError as error:
        return [], tuple(error.problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(rows, min_size=1, max_size=16), block_bytes=st.sampled_from([200, 2_000, 1_000_000]),
    mixed=st.booleans(), looked_at=st.integers(1, 5), before=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)  # fmt: skip
def test_apart_the_same_is_read_of_a_sheet(
    processes: ReadingProcesses, tmp_path: Path, made: list[tuple[int, str, int]], block_bytes: int, mixed: bool,
    looked_at: int, before: bytes,
) -> None:  # fmt: skip
    path = tmp_path / "sheet.csv"
    path.write_bytes(before + sheet(made))
    columns = None if mixed else mapped()
    with (
        patch.object(parts, "LOOKED_AT", looked_at), patch.object(reading, "LOOKED_AT", looked_at),
        patch.object(parts, "SORTED_ROWS", SORTED), patch.object(claims, "PAGE_ROWS", 7),
        CsvParting.of(path, columns, block_bytes) as parting,
    ):  # fmt: skip
        assume(parting is not None)
        same(processes, path, block_bytes, columns)


def test_a_sheet_that_is_large_is_read_in_parts(processes: ReadingProcesses, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(sheet([(1, "none", 2)] * 500))
    with patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED):
        found = processes.read(path, block_bytes=20_000, columns=mapped())
        sizes = [tables.claims.height for tables in found.tables]
    assert (sum(sizes), len(sizes) > 3) == (500, True)


def test_a_sheet_of_one_row_a_claim_is_read_in_parts_however_few_rows_it_has(
    processes: ReadingProcesses, tmp_path: Path
) -> None:
    path = tmp_path / "wide.csv"
    row = {"Claim ID": "A1", "DOS": "03/25/2024", "CPT1": "99213", "Charge1": "1", "CPT2": "99214", "Charge2": "2"}
    path.write_bytes(csv_of([row, {**row, "CPT2": "", "Charge2": "much"}, row] * 9))
    with CsvParting.of(path, mapped(), 400) as parting:
        assert parting is not None
        assert len(list(parting.parts())) > 2
    same(processes, path, 400, mapped())


@pytest.mark.parametrize("block_bytes", [200, 1_000_000])
def test_rows_without_a_text_are_not_counted_as_rows_that_have_to_be_in_order(
    processes: ReadingProcesses, tmp_path: Path, block_bytes: int
) -> None:
    path = tmp_path / "sheet.csv"
    made = csv_of([line(Claim_ID=name) for name in ("A1", "A2", "A1", "A2")]).splitlines(keepends=True)
    path.write_bytes(b"\n\n".join(made) + b"\n" * 9)
    with patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED):
        with CsvParting.of(path, mapped(), block_bytes) as parting:
            assert parting is not None
        same(processes, path, block_bytes, mapped())


def test_what_is_not_taken_of_a_sheet_does_not_disturb_the_next(processes: ReadingProcesses, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(sheet([(1, "none", 2)] * 500))
    with patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED):
        for _ in range(2):
            tables = processes.read(path, block_bytes=5_000, columns=mapped()).tables
            assert next(tables).claims["claim.claim_id"][0] == "A1"
            tables.close()  # type: ignore[attr-defined]  # a generator


def test_small_sheets_and_such_in_another_encoding_are_read_whole(processes: ReadingProcesses, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    text = sheet([(1, "none", 2)] * 20)
    for content in (text, text.decode().encode("utf-16"), text.replace(b"\n", b"\r")):
        path.write_bytes(content)
        with CsvParting.of(path, None, 1_000) as parting:
            assert parting is None
        assert sum(tables.claims.height for tables in processes.read(path).tables) == 20


def records(told: list[tuple[int, str, int]]) -> pl.DataFrame:
    """The same sheet as records, in which what is odd of the writing of a CSV is a record of nothing."""
    made: list[dict[str, str | None]] = []
    claim = 0
    for on, what, times in told:
        claim += on != 0
        for _ in range(times):
            row: dict[str, str | None] = {name: ODD.get(what, {}).get(name) for name in NAMES}
            if row["Claim ID"]:
                row["Claim ID"] = f"A{claim if on < 6 else max(0, claim - 3)}"
            made.append(row)
    return pl.DataFrame(made, schema=dict.fromkeys(NAMES, pl.String))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(rows, min_size=1, max_size=16), part=st.integers(1, 30), group=st.integers(1, 30),
    mixed=st.booleans(), looked_at=st.integers(1, 5),
)  # fmt: skip
def test_apart_the_same_is_read_of_a_parquet_file(
    processes: ReadingProcesses, tmp_path: Path, made: list[tuple[int, str, int]], part: int, group: int,
    mixed: bool, looked_at: int,
) -> None:  # fmt: skip
    path = tmp_path / "sheet.parquet"
    records(made).write_parquet(path, row_group_size=group)
    columns = None if mixed else mapped()
    with (
        patch.object(parts, "LOOKED_AT", looked_at), patch.object(reading, "LOOKED_AT", looked_at),
        patch.object(parts, "SORTED_ROWS", SORTED), patch.object(claims, "PAGE_ROWS", 7),
        patch.object(parquet_parts, "BATCH_ROWS", part), ParquetParting.of(path, columns) as parting,
    ):  # fmt: skip
        assume(parting is not None)
        same(processes, path, 1_000_000, columns)


TYPED = {
    "Claim ID": pl.Series(["A1", "A1", "A2"]).extend(pl.Series(["A2", "A3", None])),
    "Billing NPI": pl.Series([1234567893.0, None, 1.5, 1e20, float("nan"), float("inf")]),
    "Units": pl.Series([1, None, 3, 4, 5, 6], dtype=pl.UInt8),
    "POS": pl.Series([11, 12, None, 11, 22, 21], dtype=pl.Int64),
    "Charge": pl.Series([Decimal("100.10"), None, Decimal("0.05"), Decimal("-1.00"), Decimal(3), Decimal(4)]),
    "From Date": pl.Series([date(2024, 3, day) for day in range(1, 6)] + [None]),
    "DOB": pl.Series(["1980-02-03 04:05:06"] * 5 + [None]).str.to_datetime(),
    "Type of Bill": pl.Series([True, False, None, True, True, False]),
    "Revenue Code": pl.Series([0.5, 450, 1e-7, None, 1e15, 450], dtype=pl.Float32),
}


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_apart_values_of_all_plain_types_are_read_the_same(
    processes: ReadingProcesses, tmp_path: Path, unit: Literal["ms", "us", "ns"]
) -> None:
    path = tmp_path / "typed.parquet"
    frame = pl.DataFrame(TYPED).with_columns(pl.col("DOB").cast(pl.Datetime(unit)))
    frame.write_parquet(path, row_group_size=2)
    with (
        patch.object(parts, "LOOKED_AT", 2), patch.object(parts, "SORTED_ROWS", SORTED),
        patch.object(reading, "LOOKED_AT", 2), patch.object(parquet_parts, "BATCH_ROWS", 1),
    ):  # fmt: skip
        with ParquetParting.of(path, None) as parting:
            assert parting is not None
        same(processes, path, 1_000_000, None)


@pytest.mark.parametrize(
    ("name", "more"), [("Notes", ["1"]), ("Notes", {"a": "1"}), ("Charge", b"1")], ids=["list", "struct", "binary"]
)
def test_parquet_files_with_columns_that_are_not_plain_are_read_whole(
    processes: ReadingProcesses, tmp_path: Path, name: str, more: object
) -> None:
    path = tmp_path / "sheet.parquet"
    frame = records([(1, "none", 2)] * 20)
    columns = mapped()
    frame.with_columns(pl.Series(name, [more] * 40)).write_parquet(path)
    with patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED):
        with ParquetParting.of(path, columns) as parting:
            assert parting is None
        assert sum(tables.claims.height for tables in processes.read(path, columns=columns).tables) == 20


def test_a_parquet_file_that_is_large_is_read_in_parts(processes: ReadingProcesses, tmp_path: Path) -> None:
    path = tmp_path / "sheet[1]*.parquet"  # no pattern of names
    records([(1, "none", 2)] * 500).write_parquet(path, row_group_size=300)
    with (
        patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED),
        patch.object(parquet_parts, "BATCH_ROWS", 100),
    ):  # fmt: skip
        sizes = [tables.claims.height for tables in processes.read(path, columns=mapped()).tables]
    assert (sum(sizes), len(sizes) > 3) == (500, True)


@pytest.mark.parametrize("spoiled", [0, 1, 2])
def test_of_a_broken_parquet_file_the_same_is_said_apart(
    processes: ReadingProcesses, tmp_path: Path, spoiled: int
) -> None:
    path = tmp_path / "sheet.parquet"
    made = records([(1, "none", 2)] * 500)
    made.write_parquet(path, row_group_size=300, compression="zstd")
    content = bytearray(path.read_bytes())
    at = content.find(b"\x28\xb5\x2f\xfd", len(content) * spoiled // 4)  # a frame of Zstandard
    content[at : at + 4] = bytes(4)
    path.write_bytes(content)
    with patch.object(parts, "LOOKED_AT", 5), patch.object(parts, "SORTED_ROWS", SORTED):
        same(processes, path, 1_000_000, mapped())
        _, refused = taken(processes.read(path, columns=mapped()))
    assert [problem.kind for problem in refused] == ["bad-parquet"]
