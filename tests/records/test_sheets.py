"""Sheets of records: how their columns are called, how cells are read, and what is refused, with its place."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from engine import records
from engine.code_sets import DTYPES
from engine.errors import InputError
from engine.records.cells import MOST_OF_A_RANGE, span
from engine.records.columns import SHEETS
from tests.records.answers import NPI, loaded, rows, told

OTHER_NPI = "1000000004"


def test_a_column_is_known_by_the_names_that_practices_give_it(tmp_path: Path) -> None:
    text = (
        "Payer ID,Member #,Patient Last Name,First,DOB,Gender,Effective Date,Term Date,Verified On,Copay\n"
        "99999,w1,Yewbark,Dahlia,04/13/1981,Female,1/1/2025,12/31/2025,3/1/2026,$25.00\n"
    )
    found = loaded(tmp_path, coverage_csv=text)
    assert told(found) == [(None, "unknown-column")]
    assert "'First'" in found.problems[0].sentence
    columns = ("payer_id", "member_id", "last_name", "birth_date", "sex", "from", "to", "checked_on", "copayment")
    assert rows(found, "coverage", *columns) == [
        ("99999", "W1", "Yewbark", date(1981, 4, 13), "F", date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 1), 2500)
    ]


def test_every_table_has_the_columns_and_types_that_rules_are_checked_against(tmp_path: Path) -> None:
    for path in records.write_template(tmp_path):
        assert path.read_text().count("\n") == 1
    found = records.load(tmp_path)
    assert told(found) == []
    assert set(found.listings) == set(records.SHAPES)
    for name, shape in records.SHAPES.items():
        days = {"from": pl.Date, "to": pl.Date}
        attributes = {one: DTYPES[kind] for one, kind in shape.attributes.items()}
        assert found.listings[name].rows.schema == {**dict.fromkeys(shape.keys, pl.String), **days, **attributes}


def test_no_name_stands_for_two_columns_of_a_sheet() -> None:
    for sheet in SHEETS.values():
        names = [name for column in sheet.columns for name in column.names]
        assert len(names) == len(set(names)), sheet.name


def test_a_needed_column_that_is_missing_refuses_the_file_and_says_what_is_there(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="code,price list\n99213,100\n", providers_csv=f"npi,name\n{NPI},Ash\n")
    assert set(found.listings) == {"provider"}
    (problem,) = found.problems
    assert problem.kind == "missing-column"
    assert problem.sentence == "there is no column amount; there are: 'code', 'price list'"


def test_a_first_row_that_is_no_header_is_not_quoted(tmp_path: Path) -> None:
    found = loaded(tmp_path, coverage_csv="99999,SECRET,1980-01-01\n99999,SECRET,1981-01-01\n")
    assert told(found) == [(None, "no-header")]
    assert "SECRET" not in str(found.problems[0])
    assert "payer_id, member_id" in found.problems[0].hint


def test_two_columns_for_one_thing_are_refused(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="cpt,hcpcs,fee\n99213,99213,100\n")
    assert [kind for _, kind in told(found)] == ["claimed-twice"]


def test_the_very_name_of_a_column_goes_before_others_it_may_have(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="procedure_code,code,amount\n99213,A,100\n")
    assert rows(found, "fee", "procedure_code", "amount") == [("99213", 10000)]


@pytest.mark.parametrize(
    ("name", "text", "place", "kind"),
    [
        ("coverage", "payer_id,member_id,from\n9,W1,SECRET\n", "row 2, column 'from'", "bad-date"),
        ("coverage", "payer_id,member_id,from,to\n9,W1,2026-02-01,2026-01-01\n", "row 2, column 'to'", "bad-dates"),
        ("coverage", "payer_id,member_id\n9,\n", "row 2, column 'member_id'", "missing-value"),
        ("coverage", "payer_id,member_id,status\n9,W1,SECRET\n", "row 2, column 'status'", "unknown-word"),
        ("coverage", "payer_id,member_id,from\n9,W1,2026-01-01,SECRET\n", "row 2", "ragged-row"),
        ("providers", "npi,name\n1234567890,SECRET\n", "row 2, column 'npi'", "bad-npi"),
        ("providers", "NPI,name\n12345,SECRET\n", "row 2, column 'NPI'", "bad-npi"),
        ("providers", f"npi,tins\n{NPI},12345\n", "row 2, column 'tins'", "bad-value"),
        ("enrollments", f"npi,payer_id,group_npis\n{NPI},9,1234567890\n", "row 2, column 'group_npis'", "bad-npi"),
        ("fees", "procedure_code,amount\n99213,SECRET\n", "row 2, column 'amount'", "bad-amount"),
        ("authorizations", "payer_id,number,units\n9,A1,SECRET\n", "row 2, column 'units'", "bad-number"),
        ("authorizations", "payer_id,number,cpt\n9,A1,97140-97110\n", "row 2, column 'cpt'", "bad-value"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_left_out_with_its_place_and_nothing_of_it_is_quoted(
    tmp_path: Path, name: str, text: str, place: str, kind: str
) -> None:
    found = loaded(tmp_path, **{f"{name}_csv": text})
    assert told(found) == [(place, kind)]
    assert "SECRET" not in str(found.problems[0])
    (source,) = found.sources
    assert (source.read, source.taken, source.refused) == (1, 0, 1)
    assert all(listing.rows.is_empty() for listing in found.listings.values())


def test_a_row_with_two_faults_is_left_out_once(tmp_path: Path) -> None:
    text = f"npi,payer_id,from,status\n1234567890,9,never,what\n{NPI},9,2026-01-01,enrolled\n"
    found = loaded(tmp_path, enrollments_csv=text)
    assert sorted(kind for _, kind in told(found)) == ["bad-date", "bad-npi", "unknown-word"]
    assert [(one.read, one.taken, one.refused) for one in found.sources] == [(2, 1, 1)]


def test_many_faults_of_one_kind_are_counted_and_not_all_told(tmp_path: Path) -> None:
    text = "procedure_code,amount\n" + "99213,none of it\n" * 30
    found = loaded(tmp_path, fees_csv=text)
    assert len(found.problems) == 21
    assert found.problems[-1].sentence == "10 more of the kind bad-amount"
    assert found.sources[0].refused == 30


def test_dates_that_may_be_two_days_are_read_as_month_and_day_and_told(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="procedure_code,amount,from\n99213,100,03/04/2026\n")
    assert [kind for _, kind in told(found)] == ["open-date"]
    assert rows(found, "fee", "from") == [(date(2026, 3, 4),)]


def test_a_date_that_proves_its_order_proves_it_for_the_whole_sheet(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="procedure_code,amount,from,to\n99213,100,03/04/2026,25/12/2026\n")
    assert told(found) == []
    assert rows(found, "fee", "from", "to") == [(date(2026, 4, 3), date(2026, 12, 25))]


def test_files_with_one_beginning_are_one_table_whatever_their_format(tmp_path: Path) -> None:
    pl.DataFrame({"payer_id": ["9"], "member_id": ["W2"], "checked_on": [date(2026, 5, 1)]}).write_parquet(
        tmp_path / "coverage-west.parquet"
    )
    (tmp_path / "coverage-east.csv").write_bytes("payer_id;member_id;last_name\r\n9;W1;M\xfcller\r\n".encode("cp1252"))
    found = records.load(tmp_path)
    assert rows(found, "coverage", "member_id", "last_name") == [("W1", "M\xfcller"), ("W2", None)]
    assert found.as_of["coverage"] == date(2026, 5, 1)
    assert [one.taken for one in found.sources] == [1, 1]


def test_a_title_may_stand_above_the_names_of_the_columns(tmp_path: Path) -> None:
    text = "Enrollments,,as of 2026\n,,\nNPI;Payer;Par Status\n" + f"{NPI};9;par\n"
    assert rows(loaded(tmp_path, enrollments_csv=text), "enrollment", "payer_id", "participating") == [("9", True)]


def test_lists_in_a_cell_are_lists(tmp_path: Path) -> None:
    text = f'npi,tins,taxonomies,entity_type\n{NPI},"12-3456789; 987654321",207q00000x|208D00000X,individual\n'
    found = loaded(tmp_path, providers_csv=text)
    assert rows(found, "provider", "tins", "taxonomies", "entity_type") == [
        (["123456789", "987654321"], ["207Q00000X", "208D00000X"], "1")
    ]


def test_a_range_of_procedures_is_its_codes(tmp_path: Path) -> None:
    text = 'payer_id,number,procedure_codes,units,status\n9,a1,"97110 - 97112, G0283",12,Approved\n'
    found = loaded(tmp_path, authorizations_csv=text)
    codes = ["97110", "97111", "97112", "G0283"]
    columns = ("number", "procedure_codes", "units", "status", "kind")
    assert rows(found, "authorization", *columns) == [("a1", codes, 12000, "certified", "authorization")]
    assert rows(found, "authorization-service", "procedure_code", "units") == [(code, 12000) for code in codes]


def test_a_range_that_is_too_wide_or_of_two_kinds_is_none() -> None:
    assert span("10000", "10999") is not None
    assert len(span("10000", "10999") or ()) == MOST_OF_A_RANGE
    assert span("10000", "11000") is None
    assert span("D0120", "J0150") is None
    assert span("0001T", "0003T") == ["0001T", "0002T", "0003T"]


def test_rows_of_one_authorization_are_one_authorization(tmp_path: Path) -> None:
    text = (
        "payer_id,number,member_id,cpt,units,npi,from,to,status\n"
        f"9,A1,W1,97110,8,{NPI},2026-01-01,2026-03-31,approved\n"
        f"9,A1,W1,97140,4,{OTHER_NPI},2026-02-01,2026-04-30,denied\n"
    )
    found = loaded(tmp_path, authorizations_csv=text)
    columns = ("member_id", "procedure_codes", "units", "provider_npis", "from", "to", "status")
    assert rows(found, "authorization", *columns) == [
        ("W1", ["97110", "97140"], 12000, [NPI, OTHER_NPI], date(2026, 1, 1), date(2026, 4, 30), None)
    ]
    assert rows(found, "authorization-service", "procedure_code", "units", "status", "to") == [
        ("97110", 8000, "certified", date(2026, 3, 31)),
        ("97140", 4000, "denied", date(2026, 4, 30)),
    ]


def test_a_row_of_an_authorization_that_contradicts_another_in_one_code_is_left_out_whole(tmp_path: Path) -> None:
    text = "payer_id,number,cpt,units\n9,A1,97110-97112,8\n9,A1,97111-97114,4\n9,A1,97110-97112,8\n"
    found = loaded(tmp_path, authorizations_csv=text)
    assert told(found) == [("row 3", "contradiction")]
    assert [(one.read, one.taken, one.refused) for one in found.sources] == [(3, 2, 1)]
    assert rows(found, "authorization", "procedure_codes", "units") == [(["97110", "97111", "97112"], 8000)]


def test_an_authorization_of_no_procedure_has_no_list_and_is_found_under_none(tmp_path: Path) -> None:
    found = loaded(tmp_path, authorizations_csv="payer_id,number\n9,A1\n")
    assert rows(found, "authorization", "procedure_codes", "units", "provider_npis") == [(None, None, None)]
    assert rows(found, "authorization-service", "procedure_code") == [("",)]


def test_a_fee_without_modifier_and_payer_is_kept_under_empty_keys(tmp_path: Path) -> None:
    text = "cpt,mod,payer_id,fee,from,to\n99213,,,120.50,2025-01-01,2025-12-31\n99213,,,130,2026-01-01,\n"
    found = loaded(tmp_path, fees_csv=text)
    assert told(found) == []
    assert rows(found, "fee", "procedure_code", "modifier", "payer_id", "amount") == [
        ("99213", "", "", 12050),
        ("99213", "", "", 13000),
    ]


def test_two_rows_of_one_key_that_say_different_things_of_one_day_contradict_each_other(tmp_path: Path) -> None:
    text = (
        "cpt,fee,from,to\n99213,100,2025-01-01,2025-12-31\n99213,110,2025-12-31,2026-06-30\n"
        "99213,120,2026-01-01,2026-12-31\n99213,100,2025-01-01,2025-12-31\n"
    )
    found = loaded(tmp_path, fees_csv=text)
    assert told(found) == [("row 3", "contradiction")]
    assert "than row 2 does" in found.problems[0].sentence
    assert rows(found, "fee", "amount") == [(10000,), (12000,)]
    assert [(one.read, one.taken, one.refused) for one in found.sources] == [(4, 3, 1)]


def test_a_payer_has_one_identifier_whatever_others_it_goes_by(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        payers_csv="payer_id,also\n99999,CMS|x1\n88888,X2\n77777,CMS;X2;X3\n",
        coverage_csv="payer_id,member_id,other_payer_id\ncms,W1,x2\n66666,W2,\nx3,W3,\n",
    )
    assert told(found) == [("row 4", "contradiction")]
    assert found.sources[1].refused == 1
    assert rows(found, "coverage", "payer_id", "member_id") == [("66666", "W2"), ("99999", "W1"), ("X3", "W3")]
    assert rows(found, "coverage-other", "payer_id", "other_payer_id") == [("99999", "88888")]
    assert set(found.listings) == {"coverage", "coverage-person", "coverage-member", "coverage-other"}


def test_what_names_payers_is_not_there_where_their_other_identifiers_cannot_be_read(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, payers_csv="payer_id\n9,8\n", fees_csv="cpt,fee\n99213,1\n", providers_csv=f"npi,name\n{NPI},Ash\n"
    )
    assert set(found.listings) == {"provider"}


def test_a_file_that_cannot_be_read_takes_its_tables_with_it_and_no_other(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, coverage_csv="payer_id,member_id\n9,W1\n", broken_271="no X12 at all\n", fees_csv="cpt,fee\n99213,1\n"
    )
    assert set(found.listings) == {"fee"}
    assert [one.failed for one in found.sources] == [True, False, False]


def test_a_file_whose_name_says_nothing_is_left_aside_and_told(tmp_path: Path) -> None:
    found = loaded(tmp_path, fees_csv="cpt,fee\n99213,1\n", notes_txt="call the payer")
    assert told(found) == [(None, "unknown-file")]


def test_a_folder_without_records_is_refused(tmp_path: Path) -> None:
    for folder, kind in ((tmp_path, "no-records"), (tmp_path / "none", "no-folder")):
        with pytest.raises(InputError) as refusal:
            records.load(folder)
        assert [problem.kind for problem in refusal.value.problems] == [kind]


def test_the_edition_of_a_table_changes_with_its_files(tmp_path: Path) -> None:
    first = loaded(tmp_path, fees_csv="cpt,fee\n99213,1\n").listings["fee"].edition
    assert loaded(tmp_path, fees_csv="cpt,fee\n99213,1\n").listings["fee"].edition == first
    assert loaded(tmp_path, fees_csv="cpt,fee\n99213,2\n").listings["fee"].edition != first
