"""Names and types are checked when a rule is read; every complaint stands under the text it is about."""

import pytest

from engine.fields import MEMBERS, Grain
from tests.language.judging import checked, wrong
from tests.make import places

CLAIM, LINE = Grain.CLAIM, Grain.LINE


@pytest.mark.parametrize(
    ("expression", "each", "expected", "hint"),
    [
        ("claim.typ == 'A'", CLAIM, "2:9-12 unknown-field", "did you mean 'type'?"),
        ("run.submision_date > start", CLAIM, "2:7-21 unknown-field", "did you mean 'submission_date'?"),
        ("clam.type == 'A'", CLAIM, "2:3-12 unknown-name", "did you mean 'claim'?"),
        ("limt > 1", CLAIM, "2:3-7 unknown-name", "did you mean 'limit'?"),
        ("line.charge > 1", CLAIM, "2:3-14 out-of-sight", "ask any(... for line in claim.lines)"),
        ("diagnosis.code == 'A'", LINE, "2:3-17 out-of-sight", "ask any(... for diagnosis in claim.diagnoses)"),
        ("adjudication.units > 1", LINE, "2:3-21 out-of-sight", "ask any(... for adjudication in line.adjudications)"),
        ("claim.lines > 1", CLAIM, "2:3-14 several", "ask any(... for line in claim.lines)"),
        ("length(claim.diagnoses)", CLAIM, "2:10-25 several", "ask any(... for diagnosis in claim.diagnoses)"),
        ("mising(claim.type)", CLAIM, "2:3-9 unknown-function", "did you mean 'missing'?"),
        ("length()", CLAIM, "2:3-11 wrong-count", ""),
        ("length('a', 'b')", CLAIM, "2:3-19 wrong-count", ""),
        ("either(claim.type)", CLAIM, "2:3-21 wrong-count", ""),
        ("any(true)", CLAIM, "2:3-12 wrong-count", "write any(CONDITION for line in claim.lines)"),
        ("length(claim.total_charge)", CLAIM, "2:10-28 wrong-type", ""),
        ("claim.total_charge == 'A'", CLAIM, "2:3-28 wrong-type", ""),
        ("claim.service_from == '2024-01-01'", CLAIM, "2:3-37 wrong-type", "write date('YYYY-MM-DD')"),
        ("claim.service_from + 1 > start", CLAIM, "2:3-25 wrong-type", "use add_days or add_months"),
        ("claim.service_from - start > 1", CLAIM, "2:3-29 wrong-type", "use add_days, add_months or days_between"),
        ("claim.type < 'B'", CLAIM, "2:3-19 wrong-type", "list the codes, or give a parameter a range"),
        ("line.units + line.charge > 1", LINE, "2:3-27 wrong-type", ""),
        ("line.charge > 1.005", LINE, "2:17-22 wrong-type", ""),
        ("line.charge * 0.5 > 1", LINE, "2:17-20 wrong-type", ""),
        ("line.units * line.units > 1", LINE, "2:16-26 wrong-type", ""),
        ("-claim.type == 'A'", CLAIM, "2:4-14 wrong-type", ""),
        ("not claim.type", CLAIM, "2:7-17 wrong-type", ""),
        ("claim.type and true", CLAIM, "2:3-13 wrong-type", ""),
        ("claim.type in 'A'", CLAIM, "2:17-20 wrong-type", "use contains(TEXT, 'X')"),
        ("claim.type in [11]", CLAIM, "2:18-20 wrong-type", "write '11', not 11"),
        ("claim.type in []", CLAIM, "2:17-19 empty-value", ""),
        ("line.line_number in []", LINE, "2:23-25 empty-value", ""),
        ("line.modifiers == line.modifiers", LINE, "2:3-35 wrong-type", "use `in`, overlap(...) or size(...)"),
        ("codes if true else ['A']", CLAIM, "2:3-27 wrong-type", ""),
        ("missing(codes)", CLAIM, "2:3-17 wrong-type", ""),
        ("repeated(['A'])", CLAIM, "2:3-18 wrong-type", ""),
        ("starts_with(claim.type, claim.type)", CLAIM, "2:27-37 not-written", ""),
        ("part(claim.type, limit, 1)", CLAIM, "2:20-25 not-written", ""),
        ("part(claim.type, 0, 1)", CLAIM, "2:20-21 bad-value", ""),
        ("matches(claim.type, '(a+)+$')", CLAIM, "2:23-31 bad-value", ""),
        ("matches(claim.type, '(?i)a')", CLAIM, "2:23-30 bad-value", ""),
        ("matches(claim.type, 'a{,3}')", CLAIM, "2:23-30 bad-value", ""),
        ("matches(claim.type, 'a{')", CLAIM, "2:23-27 bad-value", ""),
        ("matches(claim.type, '[z-a]')", CLAIM, "2:23-30 bad-value", ""),
        ("matches(claim.type, '(a{1000}){1000}')", CLAIM, "2:23-40 bad-value", ""),
        ("matches(claim.type, '(')", CLAIM, "2:23-26 bad-value", ""),
        ("matches(claim.type, '')", CLAIM, "2:23-25 bad-value", ""),
        ("date('2024-1-1') > start", CLAIM, "2:8-18 bad-date", ""),
        ("date('2024-W01-1') > start", CLAIM, "2:8-20 bad-date", ""),
        ("date('2024-02-30') > start", CLAIM, "2:8-20 bad-date", ""),
        ("date(start) > start", CLAIM, "2:8-13 bad-date", ""),
        ("listed('icd-10', claim.type, start)", CLAIM, "2:10-18 unknown-code-set", "did you mean 'icd-10-cm'?"),
        ("listed(claim.type, claim.type, start)", CLAIM, "2:10-20 not-written", ""),
        (
            "listed_as('icd-10-cm', 'bilable', claim.type, start)",
            CLAIM,
            "2:26-35 unknown-code-set",
            "did you mean 'billable'?",
        ),
        ("listed('state', claim.total_charge, start)", CLAIM, "2:19-37 wrong-type", ""),
        ("listed('state', claim.type, claim.type)", CLAIM, "2:31-41 wrong-type", ""),
        ("all2(line.charge > 1 for line in claim.lines)", CLAIM, "2:3-48 not-in-language", ""),
        (
            "any(line.charge > 1 for line in claim.line)",
            CLAIM,
            "2:35-45 unknown-several",
            f"there are: {', '.join(f'claim.{name}' for name in MEMBERS[Grain.CLAIM])}",
        ),
        ("any(l.charge > 1 for l in claim.lines)", CLAIM, "2:3-41 wrong-name", ""),
        ("count(line.charge for line in claim.lines) > 1", CLAIM, "2:9-20 wrong-name", ""),
        ("sum(line.service_date for line in claim.lines) > 1", CLAIM, "2:7-24 wrong-type", ""),
        ("max(line.procedure_code for line in claim.lines) > 1", CLAIM, "2:7-26 wrong-type", ""),
        ("any(line.charge for line in claim.lines)", CLAIM, "2:7-18 wrong-type", ""),
    ],
)
def test_a_mistake_is_shown_under_its_text(expression: str, each: Grain, expected: str, hint: str) -> None:
    found = wrong(expression, each)
    assert places(found) == [expected]
    assert found[0].hint == hint


