"""A finding names the loop, segment and element in the very file, whoever the patient is and whatever is missing."""

from pathlib import Path
from typing import Any

from engine.program import compile_rules
from engine.readers import read
from engine.scrub import scrub
from tests.make import TODAY, book
from tests.x12_text import BILLING, CLAIM, LINE, PATIENT, SUBSCRIBER, Segments, file_of, transaction


def found(folder: Path, levels: list[Segments], **rule: str) -> list[dict[str, Any]]:
    """The findings of one rule on a file of these levels."""
    path = folder / "batch.837"
    path.write_text(file_of(transaction([BILLING, *levels])), encoding="utf-8")
    program = compile_rules(book(folder, rule))
    rows: list[dict[str, Any]] = []
    for tables in read(path).tables:
        rows += scrub(program, tables, today=TODAY).findings.to_dicts()
    return rows


def at(row: dict[str, Any], folder: Path) -> tuple[Any, ...]:
    """Loop, segment id and element of a finding, and the segment of the file that its number means."""
    segments = (folder / "batch.837").read_text().split("~")
    return row["loop"], row["segment_id"], row["element"], segments[row["segment"] - 1].strip()


SELF: Segments = ["22", *SUBSCRIBER, *CLAIM, *LINE]
CHILD: list[Segments] = [["22", *SUBSCRIBER], ["23", *PATIENT, *CLAIM, *LINE]]
ALWAYS = "present(claim.claim_id)"


def test_a_patient_who_is_the_subscriber_stands_in_the_subscriber_loop(tmp_path: Path) -> None:
    (row,) = found(tmp_path, [SELF], when=ALWAYS, field="claim.patient.birth_date")
    assert at(row, tmp_path) == ("2010BA", "DMG", "02", "DMG*D8*19430501*F")
    assert (row["value"], row["box"], row["line"]) == ("1943-05-01", "3", None)


def test_a_patient_of_his_own_stands_in_the_patient_loop(tmp_path: Path) -> None:
    first, second = found(tmp_path, [SELF, *CHILD], when=ALWAYS, field="claim.patient.birth_date")
    assert at(first, tmp_path)[0] == "2010BA"
    assert at(second, tmp_path) == ("2010CA", "DMG", "02", "DMG*D8*19730501*M")
    (row, _) = found(tmp_path, [SELF, *CHILD], when=ALWAYS, field="claim.subscriber.birth_date")
    assert at(row, tmp_path) == ("2010BA", "DMG", "02", "DMG*D8*19430501*F")


def test_a_value_that_is_not_there_is_placed_where_it_should_stand_at_the_claim(tmp_path: Path) -> None:
    (row,) = found(tmp_path, [SELF], when=ALWAYS, field="claim.prior_authorization")
    assert at(row, tmp_path) == ("2300", "REF", "02", CLAIM[0])
    assert row["value"] is None
    (row,) = found(tmp_path, [SELF], each="line", when="line.charge > 1", field="line.ndc")
    assert row["segment_id"] == "LIN"
    assert at(row, tmp_path)[3] == "LX*1"


def test_an_empty_element_is_placed_at_its_segment(tmp_path: Path) -> None:
    (row,) = found(tmp_path, [SELF], when=ALWAYS, field="claim.subscriber.middle_name")
    assert at(row, tmp_path) == ("2010BA", "NM1", "05", "NM1*IL*1*SAMPLE*JANE****MI*JS00111223333")


def test_a_diagnosis_is_placed_at_its_own_element(tmp_path: Path) -> None:
    rows = found(tmp_path, [SELF], each="diagnosis", when="present(diagnosis.code)", field="diagnosis.code")
    assert [at(row, tmp_path) for row in rows] == [("2300", "HI", "01-2", CLAIM[1]), ("2300", "HI", "02-2", CLAIM[1])]
    assert [row["value"] for row in rows] == ["E119", "I10"]


def test_a_claim_points_at_its_first_diagnosis_and_a_line_at_the_first_it_names(tmp_path: Path) -> None:
    (row,) = found(
        tmp_path, [SELF], when="any(diagnosis.code == 'I10' for diagnosis in claim.diagnoses)", field="diagnosis.code"
    )
    assert at(row, tmp_path) == ("2300", "HI", "01-2", CLAIM[1])
    line = ["LX*1", "SV1*HC:99213*100*UN*1***2", "DTP*472*D8*20260504"]
    (row,) = found(
        tmp_path, [["22", *SUBSCRIBER, *CLAIM, *line]], each="line", when="line.charge > 1", field="diagnosis.code"
    )
    assert at(row, tmp_path) == ("2300", "HI", "02-2", CLAIM[1])


def test_a_place_of_service_is_the_lines_own_or_the_claims(tmp_path: Path) -> None:
    own = ["LX*2", "SV1*HC:99213*100*UN*1*12**1", "DTP*472*D8*20260504"]
    levels = [["22", *SUBSCRIBER, *CLAIM, *LINE, *own]]
    first, second = found(
        tmp_path, levels, each="line", when="present(line.place_of_service)", field="line.place_of_service"
    )
    assert at(first, tmp_path) == ("2300", "CLM", "05-1", CLAIM[0])
    assert at(second, tmp_path) == ("2400", "SV1", "05", own[1])
    assert [row["value"] for row in (first, second)] == ["11", "12"]


def test_a_derived_day_is_placed_at_what_it_follows_from(tmp_path: Path) -> None:
    (row,) = found(tmp_path, [SELF], when=ALWAYS, field="claim.service_from")
    assert at(row, tmp_path) == ("2300", "CLM", "01", CLAIM[0])
    (row,) = found(tmp_path, [SELF], when=ALWAYS, field="run.submission_date")
    assert at(row, tmp_path)[:3] == ("HEADER", "BHT", "04")
    assert at(row, tmp_path)[3].startswith("BHT")


def test_a_value_that_cannot_be_read_is_a_finding_at_its_place(tmp_path: Path) -> None:
    patient = [segment.replace("19730501", "19731399") for segment in PATIENT]
    line = ["LX*1", "SV1*HC:99213*1o0*UN*1***1", "DTP*472*D8*20260504"]
    rows = found(tmp_path, [["22", *SUBSCRIBER], ["23", *patient, *CLAIM, *line]], when="false")
    of = {row["field"]: row for row in rows}
    assert {row["rule"] for row in rows} == {"unreadable-value"}
    assert at(of["claim.patient.birth_date"], tmp_path) == ("2010CA", "DMG", "02", "DMG*D8*19731399*M")
    assert at(of["line.charge"], tmp_path) == ("2400", "SV1", "02", line[1])
    assert (of["line.charge"]["line"], of["line.charge"]["value"]) == (1, "1o0")
    assert of["line.charge"]["message"] == "'1o0' is not an amount of money (charge of the line)."


def test_what_a_subscriber_who_is_the_patient_has_unreadable_is_said_once(tmp_path: Path) -> None:
    subscriber = [segment.replace("19430501", "19431399") for segment in SUBSCRIBER]
    rows = found(tmp_path, [["22", *subscriber, *CLAIM, *LINE]], when="false")
    assert [at(row, tmp_path) for row in rows] == [("2010BA", "DMG", "02", "DMG*D8*19431399*F")]
