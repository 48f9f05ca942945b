"""The registry of providers: by name of the columns, the newest file wins, and a deactivated one keeps its name."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from tests.code_files.files import one, problems, workbook, written, zipped

NAMES = [
    "NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)",
    "Provider Organization Name (Legal Business Name)", "Provider Last Name (Legal Name)", "Provider First Name",
    "Provider Enumeration Date", "Last Update Date", "NPI Deactivation Reason Code", "NPI Deactivation Date",
    "NPI Reactivation Date", "Provider Sex Code",
    *(f"Healthcare Provider Taxonomy Code_{at}" for at in range(1, 16)),
    *(f"Healthcare Provider Primary Taxonomy Switch_{at}" for at in range(1, 16)),
    "Certification Date",
]  # fmt: skip
MONTHLY, WEEKLY = "npidata_pfile_20050523-20260913.csv", "npidata_pfile_20260914-20260920.csv"
HOSPITAL = {
    "NPI": "2000000004", "Entity Type Code": "2",
    "Provider Organization Name (Legal Business Name)": "EXAMPLE HOSPITAL",
    "Provider Enumeration Date": "08/12/2015", "Healthcare Provider Taxonomy Code_1": "282N00000X",
    "Healthcare Provider Taxonomy Code_2": "273R00000X", "Healthcare Provider Primary Taxonomy Switch_1": "N",
    "Healthcare Provider Primary Taxonomy Switch_2": "Y",
}  # fmt: skip
PERSON = {
    "NPI": "2000000012", "Entity Type Code": "1", "Provider Last Name (Legal Name)": "EXAMPLE",
    "Provider First Name": "ANN",
    "Provider Enumeration Date": "07/07/2005", "NPI Deactivation Date": "01/31/2020",
    "NPI Reactivation Date": "03/01/2020",
}  # fmt: skip
GONE = {"NPI": "2000000020", "NPI Deactivation Date": "05/05/2024"}


def registry(*providers: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({name: one.get(name, "") for name in NAMES} for one in providers)
    return text.getvalue()


def test_a_provider_is_who_it_is_with_all_taxonomies_and_the_primary_one(tmp_path: Path) -> None:
    release = one(written(tmp_path / MONTHLY, registry(HOSPITAL)))
    assert (release.code_set, release.edition, release.keys) == ("nppes", "2026-09-13", ("npi",))
    assert release.rows.row(0, named=True) == {
        "npi": "2000000004", "from": date(2015, 8, 12), "to": None, "entity_type": "2", "name": "EXAMPLE HOSPITAL",
        "first_name": None, "taxonomies": ["282N00000X", "273R00000X"], "primary_taxonomy": "273R00000X",
        "deactivated": None, "reactivated": None, "replacement_npi": None,
    }  # fmt: skip


def test_one_who_came_back_has_two_windows(tmp_path: Path) -> None:
    release = one(written(tmp_path / MONTHLY, registry(PERSON)))
    assert release.rows.select("from", "to", "name", "first_name").rows() == [
        (date(2005, 7, 7), date(2020, 1, 31), "EXAMPLE", "ANN"),
        (date(2020, 3, 1), None, "EXAMPLE", "ANN"),
    ]
    assert release.read == 1


def test_of_one_deactivated_nothing_is_known_but_the_day(tmp_path: Path) -> None:
    release = one(written(tmp_path / MONTHLY, registry(HOSPITAL, GONE)))
    row = release.rows.filter(release.rows["npi"] == GONE["NPI"]).row(0, named=True)
    assert (row["from"], row["to"], row["name"], row["deactivated"]) == (
        None, date(2024, 5, 5), None, date(2024, 5, 5),
    )  # fmt: skip


def test_the_newest_file_wins_and_keeps_who_the_deactivated_one_was(tmp_path: Path) -> None:
    renamed = {**HOSPITAL, "Provider Organization Name (Legal Business Name)": "RENAMED HOSPITAL"}
    gone = {"NPI": PERSON["NPI"], "NPI Deactivation Date": "09/15/2026"}
    release = one(
        written(tmp_path / WEEKLY, registry(renamed, gone)), written(tmp_path / MONTHLY, registry(HOSPITAL, PERSON))
    )
    assert (release.code_set, release.edition) == ("nppes", "2026-09-20")
    assert release.rows.select("npi", "name", "to").rows() == [
        ("2000000004", "RENAMED HOSPITAL", None),
        ("2000000012", "EXAMPLE", date(2026, 9, 15)),
    ]


def test_an_update_alone_is_not_the_registry(tmp_path: Path) -> None:
    release = one(written(tmp_path / WEEKLY, registry(HOSPITAL)))
    assert release.code_set == "nppes-update"
    assert any("may be registered all the same" in note for note in release.notes)


def test_the_report_of_deactivations_is_read_under_its_title(tmp_path: Path) -> None:
    rows: list[list[str | int | None]] = [
        ["NPPES Deactivated NPI Report"],
        ["NPI", "NPPES Deactivation Date"],
        ["2000000012", "09/10/2026"],
    ]
    file = workbook(tmp_path / "NPPES Deactivated NPI Report 20260914.xlsx", rows)
    release = one(file, written(tmp_path / MONTHLY, registry(HOSPITAL, PERSON)))
    person = release.rows.filter(release.rows["npi"] == "2000000012")
    assert person.select("name", "to").rows() == [("EXAMPLE", date(2026, 9, 10))]


def test_the_archive_has_other_files_beside_it(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        MONTHLY: registry(HOSPITAL).encode(),
        MONTHLY.replace(".csv", "_fileheader.csv"): registry(),
        "othername_pfile_20050523-20260913.csv": "NPI,Provider Other Organization Name\n2000000004,X\n",
    }
    release = one(zipped(tmp_path / "NPPES_Data_Dissemination_September_2026_V2.zip", members))
    assert release.rows.height == 1
    assert release.sources[0].bytes == len(registry(HOSPITAL))


@pytest.mark.parametrize("column", ["NPI Deactivation Date", "Provider First Name"])
def test_a_column_that_has_gone_refuses_the_file(tmp_path: Path, column: str) -> None:
    (problem,) = problems(written(tmp_path / MONTHLY, registry(HOSPITAL).replace(column, "Another")))
    assert problem.kind in ("missing-column", "unknown-format")


def test_rows_that_cannot_be_taken_are_named_by_their_line(tmp_path: Path) -> None:
    short, late = {**HOSPITAL, "NPI": "12345"}, {**HOSPITAL, "Provider Enumeration Date": "2015-08-12"}
    text = registry(HOSPITAL, short, late) + '"2000000038","1"\n'
    release = one(written(tmp_path / MONTHLY, text))
    assert (release.read, release.rows.height, release.refused_count) == (4, 1, 3)
    assert [(problem.place, problem.kind) for problem in release.refused] == [
        ("line 3", "bad-npi"), ("line 4", "bad-date"), ("line 5", "bad-row"),
    ]  # fmt: skip


def test_a_file_whose_rows_are_all_too_short_is_refused(tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / MONTHLY, registry() + '"2000000038","1"\n'))
    assert "as many fields as the header" in problem.sentence


def test_bytes_that_are_not_utf_8_are_found_in_a_row_that_is_skipped_too(tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / MONTHLY, registry(HOSPITAL) + '"2000000038","H\xd4"\n', "latin-1"))
    assert "not in UTF-8" in problem.sentence


def test_a_file_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    text = registry({**HOSPITAL, "Provider Organization Name (Legal Business Name)": "H\xd4PITAL"})
    (problem,) = problems(written(tmp_path / MONTHLY, text, "latin-1"))
    assert "not in UTF-8" in problem.sentence
