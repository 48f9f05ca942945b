"""Short lists: told by header, name or codes; no text is kept, and what is reserved is no code."""

from datetime import date
from pathlib import Path

from engine.code_files import taken
from tests.code_files.files import one, problems, written

HEADER = "code,short_name,start,end,status"


def test_what_is_reserved_or_not_assigned_is_left_out_and_counted(tmp_path: Path) -> None:
    text = f"{HEADER}\n01,A TEXT,20200101,,assigned\n02,OTHER,,,reserved\n03,THIRD,,,payer only\n"
    release = one(written(tmp_path / "condition_code.csv", text))
    assert release.code_set == "condition-code"
    assert release.rows.rows() == [("01", date(2020, 1, 1), None, "assigned"), ("03", None, None, "payer only")]
    assert "1 codes that are reserved, not assigned or headings were left out" in release.notes
    assert "TEXT" not in release.rows.write_csv()


def test_a_list_answers_for_a_year_from_the_day_that_is_said(tmp_path: Path) -> None:
    file = written(tmp_path / "admission_type.csv", f"{HEADER}\n1,Emergency,,,assigned\n")
    assert problems(file)[0].kind == "no-date"
    (release,) = taken([file], effective=date(2026, 1, 1))
    assert release.reaches == (date(2026, 1, 1), date(2027, 1, 1))


def test_places_say_whether_they_are_a_facility_where_the_list_does(tmp_path: Path) -> None:
    text = (
        f"{HEADER},payment_setting\n02,Telehealth,20220101,,assigned,facility\n11,Office,,,assigned,non-facility\n"
        "12,Home,,,assigned,\n"
    )
    release = one(written(tmp_path / "place_of_service.csv", text))
    assert release.rows.rows() == [
        ("02", date(2022, 1, 1), None, "assigned", True), ("11", None, None, "assigned", False),
        ("12", None, None, "assigned", None),
    ]  # fmt: skip


def test_a_type_of_bill_has_its_nought_as_on_claims(tmp_path: Path) -> None:
    file = written(tmp_path / "type_of_bill.csv", f"{HEADER}\n111,A TEXT,20100101,,assigned\n0112,A TEXT,,,assigned\n")
    assert one(file).rows["code"].to_list() == ["0111", "0112"]


def test_a_list_of_modifiers_says_which_ncci_knows(tmp_path: Path) -> None:
    release = one(written(tmp_path / "modifier.csv", "code,start,end,ncci\n59,20190701,,1\n76,20190701,,0\n"))
    assert release.code_set == "hcpcs-modifier"
    assert release.rows.select("code", "ncci", "therapy").rows() == [("59", True, None), ("76", False, None)]


def test_remittance_codes_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    text = 'Code,Description,Start Date,Last Modified,Stop Date,Notes\n{},"A text, licensed",01/01/1997,,{},\n'
    group = one(written(tmp_path / "a.csv", text.format("N1", "12/31/2020")))
    assert (group.code_set, group.rows.rows()) == ("rarc", [("N1", date(1997, 1, 1), date(2020, 12, 31))])
    assert one(written(tmp_path / "b.csv", text.format("A1", ""))).code_set == "carc"
    assert "licensed" not in group.rows.write_csv()


def test_flat_remittance_codes_have_the_same_columns(tmp_path: Path) -> None:
    release = one(written(tmp_path / "carc.csv", "code,start,last_modified,end\n16,19950101,20200301,\n"))
    assert (release.code_set, release.edition) == ("carc", "2020-03-01")


def test_a_taxonomy_is_dated_by_its_version(tmp_path: Path) -> None:
    text = "Code,Grouping,Classification,Specialization,Definition\n207K00000X,G,Allergy,,Words\n"
    release = one(written(tmp_path / "nucc_taxonomy_241.csv", text))
    assert (release.code_set, release.edition, release.rows["code"].to_list()) == (
        "taxonomy", "2024-07-01", ["207K00000X"],
    )  # fmt: skip


def test_zip_codes_keep_their_noughts(tmp_path: Path) -> None:
    text = "zip,type,city,state,county,active\n00501,UNIQUE,Holtsville,NY,Suffolk County,True\n"
    (release,) = taken([written(tmp_path / "zip_code.csv", text)], effective=date(2026, 1, 1))
    assert release.rows.row(0) == ("00501", None, None, "NY", "Suffolk County", "UNIQUE", True)


def test_a_list_of_no_known_name_is_refused(tmp_path: Path) -> None:
    assert problems(written(tmp_path / "some_list.csv", f"{HEADER}\n1,x,,,assigned\n"))[0].kind == "unknown-format"
