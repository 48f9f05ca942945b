"""A profile changes what it may, with a reason, and lays its changes over those it extends."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from engine.dated import Dated
from engine.profiles import lineage, read_profiles
from engine.standing import history_of, severity_of
from tests.make import book, places, refused

RULE = {
    "parameters": "{limit: {unit: dollar, values: {2020-01-01: 50}}}",
    "when": "claim.total_charge > limit",
}


@pytest.mark.parametrize(
    ("profiles", "expected", "hint"),
    [
        ({"a": "colour: red"}, "3:1-7 unknown-key", ""),
        ({"a": "extends: b"}, "1:5-6 unknown-profile", ""),
        ({"a": "extends: defalt"}, "1:5-6 unknown-profile", "did you mean 'default'?"),
        ({"a": "extends: a"}, "1:5-6 circular-profile", ""),
        ({"default": "extends: a", "a": ""}, "1:5-12 circular-profile", ""),
        ({"a": "payers: [1]"}, "3:10-11 wrong-shape", ""),
        ({"a": "payers: {ids: 1}"}, "3:15-16 wrong-shape", ""),
        ({"a": "payers: {id: [1]}"}, "3:10-12 unknown-key", "did you mean 'ids'?"),
        ({"a": "payers: {ids: [x1]}", "b": "payers: {ids: [X1]}"}, "1:5-6 claimed-twice", ""),
        (
            {"a": "payers: {filing_indicators: [MB]}", "b": "payers: {filing_indicators: [MB]}"},
            "1:5-6 claimed-twice",
            "",
        ),
        ({"a": "overrides: []"}, "3:12-14 wrong-shape", ""),
        ({"a": "overrides: {zzzz: {severity: off, because: x}}"}, "3:13-17 unknown-rule", ""),
        (
            {"a": "overrides: {made-upp: {severity: off, because: x}}"},
            "3:13-21 unknown-rule",
            "did you mean 'made-up'?",
        ),
        ({"a": "overrides: {made-up: off}"}, "3:22-25 wrong-shape", ""),
        ({"a": "overrides: {made-up: {severity: off}}"}, "3:22-37 missing-key", ""),
        ({"a": "overrides: {made-up: {because: x}}"}, "3:22-34 empty-override", ""),
        (
            {"a": "overrides: {made-up: {severity: grave, because: x}}"},
            "3:33-38 unknown-value",
            "write one of error, warning, info, off",
        ),
        ({"a": "overrides: {made-up: {when: 'true', severity: off, because: x}}"}, "3:23-27 unknown-key", ""),
        (
            {"a": "overrides: {made-up: {parameters: {limt: {2024-01-01: 5}}, because: x}}"},
            "3:36-40 unknown-parameter",
            "did you mean 'limit'?",
        ),
        (
            {"a": "overrides: {made-up: {parameters: {limit: 5}, because: x}}"},
            "3:43-44 wrong-shape",
            "write {2024-01-01: VALUE}",
        ),
        ({"a": "overrides: {made-up: {parameters: {limit: {2024-01-01: x}}, because: x}}"}, "3:56-57 bad-number", ""),
        ({"a": "overrides: {made-up: {parameters: x, because: x}}"}, "3:35-36 wrong-shape", ""),
    ],
)
def test_a_mistake_is_a_problem_with_its_place(
    tmp_path: Path, profiles: Mapping[str, str], expected: str, hint: str
) -> None:
    found = refused(tmp_path, RULE, profiles=profiles)
    assert places(found) == [expected]
    assert found[0].hint == hint


def test_profiles_that_extend_each_other_are_problems_and_no_endless_loop(tmp_path: Path) -> None:
    found = refused(tmp_path, RULE, profiles={"a": "extends: b", "b": "extends: c", "c": "extends: a"})
    assert places(found) == ["1:5-6 circular-profile"] * 3
    profiles, _ = read_profiles(tmp_path / "payer_profiles", {})
    known = {profile.id: profile for profile in profiles}
    assert [profile.id for profile in lineage(known["a"], known)] == ["c", "b", "a"]


def test_there_is_always_a_default(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: a\ntitle: A\nextends: gone\n")
    profiles, problems = read_profiles(tmp_path, {})
    assert [problem.kind for problem in problems] == ["unknown-profile", "missing-profile"] or [
        problem.kind for problem in problems
    ] == ["missing-profile", "unknown-profile"]
    assert [profile.id for profile in lineage(profiles[0], {"a": profiles[0]})] == ["a"]


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    (tmp_path / "default.yaml").write_text("id: other\ntitle: A\n")
    _, problems = read_profiles(tmp_path, {})
    assert places(problems) == ["1:5-10 wrong-id", "missing-profile"]


def test_the_nearest_layer_wins_and_says_why(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        RULE,
        profiles={
            "a": "overrides: {made-up: {severity: warning, parameters: {limit: {2022-01-01: 60}}, because: one}}",
            "b": "extends: a\noverrides: {made-up: {parameters: {limit: {2024-01-01: 70}}, because: two}}",
            "c": "extends: b\noverrides: {made-up: {severity: off, because: three}}",
        },
    )
    (rule,) = made.rules
    assert [profile.id for profile in made.layers("c")] == ["default", "a", "b", "c"]
    severity = severity_of(rule, made.layers("b"))
    assert (severity.history, severity.setters) == (Dated({date.min: "warning"}), {date.min: "a"})
    assert severity_of(rule, made.layers("c")).setters == {date.min: "c"}
    assert made.severity(rule, "b", date(2024, 1, 1)) == "warning"
    assert made.severity(rule, "c", date(2024, 1, 1)) is None
    found = history_of(rule, "limit", made.layers("c"))
    days = [date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)]
    assert found.history == Dated(dict(zip(days, (5000, 6000, 7000), strict=True)))
    assert found.setters == dict(zip(days, ("rule", "a", "b"), strict=True))
