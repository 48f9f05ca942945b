"""Answers of payers: what a 271 says of coverage and a 278 of authorizations, and what makes no record."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from engine import records
from tests.records.answers import DEPENDENT, NPI, PAYER, SUBSCRIBER, decision, interchange, loaded, rows, told

CHECKED = date(2026, 4, 12)
DAYS = ("from", "to", "active", "checked_for")


def covered(tmp_path: Path, *segments: str) -> records.Records:
    """The records of a 271 with these segments in the subscriber's loop."""
    return loaded(tmp_path, one_271=interchange([*PAYER, *SUBSCRIBER, *segments]))


def test_a_subscriber_that_is_covered_has_a_record(tmp_path: Path) -> None:
    found = covered(tmp_path, "REF*6P*GRP1", "EB*1**30**GOLD", "DTP*346*D8*20250101", "DTP*347*D8*20261231")
    assert told(found) == []
    columns = ("payer_id", "member_id", "last_name", "first_name", "birth_date", "sex", "group_number", "plan_name")
    assert rows(found, "coverage", *columns, "checked_on") == [
        ("99999", "W1", "YEWBARK", "DAHLIA", date(1981, 4, 4), "F", "GRP1", "GOLD", CHECKED)
    ]
    assert rows(found, "coverage", *DAYS) == [(date(2025, 1, 1), date(2026, 12, 31), True, None)]


@pytest.mark.parametrize(
    ("segments", "days"),
    [
        (["EB*1**30", "DTP*291*RD8*20250101-20251231"], (date(2025, 1, 1), date(2025, 12, 31), True, None)),
        (["EB*1**30", "DTP*291*D8*20250101"], (date(2025, 1, 1), None, True, None)),
        (["EB*1**30", "DTP*291*D8*20260412"], (None, None, True, CHECKED)),  # the day of the check
        (["DTP*472*D8*20260401", "EB*1**30", "DTP*307*D8*20250101"], (date(2025, 1, 1), None, True, date(2026, 4, 1))),
        (["EB*1**30", "DTP*291*D8*20260401", "DTP*472*D8*20260401"], (None, None, True, date(2026, 4, 1))),
        (["DTP*356*D8*20240101", "EB*1**30"], (date(2024, 1, 1), None, True, None)),  # told of the person
        (["EB*1", "DTP*348*D8*20250101"], (date(2025, 1, 1), None, True, None)),
        (["EB*1**98^30"], (None, None, True, None)),
        (["EB*6**30"], (CHECKED, None, False, None)),  # inactive as of the check
        (["EB*6**30", "DTP*472*D8*20260301"], (date(2026, 3, 1), None, False, date(2026, 3, 1))),
        (["EB*6**30", "DTP*347*D8*20251231"], (None, date(2025, 12, 31), True, None)),  # there until it ended
        (["EB*6**30", "DTP*291*RD8*20250101-20251231"], (date(2025, 1, 1), date(2025, 12, 31), True, None)),
        (["EB*1**30", "DTP*346*D8*20250101", "EB*6**88"], (date(2025, 1, 1), None, True, None)),
        (["EB*6**30", "EB*1**98"], (CHECKED, None, False, None)),  # the plan as a whole goes before a service
    ],
)
def test_the_days_of_coverage_are_those_the_answer_tells(
    tmp_path: Path, segments: list[str], days: tuple[object, ...]
) -> None:
    found = covered(tmp_path, *segments)
    assert told(found) == []
    assert rows(found, "coverage", *DAYS) == [days]


def test_what_a_person_at_another_company_is_dated_with_is_not_the_coverage(tmp_path: Path) -> None:
    found = covered(tmp_path, "EB*1**30", "LS*2120", "NM1*P3*1*ELM*ASH****XX*" + NPI, "DTP*291*D8*20200101", "LE*2120")
    assert rows(found, "coverage", "from") == [(None,)]


