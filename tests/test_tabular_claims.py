"""Rows become claims: a row a line or a row a claim, nested records, claims of several types, and rows of no claim."""

import io
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest

from engine.errors import InputError
from engine.readers.tabular import claims as gathering
from engine.readers.tabular import reading as reading_module
from tests.sheet_text import csv_of, kinds, line, mapped, ndjson_of, plain, read_all, read_one, unread

WIDE = {
    "Claim ID": "A1", "DOB": "1980-02-29", "DOS": "2024-01-25", "Dx1": "J069",
    "CPT1": "99213", "Charge1": "100", "Units1": "1", "Mod1 Line 1": "25", "DxPtr Line 1": "A",
    "CPT2": "87880", "Charge2": "20", "Units2": "2", "Mod1 Line 2": "", "DxPtr Line 2": "1",
    "CPT3": "", "Charge3": "", "Units3": "", "Mod1 Line 3": "", "DxPtr Line 3": "",
}  # fmt: skip


def wide(**differences: str) -> dict[str, str]:
    return {**WIDE, **{name.replace("_", " "): value for name, value in differences.items()}}


def of(data: bytes, path: str, **options: Any) -> list[object]:  # noqa: ANN401  # whatever the reader takes
    tables, _ = read_one(data, columns=options.pop("columns", mapped()), **options)
    frame = {"claim": tables.claims, "line": tables.lines, "diagnosis": tables.diagnoses}[path.partition(".")[0]]
    return frame[path].to_list()


def test_a_claim_in_one_row_has_a_line_for_each_group_of_columns() -> None:
    rows = [wide(), wide(Claim_ID="A2", CPT2="", Charge2="", Units2="")]
    tables, reading = read_one(csv_of(rows), columns=mapped())
    told = ("#claim", "line.line_number", "line.procedure_code", "line.charge", "@repeat")
    assert tables.lines.select(told).rows() == [
        (0, 1, "99213", 10000, 1), (0, 2, "87880", 2000, 2), (1, 1, "99213", 10000, 1), (1, 2, None, None, 2),
    ]  # fmt: skip
    assert tables.lines["line.modifiers"].to_list() == [["25"], None, ["25"], None]
    assert tables.claims["claim.total_charge"].to_list() == [12000, None]
    assert reading.rows == 2


def test_a_column_without_a_number_is_of_all_lines_of_a_row() -> None:
    assert [str(day) for day in of(csv_of([wide()]), "line.service_date")] == ["2024-01-25", "2024-01-25"]


def test_in_a_row_each_is_a_claim_also_where_numbers_repeat() -> None:
    assert of(csv_of([wide(), wide()]), "claim.claim_id") == ["A1", "A1"]


def test_a_value_of_a_group_is_placed_in_the_column_of_its_group() -> None:
    tables, _ = read_one(csv_of([wide(Charge2="much")]), columns=mapped())
    assert unread(tables) == [(2, "Charge2", "much", None)]


def test_records_may_nest_lines_and_diagnoses() -> None:
    nested = {
        "claim_id": "A1", "patient": {"birth_date": "1980-02-29"}, "diagnoses": [{"code": "J06.9"}, {"code": "I10"}],
        "lines": [
            {"procedure_code": 99213, "charge": 100.10, "modifiers": ["25", "59"], "diagnosis_pointers": ["1", "2"]},
            {"procedure_code": "87880", "charge": 20, "units": 2, "service_date": "2024-01-25"},
        ],
    }  # fmt: skip
    simple = {"claim_id": "A2", "lines": [{"procedure_code": "99214", "charge": "5"}], "diagnoses": [{"code": "E119"}]}
    tables, reading = read_one(ndjson_of([nested, simple]), "ndjson", columns=mapped())
    assert tables.lines.select("#claim", "line.procedure_code", "line.charge", "line.modifiers").rows() == [
        (0, "99213", 10010, ["25", "59"]), (0, "87880", 2000, None), (1, "99214", 500, None),
    ]  # fmt: skip
    assert tables.diagnoses.select("#claim", "diagnosis.position", "diagnosis.code").rows() == [
        (0, 1, "J069"), (0, 2, "I10"), (1, 1, "E119"),
    ]  # fmt: skip
    assert tables.line_diagnoses["diagnosis.code"].to_list() == ["J069", "I10"]
    assert tables.lines["@row"].to_list() == [1, 1, 2]
    assert reading.warnings == []


def test_lists_in_a_parquet_file_are_taken_apart_too() -> None:
    stream = io.BytesIO()
    lines = [{"procedure_code": "99213", "charge": 12.5}, {"procedure_code": "87880", "charge": 3.0}]
    pl.DataFrame({"claim_id": [7.0], "lines": [lines], "diagnoses": [["J069", "I10"]]}).write_parquet(stream)
    tables, reading = read_one(stream.getvalue(), "parquet", columns=mapped())
    assert tables.claims["claim.claim_id"].to_list() == ["7"]
    assert tables.lines.select("line.procedure_code", "line.charge", "@row").rows() == [
        ("99213", 1250, 1), ("87880", 300, 1),
    ]  # fmt: skip
    assert tables.diagnoses["diagnosis.code"].to_list() == ["J069", "I10"]
    assert reading.warnings == []


