"""NCCI's pairs are taken whole: every window, from every part, under any form of their header."""

from datetime import date
from pathlib import Path

import pytest

from engine.code_files import taken
from tests.code_files.files import PAIRS, PAIRS_PREAMBLE, one, problems, workbook, written, zipped

NAME = "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip"
FLAT = (
    "Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data,"
    "Modifier 0=not allowed 1=allowed 9=not applicable,PTP Edit Rationale"
)
WHOLE = PAIRS_PREAMBLE + PAIRS
CELLS: list[list[str | int | None]] = [[*line.split("\t")] for line in WHOLE.split("\r\n")[:-1]]
COLUMNS = ["column_1", "column_2", "from", "to", "modifier_indicator", "before_1996", "rationale"]


def test_every_window_of_a_pair_is_a_row(tmp_path: Path) -> None:
    release = one(zipped(tmp_path / NAME, {"ccipra-v322r0-f1.TXT": PAIRS_PREAMBLE + PAIRS}))
    assert release.code_set == "ncci-ptp-practitioner"
    assert release.edition == "2026-07-01 v322r0"
    assert release.begins == date(2026, 7, 1)
    assert release.reaches == (date(1996, 1, 1), date(2026, 9, 30))
    assert release.keys == ("column_1", "column_2")
    assert release.read == release.rows.height == 6
    assert release.rows.columns == [
        "column_1",
        "column_2",
        "from",
        "to",
        "modifier_indicator",
        "before_1996",
        "rationale",
    ]
    windows = release.rows.filter(release.rows["column_1"] == "X0004").select("from", "to").rows()
    assert windows == [(date(2015, 1, 1), date(2018, 12, 31)), (date(2022, 1, 1), date(2023, 12, 31))]


def test_a_row_deleted_retroactively_stands_beside_the_live_one_of_the_same_day(tmp_path: Path) -> None:
    release = one(zipped(tmp_path / NAME, {"ccipra-v322r0-f1.TXT": PAIRS_PREAMBLE + PAIRS}))
    rows = release.rows.filter(release.rows["column_1"] == "X0006").select("from", "to", "modifier_indicator").rows()
    assert set(rows) == {(date(1996, 1, 1), date(1996, 1, 1), "9"), (date(1996, 1, 1), None, "0")}


def test_a_deletion_date_of_a_star_is_open(tmp_path: Path) -> None:
    release = one(written(tmp_path / "ccioph-v321r0-f1.TXT", PAIRS_PREAMBLE + PAIRS))
    assert release.code_set == "ncci-ptp-hospital"
    assert release.rows["to"].null_count() == 3


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_lines_may_end_either_way_and_be_in_latin_1(tmp_path: Path, ends: str) -> None:
    text = (PAIRS_PREAMBLE.replace("CPT only", "CPT® only") + PAIRS.replace("Mutually", "\xa0Mutually")).replace(
        "\r\n", ends
    )
    release = one(written(tmp_path / "ccipra-v322r0-f1.txt", text))
    assert release.rows["rationale"][0] == "Mutually exclusive procedures"


def test_parts_given_together_become_one_release_and_missing_ones_are_noted(tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"ccipra-v322r0-f{part}.txt", PAIRS_PREAMBLE + row + "\r\n")
        for part, row in zip((4, 1), PAIRS.split("\r\n")[:2], strict=True)
    ]
    release = one(*files)
    assert release.rows.height == 2
    assert [source.name for source in release.sources] == ["ccipra-v322r0-f1.txt", "ccipra-v322r0-f4.txt"]
    assert "part 2, 3 of 4 was not among the files: pairs that stand there are not known" in release.notes


def test_two_quarters_given_together_are_two_releases(tmp_path: Path) -> None:
    files = [written(tmp_path / f"ccipra-v{version}r0-f1.txt", WHOLE) for version in (321, 322)]
    assert [release.edition for release in taken(files)] == ["2026-04-01 v321r0", "2026-07-01 v322r0"]