def test_a_dependent_has_the_number_of_the_subscriber(tmp_path: Path) -> None:
    body = [*PAYER, *SUBSCRIBER, "EB*1**30", *DEPENDENT, "EB*1**30", "DTP*347*D8*20301231"]
    found = loaded(tmp_path, one_271=interchange(body))
    assert rows(found, "coverage-person", "member_id", "birth_date", "first_name", "to") == [
        ("W1", "1981-04-04", "DAHLIA", None),
        ("W1", "2012-05-04", "ASTER", date(2030, 12, 31)),
    ]
    assert rows(found, "coverage-member", "persons") == [(2,)]


def test_a_subscriber_of_whom_nothing_is_answered_beside_the_dependent_makes_no_record(tmp_path: Path) -> None:
    found = loaded(tmp_path, one_271=interchange([*PAYER, "HL*3*2*22*1", SUBSCRIBER[1], *DEPENDENT, "EB*1**30"]))
    assert rows(found, "coverage", "first_name") == [("ASTER",)]
    assert [(one.read, one.taken) for one in found.sources] == [(1, 1)]


def test_a_member_the_payer_did_not_find_is_no_record(tmp_path: Path) -> None:
    found = covered(tmp_path, "AAA*N**75*C")
    assert found.listings["coverage"].rows.is_empty()
    assert [(problem.kind, problem.level) for problem in found.problems] == [("not-answered", "warning")]
    assert "YEWBARK" not in str(found.problems[0])
    assert [(one.read, one.taken, one.refused) for one in found.sources] == [(1, 0, 1)]


def test_a_death_a_copayment_and_an_authorization_are_told(tmp_path: Path) -> None:
    found = covered(
        tmp_path, "DTP*442*D8*20260301", "EB*1**30", "EB*B**98***27*25.5", "EB*A**98****.2",
        "EB*CB**33********Y", "EB*CB**********N**HC:97110", "EB*CB**33********N",
    )  # fmt: skip
    assert rows(found, "coverage", "deceased_on", "copayment") == [(date(2026, 3, 1), 2550)]
    assert rows(found, "benefit-authorization", "payer_id", "member_id", "code", "authorization_required") == [
        ("99999", "W1", "33", True),
        ("99999", "W1", "97110", False),
    ]


def test_two_copayments_are_none_that_could_be_asked_for(tmp_path: Path) -> None:
    found = covered(tmp_path, "EB*1**30", "EB*B**98***27*25", "EB*B**98***27*40")
    assert rows(found, "coverage", "copayment") == [(None,)]


def test_other_payers_are_told_with_their_place_in_the_order(tmp_path: Path) -> None:
    found = covered(
        tmp_path, "EB*1**30", "EB*R**30", "REF*1W*x77", "DTP*291*D8*20250101", "LS*2120",
        "NM1*PRP*2*OTHER PAYER*****PI*88888", "LE*2120", "EB*R**30", "LS*2120", "NM1*PR*2*THIRD*****PI*77777",
        "LE*2120",
    )  # fmt: skip
    columns = ("member_id", "responsibility", "other_payer_id", "other_member_id")
    assert rows(found, "coverage-other", *columns) == [("W1", "P", "88888", "X77"), ("W1", "U", "77777", None)]
    assert rows(found, "coverage", "from") == [(None,)]


def test_other_signs_than_the_usual_part_the_elements(tmp_path: Path) -> None:
    text = interchange([*PAYER, *SUBSCRIBER, "EB*1**98^30"]).replace("*", "|").replace("~\n", "\n").replace("^", "+")
    assert rows(loaded(tmp_path, one_271=text), "coverage", "active") == [(True,)]


