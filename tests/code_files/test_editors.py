"""The code editors' tables: flags by window, and the last day of the release is open."""

from datetime import date
from pathlib import Path

from tests.code_files.files import one, problems, written

FLAGS = (
    "code,start,end,flags\r\nN401,20151001,20240930,adult;male\r\nN401,20241001,20270331,adult\r\n"
    "A000,20151001,20270331,\r\n"
)


def test_a_code_has_a_row_for_each_set_of_flags(tmp_path: Path) -> None:
    release = one(written(tmp_path / "mce_v44_icd10cm.csv", FLAGS))
    assert (release.code_set, release.edition) == ("mce-icd-10-cm", "2026-10-01 v44")
    assert release.reaches == (date(2015, 10, 1), date(2027, 3, 31))
    assert release.rows.rows() == [
        ("A000", date(2015, 10, 1), None, []),
        ("N401", date(2015, 10, 1), date(2024, 9, 30), ["adult", "male"]),
        ("N401", date(2024, 10, 1), None, ["adult"]),
    ]


def test_procedures_are_told_by_their_codes(tmp_path: Path) -> None:
    text = "code,start,end,flags\n0016070,20151001,20260930,noncovered\n"
    release = one(written(tmp_path / "mce.csv", text))
    assert (release.code_set, release.edition) == ("mce-icd-10-pcs", "2026-04-01")


def test_an_age_group_may_change(tmp_path: Path) -> None:
    text = "group,start_age,end_age,start,end\nMaternity,12,55,19840301,20190930\nMaternity,9,64,20191001,20270331\n"
    release = one(written(tmp_path / "age_ranges.csv", text))
    assert release.code_set == "mce-age-group"
    assert release.rows["start_age"].to_list() == [12, 9]


def test_discharge_statuses_need_their_name_for_their_header_is_anybodys(tmp_path: Path) -> None:
    text = "code,start,end\n01,19801001,20270331\n"
    assert one(written(tmp_path / "discharge_status.csv", text)).code_set == "mce-discharge-status"
    assert problems(written(tmp_path / "some.csv", text))[0].kind == "unknown-format"


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    release = one(written(tmp_path / "mce_v44.csv", FLAGS + "B20,20151001,20151301,\r\n"))
    assert [(problem.place, problem.kind) for problem in release.refused] == [("line 5", "bad-date")]


def test_outpatient_flags_become_a_list(tmp_path: Path) -> None:
    text = (
        "code,start,end,apc,lo_age,hi_age,sex,status_indicator,payment_indicator,non_covered,blood_product\n"
        "X0001,20190701,,01492,12,124,0,S,1,1,0\nX0001,20260401,,01492,12,124,0,S,1,1,1\n"
    )
    release = one(written(tmp_path / "flags.csv", text))
    assert (release.code_set, release.edition) == ("ioce-hcpcs", "2026-04-01")
    assert release.reaches == (date(2019, 7, 1), date(2026, 6, 30))
    assert release.rows["flags"].to_list() == [["non_covered"], ["non_covered", "blood_product"]]


def test_outpatient_ages_of_diagnoses(tmp_path: Path) -> None:
    text = "code,start,end,low_age,high_age,sex\nA1814,20190701,,15,124,0\nA33,20190701,,0,0,0\n"
    release = one(written(tmp_path / "ages.csv", text))
    assert release.code_set == "ioce-icd-10-cm"
    assert release.rows.select("low_age", "high_age").rows() == [(15, 124), (0, 0)]
