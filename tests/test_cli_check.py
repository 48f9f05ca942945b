"""`claimscrub check`: what comes out, what is kept, and with which exit code."""

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from engine.runs import Run, runs
from tests.command import BAD_NPI, ROOT, apart, claim, claimscrub, write

jsonschema = pytest.importorskip("jsonschema")
SCHEMA = json.loads((ROOT / "reports" / "schemas" / "check.schema.json").read_text())


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(*arguments: object) -> dict[str, Any]:
    """The JSON report of a check, which its schema has been asked about."""
    found = json.loads(claimscrub("check", *arguments, "--format", "json").out)
    jsonschema.validate(found, SCHEMA)
    assert isinstance(found, dict)
    return found


def profiles_of(*arguments: object) -> list[str]:
    return [row["profile"] for row in document(*arguments)["claims"]]


def test_a_clean_claim_is_exit_0_and_says_so(folder: Path) -> None:
    done = claimscrub("check", write(folder / "night.837"))
    assert (done.code, done.err) == (0, "")
    assert "clean    1 claim" in done.out


def test_an_error_is_exit_1_with_place_remedy_and_desk(folder: Path) -> None:
    done = claimscrub("check", write(folder / "night.837", claim(stated=BAD_NPI)))
    assert done.code == 1
    assert "rendering-npi-check-digit" in done.out
    assert "2310B NM1 element 09, segment 25" in done.out
    assert "desk credentialing" in done.out


def test_a_warning_is_exit_1_only_where_that_is_asked_for(folder: Path) -> None:
    nobody_named = write(folder / "night.837", claim(stated=["CLM*A1*189***11:B:1*Y*A*Y*Y", "HI*ABK:I10"]))
    assert claimscrub("check", nobody_named).code == 0
    assert claimscrub("check", nobody_named, "--fail-on", "warning").code == 1


def test_the_claims_of_several_files_are_one_run(folder: Path) -> None:
    first, second = write(folder / "first.837"), write(folder / "second.837", claim(stated=BAD_NPI), claim())
    found = document(first.name, second.name)
    assert [row["place"]["file"] for row in found["claims"]] == ["first.837", "second.837", "second.837"]
    assert [row["disposition"] for row in found["claims"]] == ["clean", "held", "clean"]
    assert [checked["file"] for checked in found["run"]["inputs"]] == ["first.837", "second.837"]


def test_the_profile_is_chosen_by_payer_id_and_then_by_filing_indicator(folder: Path) -> None:
    batch = write(
        folder / "payers.837",
        claim("99999", "CI"),
        claim("99999", "MB"),
        claim("60054", "CI"),
        claim("12345", "CI"),
        claim("12345", "MB"),
        claim("12345", "MC"),
        claim("12345", "CH"),
        claim("12345", "ZZ"),
    )
    own = ["example-commercial", "example-commercial", "aetna"]
    kinds = ["commercial", "medicare-professional", "medicaid-tx", "tricare"]
    assert profiles_of(batch) == [*own, *kinds, "default"]


def test_a_profile_that_is_named_holds_for_every_claim(folder: Path) -> None:
    batch = write(folder / "payers.837", claim("99999", "CI"), claim("12345", "MC"))
    assert profiles_of(batch, "--profile", "medicare") == ["medicare", "medicare"]


def test_what_a_profile_changes_changes_the_findings(folder: Path) -> None:
    nobody_named = write(folder / "night.837", claim(stated=["CLM*A1*189***11:B:1*Y*A*Y*Y", "HI*ABK:I10"]))
    severities = {
        profile: [f["severity"] for f in document(nobody_named, "--profile", profile)["findings"]]
        for profile in ("default", "medicare")
    }
    assert severities == {"default": ["warning"], "medicare": ["error"]}


def test_the_day_of_submission_can_be_stated(folder: Path) -> None:
    found = document(write(folder / "night.837"), "--submitted", "2027-12-01")
    assert "filed-late" in {row["rule"] for row in found["findings"]}
    assert found["run"]["submission_date"] == "2027-12-01"


@pytest.mark.parametrize("form", ["table", "json", "csv", "html"])
def test_a_report_in_a_file_is_whole_and_its_owners_alone(folder: Path, form: str) -> None:
    batch = write(folder / "night.837", claim(stated=BAD_NPI))
    report = folder / "report"
    report.write_text("yesterday's")
    report.chmod(0o644)
    done = claimscrub("check", batch, "--format", form, "--out", report)
    assert (done.code, done.out) == (1, "")
    assert "The report is in" in done.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "rendering-npi-check-digit" in report.read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["claimscrub-runs", "night.837", "report"]


