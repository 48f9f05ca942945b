"""`claimscrub codes`: what is imported, listed, shown and missing, in words and exit codes."""

import json
import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from commands import codes
from engine.code_sets.catalogue import mend
from engine.code_sets.release import Release
from engine.code_sets.store import Store
from tests.code_store.importing import taken
from tests.code_store.releases import source
from tests.command import ROOT, Done, apart, claimscrub


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own, files that name releases, and what takes them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", "store")
    monkeypatch.setattr(codes, "taken", taken)
    for name, words in {
        "pairs.zip": "pairs practitioner", "hospital.zip": "pairs hospital", "later.zip": "later",
        "q2.csv": "limits 2 1", "q4.csv": "limits 4 1", "mended.csv": "limits 2 2", "photo.jpg": "smile",
        "letter.doc": "dear sir", "empty.csv": "", "spoiled.zip": "spoiled",
    }.items():  # fmt: skip
        Path(name).write_text(words)
    return Store(tmp_path / "store")


def bring(*files: str) -> Done:
    done = claimscrub("codes", "import", *files)
    assert (done.code, done.err) == (0, "")
    return done


def test_an_import_says_what_it_took() -> None:
    file = source("ncci-ptp-practitioner-v321r0.zip")
    (first, *told) = bring("pairs.zip").out.splitlines()
    assert first == "ncci-ptp-practitioner 2026-04-01 v321r0: taken"
    assert [line.strip() for line in told] == [
        "6 rows read, 6 kept, 0 refused",
        "4 distinct keys (column_1, column_2)",
        "rows begin from 1996-01-01 to 2022-01-01",
        "answers from 1996-01-01 to 2026-06-30",
        f"from {file.name}, {file.bytes} bytes, sha256 {file.sha256}",
        "there is no earlier edition here to compare it with",
    ]


def test_the_next_edition_is_compared_with_the_one_before() -> None:
    bring("pairs.zip")
    out = bring("later.zip").out
    assert "against 2026-04-01 v321r0: 1 added, 1 ended, 1 changed, 1 taken out" in out
    assert "added      X0008, X0009 from 2026-07-01" in out
    assert "ended      X0001, X0002 from 2020-01-01 to 2026-06-30" in out


def test_the_page_for_officers_shows_what_is_told() -> None:
    bring("pairs.zip")
    page = (ROOT / "docs" / "code-sets.md").read_text(encoding="utf-8")
    assert f"```text\n{bring('later.zip').out}```" in page


def test_importing_again_says_that_nothing_changed() -> None:
    bring("pairs.zip")
    assert bring("pairs.zip").out.startswith(
        "ncci-ptp-practitioner 2026-04-01 v321r0: nothing changed, it is here already\n"
    )


def test_a_correction_is_said_to_be_one() -> None:
    bring("q2.csv")
    assert "it corrects the one imported 20" in bring("mended.csv").out
    assert "answers in its place" in bring("q2.csv").out


def test_of_several_files_nothing_is_taken_when_one_is_refused(store: Store) -> None:
    done = claimscrub("codes", "import", "pairs.zip", "photo.jpg", "letter.doc")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "letter.doc:line 1: error: this is no file of a code set [not-known]",
        "photo.jpg:line 1: error: this is no file of a code set [not-known]",
    ]
    assert not store.path.exists()


def test_files_without_a_release_are_refused(store: Store) -> None:
    done = claimscrub("codes", "import", "empty.csv")
    assert (done.code, done.kinds) == (2, ["no-release"])
    assert not store.path.exists()


def test_the_description_and_the_day_reach_the_importer() -> None:
    done = bring("q2.csv", "--table", "ours.yaml", "--effective", "2026-04-01")
    assert "note: described by ours.yaml, effective 2026-04-01" in done.out
    assert claimscrub("codes", "import", "q2.csv", "--effective", "April").kinds == ["bad-date"]


def test_the_option_names_the_store_before_the_variable_does(tmp_path: Path) -> None:
    bring("pairs.zip", "--code-sets", "other")
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["other"]
    assert "ncci-ptp-practitioner" not in claimscrub("codes", "list").out
    assert "ncci-ptp-practitioner" in claimscrub("codes", "list", "--code-sets", "other").out


