"""Sheets as they come: every way of writing a CSV, and files that are broken, endless or not what they seem."""

import io
import zipfile

import pytest

from engine.errors import InputError
from engine.readers.tabular import csv_records, csv_sheet, excel_sheet
from engine.readers.tabular.reading import Format
from tests.sheet_text import csv_of, grid, kinds, line, mapped, plain, read_all, read_one, xlsx_of

ROWS = [line(), line(CPT="99214"), line(Claim_ID="A2", Patient_Last_Name='RÉE, "BOB"\nII')]


def refused(data: bytes, kind: Format = "csv") -> list[str]:
    with pytest.raises(InputError) as error:
        read_all(data, kind, columns=mapped())
    return kinds(error.value.problems)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_however_it_is_written(separator: str, encoding: str, ends: str) -> None:
    plainly, _ = read_one(csv_of(ROWS), columns=mapped())
    text = csv_of(ROWS, separator, above="May report\n\n").decode().replace("\n", ends)
    tables, reading = read_one(text.encode(encoding), columns=mapped())
    names = [name.replace("\r\n", "\n") for name in tables.claims["claim.patient.last_name"]]
    assert names == ["ROE", 'RÉE, "BOB"\nII']
    assert tables.lines["line.procedure_code"].equals(plainly.lines["line.procedure_code"])
    assert tables.lines["@row"].to_list() == [4, 5, 6]
    assert kinds(reading.warnings) == (["encoding"] if encoding == "cp1252" else [])


def test_a_block_read_at_once_and_row_by_row_is_the_same() -> None:
    data = csv_of([*ROWS, line(Patient_First_Name=' "x"'), line(Patient_First_Name="a,b"), line(Patient_First_Name="")])
    fast, _ = read_one(data, columns=mapped())
    slow, _ = read_one(data + b"\n\n", columns=mapped())  # blank rows make a block irregular
    assert plain(fast.claims) == plain(slow.claims)
    assert plain(fast.lines) == plain(slow.lines)


@pytest.mark.parametrize("block_bytes", [50, 300, 100_000])
def test_an_inch_mark_in_a_cell_opens_no_quotation(block_bytes: int) -> None:
    rows = [line(Claim_ID=f"A{n}", Description="X") for n in range(9)]
    data = csv_of(rows).replace(b",X\n", b',5" tube\n', 2).replace(b",X\n", b',"6"" tube, long"\n', 2)
    tables, reading = read_all(data, columns=mapped(), block_bytes=block_bytes, sorted_rows=0)
    found = [text for one in tables for text in one.lines["line.description"]]
    assert found == ['5" tube', '5" tube', '6" tube, long', '6" tube, long', "X", "X", "X", "X", "X"]
    assert reading.faults == []


def test_rows_with_more_or_fewer_cells_are_faults_with_their_rows() -> None:
    lines = csv_of([line(), line(), line(), line()]).splitlines()
    lines[2] += b",,"  # empty cells beyond the last column do no harm
    lines[3] += b",X"
    lines[4] = lines[4].rpartition(b",")[0]
    _, reading = read_one(b"\n".join(lines) + b"\n\n", columns=mapped())
    assert kinds(fault.problem for fault in reading.faults) == ["row 4 ragged-row", "row 5 ragged-row"]


def test_a_very_long_cell_is_read_in_an_irregular_block_as_in_a_regular_one() -> None:
    data = csv_of([line(Description="X"), line(Description="X" * 200_000)])
    for more in (b"", b"\n\n"):  # blank rows make a block irregular
        tables, _ = read_one(data + more, columns=mapped())
        assert tables.lines["line.description"].str.len_bytes().to_list() == [1, 200_000]


def test_a_row_with_a_cell_too_few_is_seen_beside_one_with_a_cell_too_many() -> None:
    _, reading = read_one(b"Claim ID,CPT,Charge,Color\nA1,99213,1,red,x\nA2,99214,1\n", columns=mapped())
    assert kinds(fault.problem for fault in reading.faults) == ["row 2 ragged-row", "row 3 ragged-row"]


