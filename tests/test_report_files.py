"""The JSON and CSV reports: whole, described by a schema, and harmless in a spreadsheet."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # jsonschema ships no types
import pytest

from engine.runs import Run
from reports import csv_file, json_document
from tests.hostile import ALL, FORMULAS
from tests.make_run import FACTS, make_run, telling_run

SCHEMA = json.loads((Path(__file__).parents[1] / "reports/schemas/check.schema.json").read_text())


def document(run: Run, *, redact: bool = False) -> dict[str, list[dict[str, object]]]:
    stream = StringIO()
    json_document.write(run, stream, redact=redact)
    loaded: dict[str, list[dict[str, object]]] = json.loads(stream.getvalue())
    return loaded


def rows(run: Run, *, redact: bool = False) -> list[dict[str, str]]:
    stream = StringIO(newline="")
    csv_file.write(run, stream, redact=redact)
    stream.seek(0)
    return list(csv.DictReader(stream))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("redact", [False, True])
def test_the_document_is_of_its_schema(tmp_path: Path, redact: bool) -> None:
    checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    for run in (telling_run(tmp_path / "a"), make_run(tmp_path / "b", claim_rows=())):
        checker.validate(document(run, redact=redact))


def test_the_schema_refuses_what_is_not_of_it(tmp_path: Path) -> None:
    changed = document(telling_run(tmp_path))
    changed["findings"][0]["severity"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, SCHEMA)


def test_the_document_holds_every_claim_and_finding(tmp_path: Path) -> None:
    found = document(telling_run(tmp_path))
    assert [claim["claim"] for claim in found["claims"]] == [1, 2, 3, 4, 5]
    assert [finding["rule"] for finding in found["findings"]][:2] == ["billing-npi-check-digit", "modifier-25-missing"]
    assert found["findings"][0]["place"] == {
        "file": "night.837",
        "segment": 8,
        "loop": "2010AA",
        "segment_id": "NM1*85",
        "element": "09",
        "row": None,
        "column": None,
    }
    assert found["findings"][0]["denial"] == {"carc": "16", "rarc": "N257"}
    assert found["not_evaluated"] == [
        {
            "rule": "diagnosis-not-valid",
            "needs": "icd-10-cm",
            "claims": 2,
            "first_day": "2027-10-01",
            "last_day": "2027-10-09",
            "mend": "Import the ICD-10-CM release of fiscal year 2028.",
        }
    ]


def test_batches_make_one_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = telling_run(tmp_path)
    whole, table = document(run), rows(run)
    monkeypatch.setattr("reports.run.BATCH_ROWS", 2)
    assert document(run) == whole
    assert rows(run) == table


@pytest.mark.parametrize("text", ALL)
def test_any_text_goes_through_json_unchanged(tmp_path: Path, text: str) -> None:
    run = make_run(tmp_path, claim_rows=[{"claim_id": text}], finding_rows=[{"message": text, "value": text}])
    found = document(run)
    assert found["claims"][0]["claim_id"] == text
    assert found["findings"][0]["message"] == text


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    run = make_run(
        tmp_path,
        claim_rows=[{"payer_name": text, "payer_id": text, "profile": text}],
        finding_rows=[{"claim_id": text, "message": text, "value": text, "remedy": text}],
    )
    for cell in rows(run)[0].values():
        assert cell.lstrip("\t\r\n\0 ")[:1] not in {"=", "+", "-", "@", "＝"} or cell.startswith("'")
    assert rows(run)[0]["value"] == "'" + text


@pytest.mark.parametrize(
    "text", ["-25.00", "-3", "0450", "007", "E11.9", "1-2", "a=b", "", "Müller", 'say "so", he said']
)
def test_harmless_cells_stay_as_they_are(tmp_path: Path, text: str) -> None:
    assert rows(make_run(tmp_path, finding_rows=[{"value": text}]))[0]["value"] == text


def test_codes_are_text_and_figures_are_not(tmp_path: Path) -> None:
    stream = StringIO()
    csv_file.write(make_run(tmp_path, claim_rows=[{"total_charge": -2505}], finding_rows=[{"value": "0450"}]), stream)
    head, row = stream.getvalue().splitlines()
    assert head.startswith('"claim","claim_id","disposition"')
    assert '"0450"' in row
    assert row.startswith("1,")
    assert row.endswith(',-25.05,"837P","false"')


def test_a_row_says_what_its_claim_is_about(tmp_path: Path) -> None:
    row = rows(telling_run(tmp_path))[2]
    assert (row["claim"], row["payer_name"], row["disposition"]) == ("5", "Example Commercial", "held")
    assert (row["service_from"], row["total_charge"]) == ("2026-05-04", "2500.00")


def test_a_run_without_findings_is_a_table_without_rows(tmp_path: Path) -> None:
    assert rows(make_run(tmp_path)) == []


def test_the_document_names_the_rules_that_were_not_in_force_for_want_of_records(tmp_path: Path) -> None:
    run = make_run(tmp_path, facts=replace(FACTS, unasked={"coverage": ["coverage-not-active"]}))
    assert run.manifest.get("unasked") == {"coverage": ["coverage-not-active"]}
    assert '"unasked": {"coverage": ["coverage-not-active"]}' in json.dumps(document(run))
