"""Coverage articles: codes of versions in force, with groups, contractors and states; no text."""

from datetime import date
from pathlib import Path

from engine.code_files import taken
from tests.code_files.files import problems, zipped

TABLES = {
    "article.csv": "article_id,article_version,article_type,title,status,last_updated,article_eff_date,"
    "article_end_date\n"
    "59915,3,6,A title,A,2026-07-01,2026-01-01 00:00:00,\n59915,2,6,A title,R,2025-07-01,2025-01-01,2025-12-31\n"
    '60001,1,6,"Another, title",A,2026-07-01,2025-06-01,2026-06-30\n',
    "article_x_hcpc_code.csv": "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,"
    "last_updated,long_description,short_description\n"
    '59915,3,X0001,1,1,,2026-07-01,"licensed words",licensed\n59915,3,X0001,1,2,,,,\n59915,2,X0009,1,1,,,,\n'
    "60001,1,X0002,1,1,,,,\n",
    "article_x_icd10_covered.csv": "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,"
    "range,last_updated,sort_order,description,asterisk\n59915,3,Z13.79,2026,1,,2026-07-01,,words,\n",
    "article_x_icd10_noncovered.csv": "article_id,article_version,icd10_code_id,icd10_code_version,"
    "icd10_noncovered_group,range,last_updated\n59915,3,z00.00,2026,1,,2026-07-01\n",
    "article_x_contractor.csv": "article_id,article_version,article_type,contractor_id,contractor_type_id,"
    "contractor_version,last_updated\n59915,3,6,10,12,1,\n",
    "contractor.csv": "contractor_id,contractor_type_id,contractor_version,contractor_bus_name,contractor_number,"
    "status\n"
    "10,12,1,Example MAC,12345,Active\n",
    "contractor_jurisdiction.csv": "contractor_id,contractor_type_id,contractor_version,state_id,last_updated,"
    "active_date,term_date\n10,12,1,7,,2020-01-01,\n10,12,1,8,,2020-01-01,2021-01-01\n",
    "state_lookup.csv": "state_id,state_abbrev,description\n7,CT,Connecticut\n8,NY,New York\n",
}  # fmt: skip
NAME = "current_article_csv.zip"


def export(**changed: str) -> dict[str, str | bytes]:
    return {**TABLES, **changed}


def test_procedures_of_versions_in_force_with_their_contractors_and_states(tmp_path: Path) -> None:
    articles, _ = taken([zipped(tmp_path / NAME, export())])
    assert (articles.code_set, articles.keys) == ("coverage-article", ("article_id", "code"))
    assert articles.rows.rows() == [
        ("59915", "X0001", date(2026, 1, 1), None, ["1", "2"], ["12345"], ["CT"]),
        ("60001", "X0002", date(2025, 6, 1), date(2026, 6, 30), ["1"], [], []),
    ]
    assert articles.reaches == (date(2025, 6, 1), date(2027, 1, 1))
    assert "licensed" not in articles.rows.select("article_id", "code").write_csv()


def test_diagnoses_covered_and_not_lose_their_dot(tmp_path: Path) -> None:
    _, diagnoses = taken([zipped(tmp_path / NAME, export())])
    assert diagnoses.code_set == "coverage-diagnosis"
    assert diagnoses.rows.select("code", "covered", "groups").rows() == [
        ("Z0000", False, ["1"]), ("Z1379", True, ["1"]),
    ]  # fmt: skip


def test_an_article_whose_day_cannot_be_read_is_refused(tmp_path: Path) -> None:
    changed = TABLES["article.csv"] + "60002,1,6,T,A,,soon,\n"
    articles, _ = taken([zipped(tmp_path / NAME, export(**{"article.csv": changed}))])
    assert [(problem.place, problem.kind) for problem in articles.refused] == [("line 5", "bad-date")]


def test_an_export_without_one_of_its_tables_is_refused(tmp_path: Path) -> None:
    tables = export()
    del tables["article_x_icd10_covered.csv"]
    (problem,) = problems(zipped(tmp_path / NAME, tables))
    assert "article_x_icd10_covered.csv" in problem.sentence


def test_a_column_of_another_name_refuses_the_export(tmp_path: Path) -> None:
    changed = TABLES["article_x_hcpc_code.csv"].replace("hcpc_code_id", "hcpcs")
    (problem,) = problems(zipped(tmp_path / NAME, export(**{"article_x_hcpc_code.csv": changed})))
    assert problem.kind == "missing-column"
    assert "'code'" in problem.sentence


