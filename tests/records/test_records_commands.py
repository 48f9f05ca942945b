"""`claimscrub records`: what is told of a folder, and with which exit code."""

import json
from pathlib import Path

from tests.command import claimscrub
from tests.records.answers import PAYER, SUBSCRIBER, interchange

FEES = "procedure_code,amount,from,to\n99213,120.50,2025-01-01,2025-12-31\n"


def test_lint_of_sound_records_counts_them_and_says_how_old_they_are(tmp_path: Path) -> None:
    (tmp_path / "coverage.csv").write_text("payer_id,member_id,checked_on,from\n9,W1,2026-03-01,2025-01-01\n")
    done = claimscrub("records", "lint", tmp_path, "--on", "2026-03-31")
    assert (done.code, done.err) == (0, "")
    assert "coverage.csv\tcoverage\t1\t1\t0\n" in done.out
    assert "coverage\tpayer_id, member_id\t1\t2025-01-01 to ...\t2026-03-01\t30 days\n" in done.out
    assert done.out.endswith("1 file(s), 1 record(s) taken, 0 left out\n")


def test_lint_leaves_with_1_where_rows_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES + "99214,much,,\n")
    done = claimscrub("records", "lint", tmp_path)
    assert (done.code, done.kinds) == (1, ["bad-amount"])
    assert "fees.csv:row 3, column 'amount': error: this is not an amount [bad-amount]" in done.err
    assert done.out.endswith("1 file(s), 1 record(s) taken, 1 left out\n")


def test_lint_leaves_with_2_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    (tmp_path / "coverage.csv").write_text("member,plan\nW1,A\n")
    done = claimscrub("records", "lint", tmp_path)
    assert (done.code, done.kinds) == (2, ["missing-column"])
    assert "coverage.csv\tcoverage\tnot read" in done.out
    assert done.out.endswith("2 file(s), 1 record(s) taken, 0 left out, 1 file(s) not read\n")


def test_a_member_a_payer_did_not_find_is_told_and_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.271").write_text(interchange([*PAYER, *SUBSCRIBER, "AAA*N**75*C"]))
    done = claimscrub("records", "lint", tmp_path)
    assert (done.code, done.kinds) == (0, ["not-answered"])


def test_a_folder_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = claimscrub("records", "lint", tmp_path / "none")
    assert (done.code, done.out, done.kinds) == (2, "", ["no-folder"])


def test_list_tells_programs_the_same(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text(FEES)
    done = claimscrub("records", "list", tmp_path, "--format", "json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    (table,) = document["tables"]
    assert (table["name"], table["rows"], table["from"], table["to"]) == ("fee", 1, "2025-01-01", "2025-12-31")
    assert document["files"] == [
        {"file": "fees.csv", "holds": "fees", "read": 1, "taken": 1, "refused": 0, "failed": False}
    ]


def test_list_says_which_file_keeps_its_table_from_being_there(tmp_path: Path) -> None:
    (tmp_path / "fees.csv").write_text("code\n1\n")
    done = claimscrub("records", "list", tmp_path)
    assert (done.code, done.kinds) == (2, ["not-a-sheet"])


def test_a_template_is_sound_and_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    assert claimscrub("records", "template", folder).code == 0
    (folder / "fees.csv").write_text(FEES)
    again = claimscrub("records", "template", folder)
    assert (again.code, set(again.kinds)) == (2, {"file-exists"})
    assert (folder / "fees.csv").read_text() == FEES
    assert claimscrub("records", "lint", folder).code == 0