def test_the_run_is_kept_where_nobody_else_can_read_it(folder: Path) -> None:
    claimscrub("check", write(folder / "night.837"), "--runs", folder / "kept")
    (run,) = runs(folder / "kept")
    assert run.is_intact()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (run.path, *run.path.iterdir())}
    assert modes.pop(run.path.name) == 0o700
    assert set(modes.values()) == {0o600}


def test_the_same_claims_make_the_same_run_and_keep_it(folder: Path) -> None:
    batch = write(folder / "night.837", claim(stated=BAD_NPI))
    first, again = (document(batch)["run"]["name"] for _ in range(2))
    assert first == again
    assert len(runs(folder / "claimscrub-runs")) == 1


def test_what_is_chosen_makes_another_run(folder: Path) -> None:
    batch = write(folder / "night.837")
    names = {
        document(batch, *more)["run"]["name"] for more in ([], ["--profile", "medicare"], ["--submitted", "2026-05-07"])
    }
    assert len(names) == 3


def test_the_bytes_of_a_run_do_not_hang_on_the_order_of_hashes(folder: Path) -> None:
    shutil.copy(ROOT / "examples" / "batch.837", folder / "batch.837")
    reports = [
        apart(["check", "batch.837", "--format", "json", "--runs", f"runs{seed}"], PYTHONHASHSEED=seed).out
        for seed in "01"
    ]
    assert reports[0] == reports[1]
    kept = [runs(folder / f"runs{seed}")[0].manifest for seed in "01"]
    assert kept[0] == kept[1]


def test_a_redacted_report_holds_nothing_of_a_patient(folder: Path) -> None:
    batch = write(folder / "night.837", claim(stated=BAD_NPI))
    for form in ("table", "json", "csv", "html"):
        shown = claimscrub("check", batch, "--format", form, "--redact").out
        assert "rendering-npi-check-digit" in shown
        assert not [word for word in ("YEWBARK", "DAHLIA", "HM035713948", "2000000740", "TURNIPSEED") if word in shown]


def test_the_limit_shortens_the_list_and_never_the_counts(folder: Path) -> None:
    batch = write(folder / "night.837", *[claim(stated=BAD_NPI)] * 3)
    done = claimscrub("check", batch, "--limit", "1")
    assert "held    3 claims" in done.out
    assert "and 2 claims more" in done.out


def test_the_findings_of_many_runs_are_counted(folder: Path) -> None:
    claimscrub("check", write(folder / "one.837", claim(stated=BAD_NPI)))
    claimscrub("check", write(folder / "two.837", claim(stated=BAD_NPI), claim()))
    done = claimscrub("report", "frequency", "--by", "rule, file", "--format", "csv")
    assert done.code == 0
    rows = [line for line in done.out.splitlines() if "rendering-npi-check-digit" in line]
    assert sorted(name for row in rows for name in ("one.837", "two.837") if name in row) == ["one.837", "two.837"]
    table = claimscrub("report", "frequency")
    assert "rendering-npi-check-digit" in table.out


def test_a_terminal_without_unicode_shows_what_it_can(folder: Path) -> None:
    stated = ["CLM*É1*189***11:B:1*Y*A*Y*Y", *BAD_NPI[1:]]
    done = apart(["check", write(folder / "night.837", claim(stated=stated))], PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (1, "")
    assert "\\xc91" in done.out


def test_made_up_claims_are_found_as_their_key_says(folder: Path) -> None:
    done = claimscrub("synth", "made.837", "--claims", "40", "--seed", "3", "--errors", "0.5")
    assert done.code == 0
    assert done.out.startswith("made.837: 40 claims, ")
    key = (folder / "made.837.key.csv").read_text().splitlines()[1:]
    assert done.out.splitlines()[0].split()[3] == str(len(key))
    found = {(row["claim_id"], row["rule"]) for row in document("made.837")["findings"]}
    assert {tuple(row.split(",")[1:3]) for row in key} <= found


def test_a_run_opens_again(folder: Path) -> None:
    found = document(write(folder / "night.837"))
    assert Run.open(folder / "claimscrub-runs" / found["run"]["name"]).manifest["counts"] == found["counts"]


def test_no_partial_file_is_left_by_any_report(folder: Path) -> None:
    batch = write(folder / "night.837")
    claimscrub("check", batch, "--out", "report.txt")
    assert not [name for _, _, names in os.walk(folder) for name in names if "partial" in name]