def test_a_number_of_a_claim_that_never_changes_is_no_number_of_a_claim() -> None:
    with patch.object(gathering, "LONGEST_CLAIM", 50), pytest.raises(InputError) as error:
        read_all(csv_of([line()] * 60), sorted_rows=10, columns=mapped())
    assert kinds(error.value.problems) == ["row 2 endless-claim"]


def test_a_key_that_only_a_later_record_has_is_read_too() -> None:
    records = [{"claim_id": f"A{n}", "procedure_code": "99213", "charge": "5"} for n in range(50)]
    data = ndjson_of([*records, {**records[0], "claim_id": "B", "units": "3", "Colour": "red"}])
    tables, reading = read_all(data, "ndjson", block_bytes=300, columns=mapped())
    assert [row.get("line.units") for one in tables for row in plain(one.lines)][-2:] == [None, 3000]
    assert kinds(reading.warnings) == ["unknown-column"]


class AtOnce(Executor):
    """A reader of the next block that is always done with it before the one at hand is looked at."""

    def __init__(self, _: int) -> None:
        super().__init__()

    def submit(self, call: Callable[..., Any], /, *args: Any) -> Future[Any]:  # type: ignore[override]  # noqa: ANN401
        """Do it, and hand over what came of it."""
        done: Future[Any] = Future()
        done.set_result(call(*args))
        return done


def test_a_key_that_comes_late_is_a_column_once_its_own_block_is_at_hand() -> None:
    records = [line(Claim_ID=f"A{number}") for number in range(2_000)]
    records[1_000:] = [{**record, "Rendering NPI": "1234567893"} for record in records[1_000:]]
    with patch.object(reading_module, "LOOKED_AT", 1), patch.object(reading_module, "ThreadPoolExecutor", AtOnce):
        tables, _ = read_all(ndjson_of(records), "ndjson", block_bytes=1, sorted_rows=0, columns=mapped())
    knows = ["Rendering NPI" in one.headers.values() for one in tables]
    first = knows.index(True)
    assert (first > 1, all(knows[first:])) == (True, True)
    assert "A1000" in tables[first].claims["claim.claim_id"].to_list()


def test_in_a_small_sheet_the_rows_of_a_claim_may_stand_anywhere() -> None:
    rows = [line(), line(Claim_ID="A2"), line(CPT="87880")]
    tables, reading = read_one(csv_of(rows), columns=mapped())
    assert tables.claims["claim.claim_id"].to_list() == ["A1", "A2"]
    assert tables.lines.select("#claim", "line.procedure_code", "@row").rows() == [
        (0, "99213", 2), (0, "87880", 4), (1, "99213", 3),
    ]  # fmt: skip
    assert reading.faults == []


@pytest.mark.parametrize("block_bytes", [150, 100_000])
def test_in_a_large_sheet_a_claim_that_comes_back_is_a_fault_with_both_rows(block_bytes: int) -> None:
    rows = [line(), line(Claim_ID="A2"), line(CPT="87880"), line(Claim_ID="A3")]
    tables, reading = read_all(csv_of(rows), sorted_rows=2, block_bytes=block_bytes, columns=mapped())
    assert [name for one in tables for name in one.claims["claim.claim_id"]] == ["A1", "A2", "A3"]
    (fault,) = reading.faults
    assert (fault.scope, kinds([fault.problem])) == ("file", ["row 4 scattered-claim"])
    assert fault.problem.sentence.startswith("the claim of row 2 goes on here, after rows of other claims")
    assert (reading.rows, reading.claims) == (4, 3)


@pytest.mark.parametrize("block_bytes", [50, 100_000])
def test_a_claim_that_comes_back_twice_goes_on_from_its_first_row(block_bytes: int) -> None:
    data = csv_of([line(Claim_ID=name) for name in ("A1", "A2", "A1", "A3", "A1")])
    _, reading = read_all(data, columns=mapped(), sorted_rows=0, block_bytes=block_bytes)
    told = [fault.problem.sentence.partition(" goes")[0] for fault in reading.faults]
    assert told == ["the claim of row 2", "the claim of row 2"]


def test_a_row_without_the_number_of_its_claim_is_a_fault() -> None:
    tables, reading = read_one(csv_of([line(), line(Claim_ID="")]), columns=mapped())
    assert tables.lines.height == 1
    assert kinds(fault.problem for fault in reading.faults) == ["row 3 row-without-claim"]