def test_as_downloaded_the_export_is_an_archive_within_an_archive(tmp_path: Path) -> None:
    alone = taken([zipped(tmp_path / NAME, export())])
    inner = (tmp_path / NAME).read_bytes()
    download = zipped(
        tmp_path / "current_article.zip",
        {
            NAME: inner,
            "current_article_sql.zip": zipped(tmp_path / "sql", {"current.sql": "CREATE TABLE x"}).read_bytes(),
            "data dictionary.pdf": "%PDF-1.4",
        },
    )
    releases = taken([download])
    assert [release.code_set for release in releases] == ["coverage-article", "coverage-diagnosis"]
    for release, without in zip(releases, alone, strict=True):
        assert release.rows.equals(without.rows)
        assert [source.sha256 for source in release.sources] == [source.sha256 for source in without.sources]
    assert releases[0].sources[0].name == f"current_article.zip/{NAME}/article.csv"
    assert [note for note in releases[0].notes if "passed over" in note] == [
        "current_article.zip/current_article_sql.zip/current.sql was passed over: it is no table that is read",
        "current_article.zip/data dictionary.pdf was passed over: it is no table that is read",
    ]


def test_prose_of_an_article_is_long_has_line_breaks_and_more_semicolons_than_there_are_commas(tmp_path: Path) -> None:
    prose = "<p>One &amp; two;&nbsp;three;</p>\n" * 6_000
    header, row, *others = TABLES["article.csv"].splitlines()
    text = "\n".join([f"description,{header}", f'"{prose}",{row}', *(f"short,{other}" for other in others)])
    articles, _ = taken([zipped(tmp_path / NAME, export(**{"article.csv": text}))])
    assert articles.rows["article_id"].to_list() == ["59915", "60001"]
    assert not articles.refused


DETERMINATIONS = {
    "lcd.csv": "lcd_id,lcd_version,title,determination_number,indication,orig_det_eff_date,ent_det_end_date,"
    "rev_eff_date,rev_end_date,status\n"
    '33392,4,A title,L33392,"<p>Prose,\nof lines</p>",2015-10-01,,2026-02-01 00:00:00,,A\n'
    "33393,1,Another,L33393,,2025-10-01,2026-12-31,,,A\n33394,1,Proposed,,,2026-10-01,,,,P\n",
    "lcd_related_documents.csv": "lcd_id,lcd_version,related_num,r_lcd_id,r_article_id,r_article_version\n"
    "33392,4,1,,60001,1\n33392,4,2,,59915,3\n33392,4,3,33393,0,\n33392,3,1,,50000,1\n",
    "lcd_x_contractor.csv": "lcd_id,lcd_version,contractor_id,contractor_type_id,contractor_version\n33392,4,10,12,1\n",
    **{name: TABLES[name] for name in ("contractor.csv", "contractor_jurisdiction.csv", "state_lookup.csv")},
}


def test_a_determination_names_its_articles_contractors_and_states(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "current_lcd_csv.zip", {**DETERMINATIONS}).read_bytes()
    (release,) = taken([zipped(tmp_path / "current_lcd.zip", {"current_lcd_csv.zip": inner})])
    assert (release.code_set, release.keys, release.edition) == ("coverage-lcd", ("lcd_id",), "2026-02-01")
    assert release.rows.rows() == [
        ("33392", date(2026, 2, 1), None, "A title", ["59915", "60001"], ["12345"], ["CT"]),
        ("33393", date(2025, 10, 1), date(2026, 12, 31), "Another", [], [], []),
    ]
    assert not release.refused


def test_both_exports_given_together_are_three_code_sets(tmp_path: Path) -> None:
    releases = taken([zipped(tmp_path / NAME, export()), zipped(tmp_path / "current_lcd_csv.zip", {**DETERMINATIONS})])
    assert {release.code_set for release in releases} == {"coverage-article", "coverage-diagnosis", "coverage-lcd"}


def test_determinations_without_their_articles_are_refused(tmp_path: Path) -> None:
    tables: dict[str, str | bytes] = {**DETERMINATIONS}
    del tables["lcd_related_documents.csv"]
    (problem,) = problems(zipped(tmp_path / "current_lcd_csv.zip", tables))
    assert "lcd_related_documents.csv" in problem.sentence
    assert "article.csv" not in problem.sentence
