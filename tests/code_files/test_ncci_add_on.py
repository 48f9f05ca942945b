"""Add-on codes: days of the year keep their day, and three deletions end a row."""

from datetime import date
from pathlib import Path

from engine.code_files import taken
from engine.code_sets.release import Release
from tests.code_files.files import problems, workbook

HEADER: list[str | int | None] = [
    "AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT", "AOC_Edit_EffDT",
    "AOC_Edit_DelDT", "Special_Instruction_Notes",
]  # fmt: skip
NOTICE: list[str | int | None] = ["CPT codes are copyright."]
NAME = "AOC_V2026Q2-MCR.xlsx"


def edits(path: Path) -> Release:
    """The pairs of a file, which is also taken for the types of its add-on codes."""
    pairs, types = taken([path])
    assert (types.code_set, types.edition, types.reaches) == ("add-on-code", pairs.edition, pairs.reaches)
    return pairs


def test_days_are_years_with_days_of_the_year_as_number_or_text(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [
        [1, "X0001", None, "X0100", None, 2026091, None, None],
        ["3", "X0002", None, "X0100", None, "2024001", "2024366", None],
    ]
    release = edits(workbook(tmp_path / NAME, [NOTICE, HEADER, *rows]))
    assert release.edition == "2026-04-01"
    assert release.reaches == (date(2024, 1, 1), date(2026, 6, 30))
    assert release.rows.rows() == [
        ("X0001", "X0100", date(2026, 4, 1), None, "1"),
        ("X0002", "X0100", date(2024, 1, 1), date(2024, 12, 31), "3"),
    ]


def test_the_first_of_the_three_deletions_ends_a_row(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [
        [1, "X0001", 2026181, "X0100", 2026090, 2020001, None, None],
        [1, "X0002", 2026181, "X0100", None, 2020001, 2026365, None],
    ]
    release = edits(workbook(tmp_path / NAME, [NOTICE, HEADER, *rows]))
    assert release.rows["to"].to_list() == [date(2026, 3, 31), date(2026, 6, 30)]


def test_the_type_of_an_add_on_code_holds_while_one_of_its_edits_does(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [
        [1, "X0001", None, "X0100", None, 2020001, 2025365, None],
        [1, "X0001", None, "X0101", None, 2020001, 2025365, None],
        [3, "X0001", None, "X0102", None, 2026001, None, None],
    ]
    _, types = taken([workbook(tmp_path / NAME, [NOTICE, HEADER, *rows])])
    assert types.rows.rows() == [
        ("X0001", date(2020, 1, 1), date(2025, 12, 31), "1"),
        ("X0001", date(2026, 1, 1), None, "3"),
    ]


def test_primary_codes_that_the_contractor_defines_are_kept(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [[2, "X0001", None, "CCCCC", None, 2026001, None, "Contractor Defined"]]
    header: list[str | int | None] = [f"{name} (Julian)" if str(name).endswith("DT") else name for name in HEADER]
    assert edits(workbook(tmp_path / NAME, [NOTICE, header, *rows])).rows["primary_code"].to_list() == ["CCCCC"]


def test_a_day_of_the_year_that_is_none_is_refused(tmp_path: Path) -> None:
    good: list[str | int | None] = [1, "X0001", None, "X0100", None, 2026001, None, None]
    bad: list[str | int | None] = [1, "X0002", None, "X0100", None, 2025366, None, None]
    release = edits(workbook(tmp_path / NAME, [NOTICE, HEADER, good, bad]))
    assert [(problem.place, problem.kind) for problem in release.refused] == [("row 4", "bad-date")]


def test_without_a_quarter_in_the_name_the_user_is_asked(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [[1, "X0001", None, "X0100", None, 2026001, None, None]]
    assert problems(workbook(tmp_path / "add-on.xlsx", [NOTICE, HEADER, *rows]))[0].kind == "no-date"