def test_many_faults_of_one_kind_are_counted() -> None:
    _, reading = read_one(csv_of([line(), *[line(Claim_ID="")] * 30]), columns=mapped())
    assert len(reading.faults) == 20
    assert reading.faults[-1].problem.sentence.endswith("and so are 10 more rows")


def test_rows_of_a_claim_that_disagree_are_reported_with_their_row() -> None:
    tables, _ = read_one(csv_of([line(), line(DOB="01/01/1990"), line(DOB="2/29/1980")]), columns=mapped())
    assert unread(tables) == [(3, "DOB", "01/01/1990", "the rows of the claim do not say the same")]


def test_where_an_837_has_it_on_the_line_a_row_that_differs_is_the_lines_own() -> None:
    rows = [line(), line(POS="02"), line(POS="")]
    tables, _ = read_one(csv_of(rows), columns=mapped())
    assert tables.claims["claim.place_of_service"].to_list() == ["11"]
    assert tables.lines["line.own_place_of_service"].to_list() == [None, "02", None]
    assert tables.lines["line.place_of_service"].to_list() == ["11", "02", "11"]
    assert unread(tables) == []


def test_diagnoses_that_rows_name_differently_are_all_the_claims_where_nothing_points_to_them() -> None:
    rows = [line(DxPtr=None, Dx2="E119"), line(DxPtr=None, Dx1="I10", Dx2="J069")]
    tables, _ = read_one(csv_of(rows), columns=mapped())
    assert tables.diagnoses.select("diagnosis.position", "diagnosis.code", "diagnosis.qualifier", "@row").rows() == [
        (1, "J069", "ABK", 2), (2, "E119", "ABF", 2), (3, "I10", "ABF", 3),
    ]  # fmt: skip


def test_diagnoses_that_rows_name_differently_are_reported_where_lines_point_to_them() -> None:
    tables, _ = read_one(csv_of([line(), line(Dx1="I10")]), columns=mapped())
    assert [row[:2] for row in unread(tables)] == [(3, "Dx1")]


def test_claims_of_several_types_are_handed_over_by_type() -> None:
    rows = [
        line(Claim_ID="P1", Claim_Type="professional", Rev_Code="", Tooth=""),
        line(Claim_ID="I1", Claim_Type="institutional", Rev_Code="450", Tooth=""),
        line(Claim_ID="D1", Claim_Type="", Rev_Code="", Tooth="3"),
        line(Claim_ID="P2", Claim_Type="837P", Rev_Code="", Tooth=""),
        line(Claim_ID="X1", Claim_Type="?", Rev_Code="", Tooth=""),
    ]
    tables, reading = read_all(csv_of(rows))
    assert [(one.claim_type, one.claims["claim.claim_id"].to_list()) for one in tables] == [
        ("837P", ["P1", "P2", "X1"]), ("837I", ["I1"]), ("837D", ["D1"]),
    ]  # fmt: skip
    assert unread(tables[0]) == [(6, "Claim Type", "?", None)]
    assert tables[1].lines["line.revenue_code"].to_list() == ["0450"]
    assert tables[1].claims["claim.place_of_service"].to_list() == [None]
    assert tables[2].teeth["tooth.code"].to_list() == ["3"]
    assert kinds(reading.warnings) == ["column 'Rev Code' repaired"]


def test_claims_of_several_types_do_not_depend_on_the_size_of_the_blocks() -> None:
    rows = [line(Claim_ID=f"C{n // 2}", Rev_Code="0450" if n % 6 < 2 else "") for n in range(60)]
    with patch.object(gathering, "PAGE_ROWS", 14):
        one, other = (
            [
                (part.claim_type, plain(part.claims))
                for part in read_all(csv_of(rows), sorted_rows=5, block_bytes=size)[0]
            ]
            for size in (300, 1_000_000)
        )
    assert one == other
    assert len(one) > 4


def test_a_type_that_had_to_be_guessed_is_told() -> None:
    _, reading = read_one(csv_of([line()]))
    assert kinds(reading.warnings) == ["guessed-type"]
    tables, _ = read_one(csv_of([line(CPT="D0120"), line(CPT="D1110")]))
    assert tables.claim_type == "837D"


def test_the_patient_is_the_subscriber_unless_the_sheet_says_otherwise() -> None:
    tables, _ = read_one(csv_of([line(Relationship="child", Subscriber_Last_Name="DOE")]), columns=mapped())
    row = tables.claims.row(0, named=True)
    assert (row["claim.patient.is_subscriber"], row["claim.patient.relationship"]) == (False, "19")
    assert (row["claim.subscriber.last_name"], row["claim.patient.last_name"]) == ("DOE", "ROE")
    tables, _ = read_one(csv_of([line(Relationship="Self")]), columns=mapped())
    row = tables.claims.row(0, named=True)
    assert (row["claim.patient.is_subscriber"], row["claim.subscriber.relationship"]) == (True, "18")
    assert (row["claim.patient.relationship"], row["claim.subscriber.last_name"]) == (None, "ROE")
