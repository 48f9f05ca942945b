"""The column evaluator means what the plain evaluator means, on expressions and claims nobody chose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.case_claims import run
from engine.cases import context_for, rows_of
from engine.claim_types import ALL
from engine.code_sets import CodeSet, CodeSets, Listing, load
from engine.code_sets.shapes import SHAPES
from engine.dated import Dated
from engine.documents import Source, Table, Text, read_text
from engine.evaluation import evaluate as by_columns
from engine.fields import Grain, Type
from engine.language.check import check
from engine.language.parsing import parse
from engine.language.records import Record
from engine.language.scalar import judge
from engine.language.scope import ANCESTORS, Scope
from engine.language.syntax import Node
from engine.language.templates import Template
from engine.language.tree import CodeList
from engine.parameters import Parameter
from engine.profiles import Profile
from engine.program import compile_rules
from engine.record_tables import tables_of
from engine.rulebook import Rulebook
from engine.rules import Rule
from tests.language.expressions import claims, expressions

ROOT = Path(__file__).parents[2]
REACHED = (date(2024, 2, 29), date(2025, 2, 27))
REPLACED = Listing(
    "made up",
    REACHED[0],
    REACHED,
    pl.DataFrame(
        [
            ("A0427", date(2020, 1, 1), date(2024, 2, 29), ["99213", "11"]),
            ("A0427", date(2024, 3, 1), date(2024, 3, 29), ["99215"]),
            ("A0427", date(2025, 1, 1), None, None),
            ("99213", None, date(2023, 12, 31), ["99215", "59"]),
            ("59", None, None, None),
            ("XE", date(2026, 1, 1), None, ["59"]),
        ],
        {"code": pl.String, "from": pl.Date, "to": pl.Date, "replaced_by": pl.List(pl.String)},
        orient="row",
    ),
)
CODE_SETS = CodeSets([*load(ROOT / "code_sets"), CodeSet("hcpcs", SHAPES["hcpcs"], (REPLACED,))])


def text_of(expression: str) -> Text:
    node = read_text(Source("made-up.yaml", "when: |\n  " + expression + "\n"))
    assert isinstance(node, Table)
    when = node.entries["when"]
    assert isinstance(when, Text)
    return when


PLACE = text_of("made-up")
PARAMETERS = {
    "days_allowed": Parameter("day", Dated({date(2024, 3, 1): 30, date(2024, 6, 1): 1}), PLACE),
    "code_list": Parameter("codes", Dated({date(2020, 1, 1): CodeList.of(["99213-99215", "59", "S00-T88"])}), PLACE),
    "least_charge": Parameter("dollar", Dated({date(2020, 1, 1): 100_00}), PLACE),
}
PROFILE = Profile("default", "Made up", None, (), {}, PLACE)


def rule_of(expression: str, each: Grain, code_sets: CodeSets = CODE_SETS) -> Rule:
    text = text_of(expression)
    node = parse(text)
    assert isinstance(node, Node), node
    types = {name: parameter.type for name, parameter in PARAMETERS.items()}
    problems: list[Any] = []
    condition = check(text, node, Scope(each, ANCESTORS[each], types, {}, code_sets.shapes), problems, Type.TRUTH)
    assert condition is not None, "\n".join(map(str, problems))
    nothing = Template(("",))
    return Rule(
        "made-up", "made", "made-up.yaml", "Made up", "error", each, ALL, "billing", None, None, date.min, date.max,
        False, PARAMETERS, condition, None, nothing, nothing, (), (), (), (), PLACE, {},
    )  # fmt: skip


def answers_claim_by_claim(
    book: Rulebook, rule: Rule, made: list[Record], submitted: date
) -> tuple[list[int], list[int]]:
    fired, undecided = [], []
    number = 0
    for claim in made:
        for row in rows_of(rule.each, claim):
            verdict = judge(rule.condition, context_for(book, rule, "default", run(submitted), claim, row))
            if verdict.fires:
                fired.append(number)
            if verdict.not_evaluated:
                undecided.append(number)
            number += 1
    return fired, undecided


def answers_by_columns(book: Rulebook, rule: Rule, made: list[Record], submitted: date) -> tuple[list[int], list[int]]:
    program = compile_rules(book, [rule])
    numbered = tables_of(made)
    found = by_columns(program, numbered, submitted=submitted, today=submitted, profile="default")
    assert not found.failed
    fired = [row for hit in found.hits for row in hit.rows.to_list()]
    undecided = [row for open_ in found.undecided for row in open_.rows.to_list()]
    return fired, undecided


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_columns_answer_as_claim_by_claim(data: st.DataObject) -> None:
    each = data.draw(st.sampled_from([Grain.CLAIM, Grain.LINE, Grain.DIAGNOSIS]))
    rows = {"claim": ("claim",), "line": ("line", "claim"), "diagnosis": ("diagnosis", "claim")}[each]
    expression = data.draw(expressions("truth", rows, 3))
    made = data.draw(st.lists(claims(), min_size=1, max_size=4))
    submitted = data.draw(st.sampled_from([date(2024, 3, 15), date(2026, 5, 6)]))
    by_submission = data.draw(st.booleans())
    rule = replace(rule_of(expression, each), by_submission=by_submission)
    book = Rulebook((rule,), (PROFILE,), CODE_SETS)
    assert answers_by_columns(book, rule, made, submitted) == answers_claim_by_claim(book, rule, made, submitted)
