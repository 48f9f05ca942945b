"""Triage rules are read from YAML, and what is wrong with them is told by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.documents import Source, read_text
from engine.errors import Problem, RulesError, Span
from engine.scrub import BUILT_IN
from engine.triage import Triage, TriageRules, cases
from engine.triage.reading import read_rule
from engine.triage.rules import Explain, Stratum, selected
from tests.make_triage import DISPOSING, NEVER_JUDGED, SHIPPED, explaining, rules

GOOD = """\
id: cause-explains
title: A cause explains its effects
stratum: explain
cause: cause
effects: [effect, {family: late}]
where: same line
because: It does
tests:
  clean:
    - {name: on another line, findings: [{rule: cause, line: 1}, {rule: effect, line: 2}]}
  found:
    - {name: on one line, findings: [{rule: cause, line: 1}, {rule: effect, line: 1}], explained: {effect: cause}}
"""


def problems(text: str, stem: str = "cause-explains") -> list[tuple[str, int, int]]:
    """Kind, line and column of what is wrong with a rule."""
    with pytest.raises(RulesError) as caught:
        read_rule(read_text(Source("t.yaml", text)), stem)
    found = []
    for problem in caught.value.problems:
        assert isinstance(problem.place, Span)
        found.append((problem.kind, problem.place.line, problem.place.column))
    return found


def test_a_rule_is_read() -> None:
    rule = read_rule(read_text(Source("t.yaml", GOOD)), "cause-explains")
    assert isinstance(rule, Explain)
    assert (rule.id, rule.where) == ("cause-explains", "same line")
    assert [(name.sort, name.value) for name in selected(rule)] == [
        ("rule", "cause"),
        ("rule", "effect"),
        ("family", "late"),
    ]
    assert [case.must_fire for case in rule.cases] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: cause-explains", "id: other", ("wrong-id", 1, 5)),
        ("stratum: explain", "stratum: explains", ("unknown-stratum", 3, 10)),
        ("stratum: explain\n", "", ("missing-key", 1, 1)),
        ("title: A cause explains its effects", "title: ''", ("empty-text", 2, 8)),
        ("title: A cause explains its effects", "title: [a]", ("wrong-shape", 2, 8)),
        ("because: It does", "becauze: It does", ("unknown-key", 7, 1)),
        ("because: It does", "because: It does\nseverity: error", ("unknown-key", 8, 1)),
        ("where: same line", "where: same lime", ("unknown-where", 6, 8)),
        ("cause: cause", "cause: any", ("wrong-any", 4, 8)),
        ("cause: cause", "cause: [Cause]", ("wrong-shape", 4, 9)),
        ("cause: cause", "cause: []", ("empty-list", 4, 8)),
        ("cause: cause", "cause: {family: late, rule: x}", ("wrong-shape", 4, 8)),
        ("{family: late}", "{family: [late]}", ("wrong-shape", 5, 19)),
        ("{family: late}", "{family: LATE}", ("bad-id", 5, 28)),
        ("[effect, {family: late}]", "cause", ("explanation-ring", 5, 10)),
        ("    - {name: on another line", "    - {nam: on another line", ("unknown-key", 10, 8)),
        ("line: 1}, {rule: effect, line: 2", "line: 0}, {rule: effect, line: 2", ("bad-line", 10, 62)),
        ("{rule: cause, line: 1}, {rule: effect, line: 2}", "cause", ("wrong-shape", 10, 42)),
        ("[{rule: cause, line: 1}, {rule: effect, line: 2}]", "[]", ("missing-key", 10, 41)),
        ("explained: {effect: cause}", "explained: cause", ("wrong-shape", 12, 99)),
        ("explained: {effect: cause}", "desk: billling", ("unknown-desk", 12, 94)),
        ("where:", "field: line.chrage\nwhere:", ("unknown-field", 6, 8)),
        ("where:", "field: []\nwhere:", ("empty-list", 6, 8)),
        ("where:", "field: [[line.charge]]\nwhere:", ("wrong-shape", 6, 9)),
        ("  clean:", "  clear:", ("unknown-key", 9, 3)),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, expected: tuple[str, int, int]) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    assert expected in problems(text)


def test_all_mistakes_of_a_file_are_told() -> None:
    text = GOOD.replace("same line", "nowhere").replace("cause: cause\n", "cause: 7\n", 1).replace("title:", "tittle:")
    assert [kind for kind, _, _ in problems(text)] == ["missing-key", "unknown-key", "wrong-shape", "unknown-where"]


def test_a_rule_that_is_no_mapping_is_refused() -> None:
    assert problems("[a]") == [("wrong-shape", 1, 1)]
    assert ("missing-case", 1, 1) not in problems("stratum: route")


def folder_of(path: Path, **texts: str) -> Path:
    """A folder of rules, each under its name with `-` for `_`."""
    for name, text in texts.items():
        (path / f"{name.replace('_', '-')}.yaml").write_text(text)
    return path


def loaded_problems(folder: Path) -> list[Problem]:
    with pytest.raises(RulesError) as caught:
        TriageRules.load(folder)
    return caught.value.problems


def test_the_mistakes_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder_of(tmp_path, one=GOOD, two="id: two", holds=DISPOSING[0] + NEVER_JUDGED)
    (tmp_path / "three.yml").write_text(GOOD)
    kinds = {(Path(problem.file).name, problem.kind) for problem in loaded_problems(tmp_path)}
    assert kinds >= {("one.yaml", "wrong-id"), ("two.yaml", "missing-key"), ("three.yml", "bad-file-name")}


def test_rules_under_which_an_error_would_pass_are_refused(tmp_path: Path) -> None:
    folder_of(tmp_path, cause_explains=GOOD, reviews=DISPOSING[1] + NEVER_JUDGED)
    assert [problem.kind for problem in loaded_problems(tmp_path)] == ["errors-not-held"]
    assert [problem.kind for problem in loaded_problems(tmp_path / "nowhere")] == ["missing-folder"]


def test_explanations_in_a_ring_are_refused(tmp_path: Path) -> None:
    ring = {
        f"{cause}_{effect}": explaining(f"{cause}-{effect}", cause, effect) + NEVER_JUDGED
        for cause, effect in [("a", "b"), ("b", "c"), ("c", "a"), ("x", "a")]
    }
    folder_of(tmp_path, holds=DISPOSING[0] + NEVER_JUDGED, **ring)
    found = [(Path(p.file).stem, p.kind, p.place) for p in loaded_problems(tmp_path)]
    assert found == [(name, "explanation-ring", Span(4, 8, 9)) for name in ("a-b", "b-c", "c-a")]


def test_what_explains_any_other_finding_is_itself_explained_by_none() -> None:
    ring = rules(explaining("x", "a", "any"), explaining("y", "b", "a"))
    assert {problem.kind for problem in ring.check({})} == {"explanation-ring"}


def test_rules_and_families_that_do_not_exist_are_told_when_all_are_known() -> None:
    of = rules(explaining("x", "causes", "[effect, {family: lates}]"))
    known = {"cause": "early", "effect": "late", "other": "late"}
    assert of.check({}) == []
    found = [(p.kind, p.place, p.hint) for p in of.check(known)]
    assert found == [
        ("unknown-rule", Span(4, 8, 14), "did you mean 'cause'?"),
        ("unknown-family", Span(5, 28, 33), "did you mean 'late'?"),
    ]
    with pytest.raises(RulesError, match="unknown-rule"):
        Triage(of, known_rules=known)


def test_cases_tell_what_did_not_come_true() -> None:
    swapped = GOOD.replace("line: 2}", "line: 1}").replace(
        "{effect: cause}", "{effect: other}, disposition: clean, desk: coding"
    )
    rule = read_rule(read_text(Source("t.yaml", swapped)), "cause-explains")
    failed = cases.run(TriageRules.of([rule, *rules()]))
    told = [problem.sentence for problem in failed if isinstance(problem.place, Span) and problem.kind == "case-failed"]
    assert "the rule has a say in this case, and it should not" in told
    assert "what is explained is effect by cause" in told
    assert "the claim is held, not clean" in told
    assert "the desk is billing, not coding" in told


def test_the_shipped_rules_pass_their_own_cases() -> None:
    shipped = TriageRules.load(SHIPPED)
    assert cases.run(shipped) == []
    assert {stratum for stratum in Stratum if getattr(shipped, stratum)} >= {Stratum.EXPLAIN, Stratum.DISPOSE}


def test_the_example_of_the_manual_is_a_shipped_rule() -> None:
    manual = (SHIPPED.parents[1] / "docs" / "triage.md").read_text(encoding="utf-8")
    example = manual.split("```yaml\n")[1].split("```")[0]
    assert example == (SHIPPED / "unreadable-value-explains.yaml").read_text(encoding="utf-8")


def test_the_shipped_rules_name_rules_that_exist() -> None:
    known = {path.stem: path.parent.name for path in SHIPPED.parent.glob("*/*.yaml") if path.parent != SHIPPED}
    assert TriageRules.load(SHIPPED).check(known | BUILT_IN) == []
