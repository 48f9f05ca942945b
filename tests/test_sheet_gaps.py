"""What a sheet has no column for is no defect of its claims: the rule was not evaluated, and the report says why."""

import json
from pathlib import Path

import pytest

from tests.command import claimscrub
from tests.sheet_text import csv_of, line
from tests.source_files import ROOT


def outcome(path: Path, folder: Path) -> tuple[set[str], dict[str, str]]:
    """The rules that fired, and what each rule that was not evaluated needs."""
    done = claimscrub("check", path, "--submitted", "2026-05-06", "--runs", folder, "--format", "json")
    report = json.loads(done.out)
    return (
        {finding["rule"] for finding in report["findings"]},
        {entry["rule"]: entry["needs"] for entry in report["not_evaluated"]},
    )


def test_a_rule_that_misses_a_field_without_a_column_was_not_evaluated(tmp_path: Path) -> None:
    fired, needs = outcome(ROOT / "examples" / "export.csv", tmp_path)
    assert needs["frequency-code-missing"] == "column for claim.frequency_code"
    assert "frequency-code-missing" not in fired


def test_a_rule_that_misses_a_value_of_a_column_that_is_there_fires(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    for present in (True, False):
        row = line(**({"Frequency": ""} if present else {}))
        sheet.write_bytes(csv_of([row]))
        fired, needs = outcome(sheet, tmp_path / "runs")
        assert ("frequency-code-missing" in fired, "frequency-code-missing" in needs) == (present, not present)


@pytest.mark.parametrize("rule", ["subscriber-last-name-missing"])
def test_a_subscriber_who_is_not_the_patient_is_not_looked_for_in_the_patients_columns(
    tmp_path: Path, rule: str
) -> None:
    fired, needs = outcome(ROOT / "examples" / "export.csv", tmp_path)
    assert rule not in fired
    assert needs[rule] == "column for claim.subscriber.last_name"