def test_two_interchanges_of_one_file_are_both_read(tmp_path: Path) -> None:
    one = interchange([*PAYER, *SUBSCRIBER, "EB*1**30"])
    other = one.replace("MI*w1", "MI*w2").replace("*", "|")
    assert rows(loaded(tmp_path, two_271=one + other), "coverage", "member_id") == [("W1",), ("W2",)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("payer_id,member_id\n", "not-x12"),
        (interchange([*PAYER], guide="004010X092A1"), "other-guide"),
        (decision("HCR*A1*AUTH1").replace("005010X217", "005010X279A1"), "other-transaction"),
        (interchange([*PAYER, *SUBSCRIBER, "EB*1**30"]).partition("SE*")[0], "breaks-off"),
        (interchange([*PAYER]).replace("ISA*00*", "ISA*0*"), "isa-length"),
    ],
)
def test_what_is_no_271_is_refused(tmp_path: Path, text: str, kind: str) -> None:
    found = loaded(tmp_path, one_271=text)
    assert [problem.kind for problem in found.problems] == [kind]
    assert found.sources[0].failed
    assert not found.listings


def test_a_decision_of_an_event_holds_for_its_services(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        one_278=decision(
            "UM*HS*I*1", "HCR*A1*auth1", "DTP*007*D8*20260401", "DTP*036*D8*20260630", "NM1*SJ*1*ELM*ASH****XX*" + NPI,
            "HL*5*4*SS*0", "SV1*HC:97110**UN*8", "HL*6*4*SS*0", "SV1*HC:97140**UN*4",
        ),
    )  # fmt: skip
    assert told(found) == []
    columns = ("payer_id", "number", "member_id", "kind", "procedure_codes", "units", "provider_npis", "status")
    assert rows(found, "authorization", *columns, "from", "to") == [
        ("99999", "auth1", "W1", "authorization", ["97110", "97140"], 12000, [NPI], "certified", date(2026, 4, 1),
         date(2026, 6, 30))
    ]  # fmt: skip


def test_services_with_decisions_of_their_own_are_authorizations_of_their_own(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        one_278=decision(
            "UM*SC*I", "HL*5*4*SS*0", "HCR*A6*R1", "DTP*472*RD8*20260401-20260430", "SV1*HC:99213*****", "HSD*VS*3",
            "HL*6*4*SS*0", "HCR*A3*R2", "SV3*AD:D2750***1**1", "HL*7*4*SS*0", "HCR*A2*R3",
            "SV2*0420*HC:97110::::::97112**UN*6",
        ),
    )  # fmt: skip
    columns = ("number", "kind", "status", "procedure_codes", "units", "from", "to")
    april = (date(2026, 4, 1), date(2026, 4, 30))
    assert rows(found, "authorization", *columns) == [
        ("R1", "referral", "modified", ["99213"], 3000, *april),
        ("R2", "referral", "denied", ["D2750"], 1000, None, None),
        ("R3", "referral", "partial", ["97110", "97111", "97112"], 6000, None, None),
    ]


def test_a_decision_without_a_number_makes_no_record(tmp_path: Path) -> None:
    found = loaded(tmp_path, one_278=decision("UM*HS*I", "HCR*A4"))
    assert [(problem.kind, problem.level) for problem in found.problems] == [("missing-value", "warning")]
    assert [(one.read, one.taken) for one in found.sources] == [(1, 0)]


@pytest.mark.parametrize(
    ("name", "members", "kinds"),
    [
        ("kartik__271_active_response.x12", [("DCMEDICAID", "000123450", None, True)], []),
        ("kartik__271_ls_le_wrapper.x12", [("DCMEDICAID", "000123454", None, True)], []),
        ("kartik__271_rejected_subscriber.x12", [], ["not-answered"]),
        ("lfh__subscriber-health-benefit-check-error.271", [], ["not-answered"]),
        ("imsweb__4010_x271.txt", None, ["other-guide"]),
    ],
)
def test_samples_are_read_as_their_source_says(
    tmp_path: Path, samples: Path, name: str, members: list[tuple[object, ...]] | None, kinds: list[str]
) -> None:
    shutil.copy(samples / "270_271" / name, tmp_path / "sample.271")
    found = records.load(tmp_path)
    assert [problem.kind for problem in found.problems] == kinds
    if members is None:
        assert not found.listings
    else:
        assert rows(found, "coverage", "payer_id", "member_id", "from", "active") == members
