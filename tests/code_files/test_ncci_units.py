"""Medically unlikely edits: the setting comes from the header, the quarter from the name of the file."""

from datetime import date
from pathlib import Path

import pytest

from engine.code_files import taken
from tests.code_files.files import one, problems, written

NOTICE = '"CPT codes are copyright.\r\nCPT® is a trademark, of many lines,\r\nas is known.",,,\r\n'
HEADER = '"HCPCS/\r\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\r\n'
ROWS = (
    "X0001,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction\r\n"
    "X0002,4,1 Line Edit,Anatomic Consideration\r\n"
    "X0003,0,3 Date of Service Edit: Clinical,Clinical: Data\r\n"
)
NAME = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"


def test_the_notice_is_passed_and_a_value_of_nought_is_kept(tmp_path: Path) -> None:
    release = one(written(tmp_path / NAME, NOTICE + HEADER + ROWS))
    assert (release.code_set, release.edition) == ("mue-practitioner", "2024-07-01")
    assert release.reaches == (date(2024, 7, 1), date(2024, 9, 30))
    assert release.rows.select("code", "value", "adjudication_indicator").rows() == [
        ("X0001", 1, "2"), ("X0002", 4, "1"), ("X0003", 0, "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "code_set"),
    [("Outpatient Hospital Services MUE Values", "mue-outpatient"), ("DME Supplier Services MUE Values", "mue-dme")],
)
def test_the_setting_is_that_of_the_header_whatever_the_file_is_called(
    tmp_path: Path, header: str, code_set: str
) -> None:
    text = NOTICE + HEADER.replace("Practitioner Services MUE Values", header) + ROWS
    assert one(written(tmp_path / NAME, text)).code_set == code_set


def test_without_a_day_in_the_name_the_user_says_it(tmp_path: Path) -> None:
    file = written(tmp_path / "mue.csv", NOTICE + HEADER + ROWS)
    assert problems(file)[0].kind == "no-date"
    (release,) = taken([file], effective=date(2025, 10, 1))
    assert release.reaches == (date(2025, 10, 1), date(2025, 12, 31))


def test_a_tabbed_text_has_the_same_columns(tmp_path: Path) -> None:
    text = "HCPCS/CPT Code\tPractitioner Services MUE Values\tMUE Adjudication Indicator\tMUE Rationale\n"
    assert one(written(tmp_path / NAME, text + ROWS.replace(",", "\t").replace("\r", ""))).rows.height == 3


def test_a_value_that_is_no_number_is_refused_with_its_line(tmp_path: Path) -> None:
    release = one(written(tmp_path / NAME, NOTICE + HEADER + ROWS + "X0004,many,1 Line Edit,\r\n"))
    assert [(problem.place, problem.kind) for problem in release.refused] == [("line 9", "bad-number")]


def test_a_header_of_no_known_setting_is_refused(tmp_path: Path) -> None:
    text = HEADER.replace("Practitioner Services", "Some Other") + ROWS
    assert problems(written(tmp_path / NAME, text))[0].kind == "unknown-setting"