def test_the_list_has_what_answers_what_is_superseded_what_comes_along_and_what_is_missing() -> None:
    bring("pairs.zip", "q2.csv", "q4.csv")
    bring("later.zip")
    rows = [line.split("\t") for line in claimscrub("codes", "list").out.splitlines()]
    told = {(row[0], row[1]): row for row in rows}
    assert told["ncci-ptp-practitioner", "2026-07-01 v322r0"][5] == "answers from 1996-01-01 to 2026-09-30"
    assert told["ncci-ptp-practitioner", "2026-04-01 v321r0"][5] == "superseded"
    assert told["place-of-service", told_edition(rows, "place-of-service")][5] == "comes with the program"
    assert told["mue-practitioner", "no data"][2:] == [
        "from 2026-07-01 to 2026-09-30", "", "",
        mend("mue-practitioner", date(2026, 9, 30)),
    ]  # fmt: skip


def told_edition(rows: list[list[str]], name: str) -> str:
    return next(row[1] for row in rows if row[0] == name)


def test_the_list_is_a_document_too() -> None:
    bring("later.zip")
    listed = json.loads(claimscrub("codes", "list", "--format", "json").out)
    found = {one["name"]: one for one in listed["code_sets"]}
    (release,) = found["ncci-ptp-practitioner"]["releases"]
    assert release["answers"] == [["1996-01-01", "2026-09-30"]]
    assert release["sources"][0]["name"] == "ncci-ptp-practitioner-v322r0.zip"
    assert found["icd-10-cm"]["bundled"]["edition"]


def test_a_damaged_release_is_told_by_the_list_and_is_not_asked(store: Store) -> None:
    bring("pairs.zip")
    (kept,) = store.releases()
    rows = kept.path / "rows.parquet"
    rows.write_bytes(rows.read_bytes().replace(b"X0001", b"X1000"))
    done = claimscrub("codes", "list")
    assert (done.code, done.kinds) == (2, ["damaged-release"])
    assert "import it again: ncci-ptp-practitioner-v321r0.zip" in done.err
    shown = claimscrub("codes", "show", "ncci-ptp", "X0001")
    assert (shown.code, shown.out, shown.kinds) == (2, "", ["damaged-release"])


def test_a_pair_is_shown_with_its_release_and_file_of_both_settings() -> None:
    bring("pairs.zip", "hospital.zip")
    done = claimscrub("codes", "show", "ncci-ptp", "x0005", "X0004", "--on", "2026-02-01")
    assert (done.code, done.err) == (0, "")
    rows = "column_1\tcolumn_2\tfrom\tto\tmodifier\nX0004\tX0005\t2022-01-01\t\t1\n"
    days = "answers from 1996-01-01 to 2026-06-30"
    assert done.out == "".join(
        f"ncci-ptp-{setting} 2026-04-01 v321r0, {days} (ncci-ptp-{setting}-v321r0.zip): 1 row(s)\n{rows}"
        for setting in ("hospital", "practitioner")
    )


def test_without_a_day_all_windows_are_shown_and_one_code_finds_its_pairs() -> None:
    bring("pairs.zip")
    assert claimscrub("codes", "show", "ncci-ptp", "X0004", "X0005").out.count("X0004\t") == 2
    assert claimscrub("codes", "show", "ncci-ptp", "X0003").out.count("\tX0003\t") == 1


def test_a_code_that_is_not_there_is_no_missing_data_and_the_other_way_round() -> None:
    bring("pairs.zip")
    out = claimscrub("codes", "show", "ncci-ptp-practitioner", "X0001", "X0009", "--on", "2026-02-01").out
    assert out.endswith("X0001 X0009 on 2026-02-01 is not in it\n")
    out = claimscrub("codes", "show", "ncci-ptp-practitioner", "X0001", "X0002", "--on", "2026-07-01").out
    assert out == (
        "ncci-ptp-practitioner: no data for 2026-07-01; to mend it, import the NCCI PTP practitioner files of 2026 Q3 "
        "or later, medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-…-f1.zip to f4\n"
    )


