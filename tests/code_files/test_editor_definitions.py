"""The text of the code editor: codes under headings, whatever lines those move to."""

from datetime import date
from pathlib import Path

from engine.code_files import taken
from tests.code_files.files import problems, written

TEXT = """Definitions of Medicare Code Edits
Table of Contents
4. Age conflict\t12
A. Perinatal/Newborn diagnoses (age 0)\t13
4. Age conflict
A. Perinatal/Newborn diagnoses (age 0)
A33\tTetanus neonatorum
C. Maternity diagnoses (age 9 through 64)
A34\tObstetrical tetanus
5. Sex conflict
A. Diagnoses for females only
A34\tObstetrical tetanus
B. Procedures for females only
0U5B0ZZ\tDestruction of Endometrium, Open
6. Manifestation code as principal diagnosis
B974\tRespiratory syncytial virus
9. Unacceptable principal diagnosis
Codes that are considered "acceptable" when a secondary diagnosis is also coded:
Z5189\tEncounter for other specified aftercare
The following pages list the others.
Z0000\tEncounter for examination
11. Non-covered procedure
0FYG0Z0\tTransplantation of Pancreas
"""
NAME = "Definitions of Medicare Code Edits_v_41_1.txt"


def test_lists_become_flags_and_a_code_may_have_several(tmp_path: Path) -> None:
    found = {one.code_set: one for one in taken([written(tmp_path / NAME, TEXT)])}
    diagnoses = found["mce-icd-10-cm"]
    assert (diagnoses.edition, diagnoses.reaches) == ("2024-04-01 v41.1", (date(2024, 4, 1), date(2024, 9, 30)))
    assert diagnoses.rows.select("code", "flags").rows() == [
        ("A33", ["newborn"]), ("A34", ["maternity", "female"]), ("B974", ["manifestation"]),
        ("Z0000", ["unacceptable"]), ("Z5189", ["reqsdx"]),
    ]  # fmt: skip
    assert found["mce-icd-10-pcs"].rows.select("code", "flags").rows() == [("0U5B0ZZ", ["female"])]


def test_ages_stand_in_the_headings(tmp_path: Path) -> None:
    found = {one.code_set: one for one in taken([written(tmp_path / NAME, TEXT)])}
    assert found["mce-age-group"].rows.select("group", "start_age", "end_age").rows() == [
        ("Maternity", 9, 64), ("Newborn", 0, 0),
    ]  # fmt: skip


def test_lists_that_depend_on_other_codes_are_named_and_left(tmp_path: Path) -> None:
    first, *_ = taken([written(tmp_path / NAME, TEXT)])
    assert any("1 codes under 'Non-covered procedure' were left out" in note for note in first.notes)


def test_other_headings_refuse_the_text(tmp_path: Path) -> None:
    text = "Definitions of Medicare Code Edits\n1. Some other chapter\nA33\tTetanus\n"
    assert problems(written(tmp_path / NAME, text))[0].kind == "bad-table"