def test_a_let_name_sees_only_those_before_it() -> None:
    (found,) = wrong("b", lets={"a": "b > 1", "b": "a"})
    assert found.kind == "unknown-name"
    checked("b", lets={"a": "claim.total_charge > 1", "b": "not a"})


def test_let_names_that_double_are_refused_before_they_explode() -> None:
    lets = {"a0": "claim.total_charge > 1"} | {f"a{n}": f"a{n - 1} and a{n - 1}" for n in range(1, 60)}
    found = wrong("a59", lets=lets)
    assert [problem.kind for problem in found] == ["too-much"]


def test_a_long_chain_of_let_names_is_refused_and_does_not_crash() -> None:
    lets = {"a0": "claim.total_charge > 1"} | {f"a{n}": f"not a{n - 1}" for n in range(1, 500)}
    assert [problem.kind for problem in wrong("a499", lets=lets)] == ["too-much"]


def test_a_list_may_have_a_name_and_keeps_its_capitals_for_a_text() -> None:
    checked("claim.subscriber.last_name in names", lets={"names": "['Roe', 'Doe']"})
    checked("claim.type in names", lets={"names": "['837p']"})


def test_numbers_take_the_kind_of_their_neighbour() -> None:
    checked("1 <= line.units <= 99.5", LINE)
    checked("line.charge * limit > limit * line.charge", LINE)
    checked("line.charge + 1 - 0.01 > -5", LINE)
