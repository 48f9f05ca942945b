"""Expressions judged both ways: the answer of the plain evaluator and of columns, which must be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.case_claims import run
from engine.cases import context_for, rows_of
from engine.claim_types import ALL
from engine.dated import Dated
from engine.documents import Text
from engine.errors import Problem
from engine.fields import Grain
from engine.language.check import check
from engine.language.parsing import parse
from engine.language.records import Record
from engine.language.scalar import evaluate
from engine.language.scope import ANCESTORS, Scope
from engine.language.syntax import Node
from engine.language.templates import Template
from engine.language.tree import CodeList
from engine.language.tree import Node as Tree
from engine.parameters import Parameter
from engine.profiles import Profile
from engine.program import compile_rules
from engine.record_tables import tables_of
from engine.rulebook import Rulebook
from engine.rules import Rule
from tests.make import CODE_SETS, TODAY, text

PLACE = text("made-up")
PARAMETERS = {
    "limit": Parameter("day", Dated({date(2020, 1, 1): 30}), PLACE),
    "later": Parameter("count", Dated({date(2027, 1, 1): 1}), PLACE),
    "codes": Parameter("codes", Dated({date(2020, 1, 1): CodeList.of(["99213-99215", "LT", "S00-T88"])}), PLACE),
    "no_codes": Parameter("codes", Dated({date(2020, 1, 1): CodeList(frozenset())}), PLACE),
    "later_codes": Parameter("codes", Dated({date(2027, 1, 1): CodeList.of(["LT"])}), PLACE),
    "least": Parameter("dollar", Dated({date(2020, 1, 1): 100_00}), PLACE),
    "most": Parameter("unit", Dated({date(2020, 1, 1): 2_500}), PLACE),
    "turned_on": Parameter("switch", Dated({date(2020, 1, 1): True}), PLACE),
    "start": Parameter("date", Dated({date(2020, 1, 1): date(2026, 1, 1)}), PLACE),
    "word": Parameter("text", Dated({date(2020, 1, 1): "ROE"}), PLACE),
    "modifier": Parameter("code", Dated({date(2020, 1, 1): "LT"}), PLACE),
}
PROFILE = Profile("default", "Made up", None, (), {}, PLACE)


def scope_of(each: Grain, lets: Mapping[str, str] | None = None) -> Scope:
    """The scope of a rule with the parameters above and these `let` names."""
    named: dict[str, tuple[Text, Node]] = {}
    for name, expression in (lets or {}).items():
        written = text(expression)
        parsed = parse(written)
        assert isinstance(parsed, Node)
        named[name] = (written, parsed)
    types = {name: parameter.type for name, parameter in PARAMETERS.items()}
    return Scope(each, ANCESTORS[each], types, named, CODE_SETS.shapes)


def checked(expression: str, each: Grain = Grain.CLAIM, lets: Mapping[str, str] | None = None) -> Tree:
    """The checked tree of an expression that has nothing wrong with it."""
    parsed = parse(text(expression))
    assert isinstance(parsed, Node), parsed
    problems: list[Problem] = []
    found = check(text(expression), parsed, scope_of(each, lets), problems)
    assert found is not None, "\n".join(map(str, problems))
    return found


def wrong(expression: str, each: Grain = Grain.CLAIM, lets: Mapping[str, str] | None = None) -> list[Problem]:
    """What is wrong with an expression."""
    parsed = parse(text(expression))
    assert isinstance(parsed, Node), parsed
    problems: list[Problem] = []
    found = check(text(expression), parsed, scope_of(each, lets), problems)
    assert (found is None) == bool(problems)
    return problems


def rule(condition: Tree, each: Grain, message: Template | None = None) -> Rule:
    """A rule around a condition."""
    nothing = Template(("",))
    return Rule(
        "made-up", "made", "made-up.yaml", "Made up", "error", each, ALL, "billing", None, None, date.min, date.max,
        False, PARAMETERS, condition, None, message or nothing, nothing, (), (), (), (), PLACE, {},
    )  # fmt: skip


def value(expression: str, claim: Record, each: Grain = Grain.CLAIM, lets: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # of any type
    """The value of an expression on a claim's first row, the same from both evaluators."""
    condition = checked(expression, each, lets)
    made = rule(condition, each)
    book = Rulebook((made,), (PROFILE,), CODE_SETS)
    row = rows_of(each, claim)[0]
    plain = evaluate(condition, context_for(book, made, "default", run(TODAY), claim, row))
    column = by_column(book, claim)
    assert column == (list(plain) if isinstance(plain, tuple) else plain), (expression, plain, column)
    return plain


def by_column(book: Rulebook, claim: Record) -> Any:  # noqa: ANN401  # of any type
    """The value of a rule's condition on the first row, by columns."""
    from engine.frames import frames, submission_date

    program = compile_rules(book)
    made = frames(
        tables_of([claim]), program.plan.columns, book.profile_number("default"), submission_date(TODAY, TODAY)
    )
    made = program.plan.answer(program.plan.chosen(made), CODE_SETS)
    (compiled,) = program.rules
    found = made[compiled.frame].select("#claim", value=compiled.truth)["value"].to_list()
    return found[0]