@pytest.mark.parametrize(
    ("data", "kind", "found"),
    [
        (b"", "csv", ["empty-file"]),
        (b" \n\n ", "csv", ["empty-file"]),
        (b"only one column\nA1\n", "csv", ["no-columns"]),
        (b"Claim ID,CPT\nA1,99\x00213\n", "csv", ["binary"]),
        (b'Claim ID,CPT\nA1,"99213\nA2,99214\n', "csv", ["open-quote"]),
        (b"", "ndjson", ["empty-file"]),
        (b'{"claim_id": "A"\n', "ndjson", ["line 1 or later bad-json"]),
        (b'{"claim_id": "A", "cpt": "1"}\n[1]\n', "ndjson", ["line 1 or later bad-json"]),
        (b"PAR1 and no more", "parquet", ["bad-parquet"]),
        (b"PK\x03\x04 and no more", "xlsx", ["bad-workbook"]),
        (xlsx_of({"Empty": []}), "xlsx", ["no-header"]),
    ],
)
def test_what_is_broken_is_refused_by_name(data: bytes, kind: Format, found: list[str]) -> None:
    assert refused(data, kind) == found


def test_a_header_without_rows_is_a_file_without_claims() -> None:
    tables, reading = read_all(csv_of([line()]).splitlines(keepends=True)[0], columns=mapped())
    assert (tables, reading.rows, reading.faults) == ([], 0, [])


def test_a_cell_without_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size if self.given > size else b'Claim ID,CPT\nA1,"'.ljust(size, b"x")

    stream = Endless()
    with pytest.raises(InputError) as error:
        list(csv_sheet.CsvSheet(stream, "endless.csv", None, 1_000_000).batches(None))  # type: ignore[arg-type]  # reads
    assert kinds(error.value.problems) == ["open-quote"]
    assert stream.given < 5 * csv_records.LONGEST_RECORD


def test_ten_thousand_columns_are_read() -> None:
    names = [f"Column {n}" for n in range(10_000)]
    rows = [line(**dict.fromkeys(names, "1"))]
    tables, reading = read_one(csv_of(rows), columns=mapped())
    assert tables.lines["line.procedure_code"].to_list() == ["99213"]
    assert reading.warnings[0].sentence.endswith("and 9988 more")
    assert refused(csv_of([{**rows[0], **{f"More {n}": "" for n in range(9_000)}}])) == ["too-wide"]


def test_a_workbook_that_unpacks_to_anything_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_sheet, "LARGEST", 1_000)
    assert refused(xlsx_of({"Claims": grid(ROWS)}), "xlsx") == ["too-large"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.837", "ISA*")
    assert refused(stream.getvalue(), "xlsx") == ["not-a-workbook"]


def test_of_the_sheets_of_a_workbook_the_one_with_claims_is_read() -> None:
    cover = [["Claims of May"], ["made by", "somebody"]]
    data = xlsx_of(
        {"Cover": cover, "Data": [["Report"], [], *grid(ROWS)], "Codes": [["CPT", "Charge"], ["99213", "1"]]}
    )
    tables, reading = read_one(data, "xlsx", columns=mapped())
    assert tables.lines["@row"].to_list() == [4, 5, 6]
    assert reading.warnings == []
    assert refused_sheet(data, "Nothing") == ["no-sheet"]


def refused_sheet(data: bytes, sheet: str) -> list[str]:
    with pytest.raises(InputError) as error:
        read_all(data, "xlsx", columns=mapped(sheet=sheet))
    return kinds(error.value.problems)


def test_a_formula_is_the_value_that_was_computed_and_its_error_is_told() -> None:
    rows = grid([line()])
    charge = rows[0].index("Charge")
    good = [rows[0], [*rows[1][:charge], "=100+1", *rows[1][charge + 1 :]]]
    tables, _ = read_one(xlsx_of({"S": good}), "xlsx", columns=mapped())
    assert tables.lines["line.charge"].to_list() == [0]  # as the writer of this file computed it: not at all
    bad = xlsx_of({"S": [*good, [*rows[1][:charge], "=1/0|#DIV/0!", *rows[1][charge + 1 :]]]})
    tables, reading = read_one(bad, "xlsx", columns=mapped())
    assert tables.lines["line.charge"].to_list() == [0, None]
    assert kinds(reading.warnings) == [f"row 3, column {charge + 1} excel-error"]