def test_what_comes_with_the_program_is_shown_and_a_dot_does_not_matter() -> None:
    done = claimscrub("codes", "show", "icd-10-cm", "e11.9", "--on", "2026-01-01", "--format", "json")
    (answer,) = json.loads(done.out)["answers"]
    assert (answer["data"], answer["sources"]) == (True, [])
    flags = {"billable": True, "lacks_seventh": False}
    assert answer["rows"] == [{"code": "E119", "from": "2025-10-01", "to": "2026-09-30", **flags}]


def test_an_unknown_name_gets_the_nearest_and_too_many_codes_the_keys() -> None:
    bring("pairs.zip")
    done = claimscrub("codes", "show", "nci-ptp-practitioner", "X0001")
    assert (done.code, done.kinds) == (2, ["unknown-code-set"])
    assert "did you mean ncci-ptp-practitioner" in done.err
    done = claimscrub("codes", "show", "ncci-ptp", "X0001", "X0002", "X0003")
    assert (done.code, "column_1, column_2" in done.err) == (2, True)


def test_what_is_imported_mends_the_gap(store: Store) -> None:
    year = (date(2026, 10, 1), date(2027, 9, 30))
    rows = pl.DataFrame({"code": ["E119"], "from": [year[0]], "to": [year[1]]})
    store.add(Release("icd-10-cm", "2026-10-01 2027", year, ("code",), rows, (source("icd10cm-order-2027.txt"),), 1))
    left = claimscrub("codes", "gaps", "--from", "2026-09-01", "--to", "2026-12-31").out.splitlines()
    assert not [row for row in left if row.startswith("icd-10-cm\t")]
    shown = claimscrub("codes", "show", "icd-10-cm", "E11.9", "--on", "2026-10-01").out
    assert shown.startswith("icd-10-cm 2026-10-01 2027, answers from 2026-10-01 to 2027-09-30 (icd10cm-order-2027.txt)")
    assert "comes with the program" in claimscrub("codes", "show", "icd-10-cm", "E11.9", "--on", "2026-09-30").out


def test_rows_that_were_refused_are_told_with_their_place_and_the_others_kept() -> None:
    done = claimscrub("codes", "import", "spoiled.zip")
    assert (done.code, done.kinds) == (0, ["bad-date"])
    assert done.err.startswith("ccipra.TXT:line 9: warning: ")
    assert "7 rows read, 6 kept, 1 refused" in done.out


def test_gaps_name_the_rules_the_days_and_the_file() -> None:
    done = claimscrub("codes", "gaps", "--from", "2026-09-01", "--to", "2026-12-31")
    assert done.code == 0
    row = (
        "icd-10-cm\tfrom 2026-10-01 to 2026-12-31\t"
        "3: diagnosis-not-billable, diagnosis-not-listed, seventh-character-missing\t"
        "import the ICD-10-CM order file of fiscal year 2027, icd10cm-order-2027.txt"
    )
    assert row in done.out.splitlines()
    assert "\nicd-10-cm\t" not in claimscrub("codes", "gaps", "--from", "2026-01-01", "--to", "2026-02-01").out
    assert claimscrub("codes", "gaps", "--from", "2026-02-01", "--to", "2026-01-01").kinds == ["bad-date"]


@pytest.mark.parametrize("command", [["import", "pairs.zip"], ["list"], ["show", "ncci-ptp", "X0001"], ["gaps"]])
def test_a_store_that_is_a_file_is_a_sentence(command: list[str]) -> None:
    done = claimscrub("codes", *command, "--code-sets", "photo.jpg")
    assert (done.code, done.out, done.kinds) == (2, "", ["no-folder"])
    assert "photo.jpg" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every folder")
def test_a_folder_without_permission_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    done = claimscrub("codes", "import", "pairs.zip", "--code-sets", "closed/store")
    assert (done.code, done.kinds) == (2, ["unwritable-store"])


def test_a_place_in_which_no_folder_can_be_made_is_a_sentence() -> None:
    done = claimscrub("codes", "import", "pairs.zip", "--code-sets", "photo.jpg/store")
    assert (done.code, done.kinds) == (2, ["no-folder"])


def test_the_command_starts_in_a_process_of_its_own() -> None:
    done = apart(["codes", "list"], CLAIMSCRUB_CODE_SETS="store")
    assert (done.code, done.err) == (0, "")
