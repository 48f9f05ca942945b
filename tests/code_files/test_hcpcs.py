"""HCPCS Level II: records under disclaimers, short ones among them, and the same as a sheet."""

from datetime import date
from pathlib import Path

from engine.code_files import taken
from tests.code_files.files import fixed, one, problems, workbook, written

DISCLAIMER = "***Disclaimers" + "\t" * 45 + "\r\n\r\n"
FIRST = fixed(320, (1, "A0021001003Ambulance service, outside state"), (92, "Outside state ambulance serv"),
              (120, "0031"),
              (128, "9"), (181, "010"), (184, "100"), (205, "A0030A0031"), (230, "I"), (257, "O1A"), (261, "D"),
              (266, "012"), (269, "1985010119960910"), (293, "N"))  # fmt: skip
ENDED = fixed(
    320, (1, "Q0001001003A thing no longer made"), (92, "Thing"), (230, "C"), (269, "201001012015010120181231D")
)
BACK = fixed(
    320, (1, "Q0002001003A thing made again"), (92, "Thing again"), (230, "C"), (269, "2000010120190101        R")
)
MODIFIER = fixed(320, (1, "   A1001007Dressing for one wound"), (92, "Dressing for one wound"),
                 (269, "2002070120020701"),
                 (293, "N"))  # fmt: skip
SHORT = fixed(316, (1, "A0021002004per mile"))
TEXT = DISCLAIMER + f"{MODIFIER}\r\n{FIRST}\r\n{SHORT}\r\n{ENDED}\r\n{BACK}\r\n"
NAME = "HCPC2019_JAN_ANWEB.txt"


def test_procedures_and_modifiers_are_two_code_sets(tmp_path: Path) -> None:
    procedures, modifiers = taken([written(tmp_path / NAME, TEXT, "cp1252")])
    assert (procedures.code_set, procedures.read, procedures.rows["code"].to_list()) == (
        "hcpcs", 4, ["A0021", "Q0001", "Q0002"],
    )  # fmt: skip
    assert (modifiers.code_set, modifiers.read, modifiers.rows["code"].to_list()) == (
        "hcpcs-level-ii-modifier",
        1,
        ["A1"],
    )
    assert procedures.edition == "2019-01-01 HCPC2019_JAN_ANWEB"
    assert procedures.reaches == (date(2019, 1, 1), date(2019, 3, 31))


def test_fields_stand_where_the_record_layout_says(tmp_path: Path) -> None:
    release, _ = taken([written(tmp_path / NAME, TEXT)])
    assert release.rows.row(0, named=True) == {
        "code": "A0021", "from": date(1985, 1, 1), "to": None, "short_description": "Outside state ambulance serv",
        "coverage": "I", "multiple_pricing": "9", "asc_group": None, "betos": "O1A", "action": "N",
        "pricing": ["00", "31"], "lab_certifications": ["010", "100"], "replaced_by": ["A0030", "A0031"],
        "types_of_service": ["D"], "anesthesia_units": 12,
    }  # fmt: skip


def test_a_code_may_be_used_on_the_day_of_its_termination(tmp_path: Path) -> None:
    release, _ = taken([written(tmp_path / NAME, TEXT)])
    assert release.rows.filter(release.rows["code"] == "Q0001")["to"].to_list() == [date(2018, 12, 31)]


def test_a_code_made_valid_again_begins_on_that_day(tmp_path: Path) -> None:
    release, _ = taken([written(tmp_path / NAME, TEXT)])
    assert release.rows.filter(release.rows["code"] == "Q0002")["from"].to_list() == [date(2019, 1, 1)]


def test_a_release_answers_from_the_first_year_of_which_it_has_ended_codes(tmp_path: Path) -> None:
    ended = [ENDED.replace("Q0001", f"Q01{at:02}").replace("20181231", "20141231") for at in range(10)]
    stray = ENDED.replace("Q0001", "Q0900").replace("20181231", "20121231")
    release, _ = taken([written(tmp_path / NAME, TEXT + "\r\n".join([*ended, stray, ""]))])
    assert release.reaches[0] == date(2014, 1, 1)


def test_texts_of_dental_codes_are_licensed_and_left(tmp_path: Path) -> None:
    release = one(written(tmp_path / NAME, FIRST.replace("A0021", "D0120") + "\r\n"))
    assert release.rows.select("code", "short_description").rows() == [("D0120", None)]


def test_a_sheet_says_the_same_and_a_stray_continuation_is_left(tmp_path: Path) -> None:
    lists = {"PRICE": 4, "LABCERT": 8, "XREF": 5, "TOS": 5}
    names = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "COV", "MULT_PI", "ASC_GRP", "BETOS",
             "ANEST_BU", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD"]  # fmt: skip
    header: list[str | int | None] = [
        *names,
        *(f"{name}{at}" for name, most in lists.items() for at in range(1, most + 1)),
    ]
    modifier: list[str | int | None] = ["   A1", "0010", "7", "Long", "Dressing for one wound", None, None, None, None,
                                        None, "20020701", "20020701", None, "N"]  # fmt: skip
    stray: list[str | int | None] = ["G8891", "0200", "4", "rest of a description"]
    code: list[str | int | None] = ["A0021", "0010", "3", "Long", "Short", "I", "9", None, "O1A", "0", "19850101",
                                    "19960910", None, "N", "00"]  # fmt: skip
    rows: list[list[str | int | None]] = [["Disclaimers"], [None], header, modifier, code, stray]
    procedures, modifiers = taken([workbook(tmp_path / "HCPC2026_JAN_ANWEB_12292025.xlsx", rows)])
    assert procedures.rows["code"].to_list() == ["A0021"]
    assert procedures.begins == date(2026, 1, 1)
    assert modifiers.rows["code"].to_list() == ["A1"]


def test_a_release_without_modifiers_says_so(tmp_path: Path) -> None:
    release = one(written(tmp_path / NAME, FIRST + "\r\n"))
    assert f"{NAME} has no modifier records" in release.notes


def test_without_a_year_in_the_name_the_user_is_asked(tmp_path: Path) -> None:
    assert problems(written(tmp_path / "hcpcs.txt", TEXT))[0].kind == "no-date"
