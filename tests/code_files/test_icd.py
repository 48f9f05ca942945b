"""ICD by fiscal year: order files with headings, lists of codes, and the codes exempt from POA."""

from datetime import date
from pathlib import Path

from tests.code_files.files import one, problems, written, zipped

ORDER = (
    "00001 A00     0 Cholera                                                      Cholera\r\n"
    "00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           "
    "Cholera due to Vibrio cholerae 01, biovar cholerae\r\n"
    "00003 C4A     0 Merkel cell carcinoma                                        Merkel cell carcinoma\r\n"
)
CODES = "A000    Cholera due to Vibrio cholerae 01, biovar cholerae\r\nA001    Cholera due to Vibrio cholerae 01\r\n"
PROCEDURES = (
    "00001 001     0 Central Nervous System and Cranial Nerves, Bypass            Central Nervous System\r\n"
    "00002 0016070 1 Bypass Cereb Vent to Nasophar with Autol Sub, Open Approach  Bypass Cerebral Ventricle\r\n"
)
EXEMPT = 'Order26\tPOAexemptCode\tDescription\r\n01238\tB90.0\tSequelae\r\n01239\tB90.1\t"Sequelae, of things"\r\n'


def test_headings_are_known_and_not_billable(tmp_path: Path) -> None:
    release = one(written(tmp_path / "icd10cm_order_2026.txt", ORDER))
    assert (release.code_set, release.edition) == ("icd-10-cm", "2025-10-01")
    assert release.reaches == (date(2025, 10, 1), date(2026, 9, 30))
    assert release.rows.select("code", "billable", "title").rows() == [
        ("A00", False, "Cholera"),
        ("A000", True, "Cholera due to Vibrio cholerae 01, biovar cholerae"),
        ("C4A", False, "Merkel cell carcinoma"),
    ]


def test_the_release_of_april_holds_from_april(tmp_path: Path) -> None:
    release = one(written(tmp_path / "icd10cm-order-April-2026.txt", ORDER))
    assert release.reaches == (date(2026, 4, 1), date(2026, 9, 30))


def test_procedures_are_told_from_diagnoses_by_their_codes(tmp_path: Path) -> None:
    assert one(written(tmp_path / "order_2026.txt", PROCEDURES)).code_set == "icd-10-pcs"


def test_of_order_file_and_codes_the_order_file_is_read_and_addenda_are_passed(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "icd10cm_codes_2026.txt": CODES,
        "icd10cm_order_2026.txt": ORDER,
        "icd10cm_order_addenda_2026.txt": "Delete:      1 B880    Other acariasis\r\nAdd:         0 B880    Other\r\n",
        "icd10OrderFiles.pdf": b"%PDF-1.4",
    }
    release = one(zipped(tmp_path / "2026-code-descriptions-tabular-order.zip", members))
    assert [source.name.split("/")[1] for source in release.sources] == ["icd10cm_order_2026.txt"]
    assert sum("was passed over" in note for note in release.notes) == 3


def test_codes_alone_are_taken_and_say_what_they_lack(tmp_path: Path) -> None:
    release = one(written(tmp_path / "icd10cm_codes_2026.txt", CODES))
    assert release.rows["billable"].to_list() == [True, True]
    assert any("no headings" in note for note in release.notes)


def test_without_a_year_in_the_name_the_user_is_asked(tmp_path: Path) -> None:
    assert problems(written(tmp_path / "order.txt", ORDER))[0].kind == "no-date"


def test_codes_exempt_from_poa_lose_their_dot_and_take_the_year_of_their_header(tmp_path: Path) -> None:
    release = one(written(tmp_path / "exempt.txt", EXEMPT))
    assert release.code_set == "poa-exempt"
    assert release.rows["code"].to_list() == ["B900", "B901"]
    assert release.reaches == (date(2025, 10, 1), date(2026, 9, 30))


def test_a_list_of_additions_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    (problem,) = problems(written(tmp_path / "POAexemptAddCodesFY26.txt", EXEMPT))
    assert problem.kind == "unknown-format"
