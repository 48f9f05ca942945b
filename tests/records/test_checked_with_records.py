"""A check with a site's records: by option or by the site's file, and never with half of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import claimscrub, write

COVERAGE = "payer_id,member_id,from,to,checked_on\n99999,HM035713948,2020-01-01,2026-04-30,2026-05-03\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with a claim and its member's coverage, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    write(Path("night.837"))
    Path("kept").mkdir()
    Path("kept/coverage.csv").write_text(COVERAGE)
    return tmp_path


def checked(*options: str) -> dict[str, Any]:
    done = claimscrub("check", "night.837", "--format", "json", *options)
    assert done.code in (0, 1), done.err
    document: dict[str, Any] = json.loads(done.out)
    return document


def rules(document: dict[str, Any]) -> set[str]:
    return {row["rule"] for row in document["findings"]}


def test_coverage_that_ended_is_found_with_the_records_alone() -> None:
    without, given = checked(), checked("--records", "kept")
    assert "coverage-not-active" not in rules(without)
    assert "coverage-not-active" in without["run"]["unasked"]["coverage"]
    assert "coverage-not-active" in rules(given)
    assert "coverage" not in given["run"]["unasked"]
    assert without["run"]["name"] != given["run"]["name"]


def test_the_sites_file_may_name_the_records() -> None:
    Path("claimscrub.yaml").write_text("records: kept\n")
    assert "coverage-not-active" in rules(checked())


@pytest.mark.parametrize(("text", "kind"), [("record: kept\n", "unknown-key"), ("- kept\n", "wrong-shape")])
def test_a_sites_file_that_says_anything_else_is_refused_with_its_place(text: str, kind: str) -> None:
    Path("claimscrub.yaml").write_text(text)
    done = claimscrub("check", "night.837")
    assert (done.code, done.kinds) == (2, [kind])
    assert done.err.startswith("claimscrub.yaml:1")


def test_a_record_file_that_cannot_be_read_stops_the_check() -> None:
    Path("kept/providers.csv").write_text("name\nsomebody\n")
    done = claimscrub("check", "night.837", "--records", "kept")
    assert done.code == 2
    assert "kept/providers.csv" in done.err
    assert not Path("claimscrub-runs").exists()


def test_rows_that_are_left_out_are_counted_and_the_check_goes_on() -> None:
    Path("kept/fees.csv").write_text("procedure_code,amount\n99213,much\n99214,100\n")
    done = claimscrub("check", "night.837", "--records", "kept")
    assert done.kinds == ["records-left-out"]
    assert "rows of the records are left out: 1" in done.err


def test_a_claim_that_was_remembered_is_known_the_next_time() -> None:
    assert claimscrub("records", "remember", "night.837", "--records", "kept").code == 0
    assert "claim-billed-before" in rules(checked("--records", "kept"))


def test_of_a_run_the_claims_are_remembered_that_were_not_held() -> None:
    done = claimscrub("check", "night.837")
    assert done.code == 0
    (run,) = Path("claimscrub-runs").iterdir()
    done = claimscrub("records", "remember", run, "--records", "kept")
    assert (done.code, done.out) == (0, f"{run}: lines kept: 1\n")


def test_a_file_that_is_no_longer_the_one_a_run_checked_is_not_remembered() -> None:
    claimscrub("check", "night.837")
    (run,) = Path("claimscrub-runs").iterdir()
    Path("night.837").write_text(Path("night.837").read_text().replace("HATBOX", "TEAPOT"))
    done = claimscrub("records", "remember", run, "--records", "kept")
    assert (done.code, done.kinds) == (2, ["other-file"])
    assert not Path("kept/earlier-claims").exists()
