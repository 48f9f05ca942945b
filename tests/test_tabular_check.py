"""A finding about a sheet points at its row and its column, in every report."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.command import claimscrub
from tests.sheet_text import csv_of, line, xlsx_of


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheets") / "may.csv"
    rows = [
        line(),
        line(CPT="99213", Billing_NPI="1234567893"),
        line(Claim_ID="A2", Billing_NPI="1234567890", From_Date="01/26/2024"),
        line(Claim_ID="A3", Charge="abc", Billing_NPI="1234567893"),
        line(Claim_ID="A4", DxPtr="2", Mod1="ZZ"),
    ]
    path.write_bytes(csv_of([{"Mod1": "", **row} for row in rows], above="May report,,\n"))
    return path


def checked(sheet: Path, kind: str, folder: Path) -> str:
    done = claimscrub("check", sheet, "--format", kind, "--submitted", "2024-02-01", "--runs", folder / "runs")
    assert done.code == 1, done.err
    return done.out


def test_findings_point_at_row_and_column(sheet: Path, tmp_path: Path) -> None:
    found = json.loads(checked(sheet, "json", tmp_path))
    places = {
        (finding["claim_id"], finding["rule"]): (finding["place"]["row"], finding["place"]["column"], finding["line"])
        for finding in found["findings"]
    }
    assert places["A2", "billing-npi-check-digit"] == (5, "Billing NPI", None)
    assert places["A3", "unreadable-value"] == (6, "Charge", 1)
    assert places["A4", "diagnosis-pointer-to-none"] == (7, "DxPtr", 1)
    assert {finding["place"]["segment"] for finding in found["findings"]} == {None}
    assert [claim["place"]["row"] for claim in found["claims"]] == [3, 5, 6, 7]


def test_a_csv_report_has_row_and_column(sheet: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(checked(sheet, "csv", tmp_path))))
    assert ("6", "Charge", "abc") in {(row["row"], row["column"], row["value"]) for row in rows}


def test_the_terminal_says_row_and_column(sheet: Path, tmp_path: Path) -> None:
    shown = checked(sheet, "table", tmp_path)
    assert "row 5, column Billing NPI" in shown
    assert "may.csv, row 5" in shown


def test_a_fault_holds_every_claim_of_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv_of([line(), line(Claim_ID="")]))
    found = json.loads(checked(tmp_path / "a.csv", "json", tmp_path))
    assert any("a.csv:row 3: error" in problem for problem in found["run"]["problems"])
    assert {claim["disposition"] for claim in found["claims"]} == {"held"}
    assert "does not say of which claim it is" in found["claims"][0]["reason"]


def test_a_workbook_is_checked_as_a_csv_is(sheet: Path, tmp_path: Path) -> None:
    rows = [*csv.reader(io.StringIO(sheet.read_text()))]
    (tmp_path / "may.xlsx").write_bytes(xlsx_of({"May": rows}))
    one, other = (json.loads(checked(path, "json", tmp_path)) for path in (sheet, tmp_path / "may.xlsx"))

    def told(found: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
        return [{**finding, "place": {**finding["place"], "file": ""}} for finding in found["findings"]]  # type: ignore[dict-item]  # of a JSON document

    assert told(one) == told(other)