def test_rows_later_than_the_quarter_of_the_name_are_noted(tmp_path: Path) -> None:
    release = one(written(tmp_path / "medicare-ncci-2015q1-practitioner-ccipra-v322r0-f1.txt", WHOLE))
    assert any("is of another" in note for note in release.notes)


def test_the_same_part_given_twice_counts_once(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    text = PAIRS_PREAMBLE + PAIRS
    release = one(
        written(tmp_path / "ccipra-v322r0-f1.txt", text), written(tmp_path / "again" / "ccipra-v322r0-f1.txt", text)
    )
    assert release.rows.height == 6
    assert any("has the same table" in note for note in release.notes)


def test_a_flat_copy_has_one_header(tmp_path: Path) -> None:
    text = FLAT + "\n" + PAIRS.replace("\t", ",").replace("\r\n", "\n")
    assert one(written(tmp_path / "ccipra-v322r0-f1.csv", text)).rows.height == 6


def test_a_sheet_has_the_same_columns(tmp_path: Path) -> None:
    assert one(workbook(tmp_path / "ccipra-v322r0-f1.xlsx", CELLS)).rows.height == 6


def test_of_text_and_sheet_in_one_archive_the_text_is_taken(tmp_path: Path) -> None:
    sheet = workbook(tmp_path / "sheet.xlsx", CELLS).read_bytes()
    members: dict[str, str | bytes] = {
        "ccipra-v322r0-f1.xlsx": sheet,
        "ccipra-v322r0-f1.TXT": PAIRS_PREAMBLE + PAIRS,
        "readme.txt": "Read me.",
    }
    release = one(zipped(tmp_path / NAME, members))
    assert [source.name for source in release.sources] == [f"{NAME}/ccipra-v322r0-f1.TXT"]
    assert f"{NAME}/readme.txt was passed over: it is no table that is read" in release.notes


def test_a_header_without_a_column_refuses_the_file_and_names_it(tmp_path: Path) -> None:
    drifted = PAIRS_PREAMBLE.replace("Modifier", "Indicator of something")
    (problem,) = problems(written(tmp_path / "ccipra-v322r0-f1.txt", drifted + PAIRS))
    assert problem.kind == "missing-column"
    assert "'modifier_indicator'" in problem.sentence


def test_a_column_that_is_new_is_noted(tmp_path: Path) -> None:
    text = FLAT + ",Reason Group\n" + "X0001,X0002,,20200101,*,0,Some rationale,7\n"
    release = one(written(tmp_path / "ccipra-v322r0-f1.csv", text))
    assert "ccipra-v322r0-f1.csv: column 'Reason Group' is not known and was left out" in release.notes


def test_rows_that_cannot_be_taken_are_counted_and_named(tmp_path: Path) -> None:
    wrong = (
        "X000\tX0002\t\t20200101\t*\t0\tx\r\nX0001\tX0002\t\t20200230\t*\t0\tx\r\nX0001\tX0002\t\t20200101\t*\t7\tx\r\n"
    )
    text = PAIRS_PREAMBLE + PAIRS + "\r\n" + wrong
    release = one(written(tmp_path / "ccipra-v322r0-f1.txt", text))
    assert (release.read, release.rows.height, release.refused_count) == (9, 6, 3)
    assert [(problem.place, problem.kind) for problem in release.refused] == [
        ("line 14", "bad-code"),
        ("line 15", "bad-date"),
        ("line 16", "unknown-value"),
    ]


def test_pairs_of_no_known_setting_are_refused(tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / "edits.txt", PAIRS_PREAMBLE + PAIRS))
    assert problem.kind == "unknown-setting"


def test_pairs_of_medicaid_are_not_taken_for_medicares(tmp_path: Path) -> None:
    name = "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.txt"
    (problem,) = problems(written(tmp_path / name, PAIRS_PREAMBLE + PAIRS))
    assert "Medicaid" in problem.sentence
