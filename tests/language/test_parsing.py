"""Reading an expression: what is in the language is read with places, everything else is a problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents import Source, Text
from engine.errors import Problem, Span
from engine.language.parsing import DEEPEST, LONGEST, parse
from engine.language.syntax import Node
from tests.language.escapes import ESCAPES
from tests.make import places, text


def raw(expression: str) -> Text:
    """An expression as a text that need not stand in a file."""
    return Text(Source("a.yaml", expression), expression, Span(1, 1, 2), 0, len(expression))


def problem(expression: str) -> Problem:
    found = parse(text(expression))
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("expression", "expected", "hint"),
    [
        ("claim.type ==", "2:15-16 bad-expression", ""),
        ("(claim.type == 'A'", "2:3-4 bad-expression", ""),
        ("claim.type == 'A')", "2:20-21 bad-expression", ""),
        ("claim.type == 'A') or (true", "2:20-21 bad-expression", ""),
        ("claim.type = 'A'", "2:14-15 bad-expression", ""),
        ("claim.type == 'A", "2:17-18 bad-expression", ""),
        ("claim.place_of_service == 02", "2:29-30 bad-expression", ""),
        ("x == True", "2:8-12 not-in-language", "write true"),
        ("x == None", "2:8-12 not-in-language", "ask missing(...)"),
        ("x is 1", "2:3-9 not-in-language", "use == or missing(...)"),
        ("x / 2", "2:3-8 not-in-language", "it has + - *"),
        ("x ** 2", "2:3-9 not-in-language", "it has + - *"),
        ("x ^ 2", "2:3-8 not-in-language", "it has + - *"),
        ("x[0]", "2:3-7 not-in-language", ""),
        ("(x, y)", "2:3-9 not-in-language", ""),
        ("{1: 2}", "2:3-9 not-in-language", ""),
        ("f'{x}'", "2:3-9 not-in-language", ""),
        ("b'x'", "2:3-7 not-in-language", ""),
        ("1j", "2:3-5 not-in-language", ""),
        ("...", "2:3-6 not-in-language", ""),
        ("lambda: 1", "2:3-12 not-in-language", ""),
        ("(x := 1)", "2:4-10 not-in-language", ""),
        ("[a for a in claim.lines]", "2:3-27 not-in-language", ""),
        ("~x", "2:3-5 not-in-language", ""),
        ("+x", "2:3-5 not-in-language", ""),
        ("x('a').y", "2:3-11 not-in-language", "fields are names joined by dots"),
        ("claim.type('a')", "2:3-13 not-in-language", ""),
        ("f(a=1)", "2:3-9 not-in-language", ""),
        ("f(*x)", "2:5-7 not-in-language", ""),
        ("f(**x)", "2:3-9 not-in-language", ""),
        ("any(a for a in claim.lines for b in claim.lines)", "2:3-51 not-in-language", "nest any(...) inside any(...)"),
        ("any(a async for a in claim.lines)", "2:3-36 not-in-language", "nest any(...) inside any(...)"),
        ("any(a for a in lines)", "2:3-24 not-in-language", ""),
        ("any(a for a in claim.lines if a if a)", "2:3-40 not-in-language", ""),
        ("1e3", "2:3-6 bad-number", ""),
        ("0x1F", "2:3-7 bad-number", ""),
        ("1_000", "2:3-8 bad-number", ""),
        ("1.", "2:3-5 bad-number", ""),
        ("1234567890", "2:3-13 bad-number", ""),
        ("0.0001", "2:3-9 bad-number", ""),
        ("1e999", "2:3-8 bad-number", ""),
        (r"x == 'a\d'", "2:8-13 not-in-language", "in a pattern, [.] is a point"),
        ("ｃｌａｉｍ.type", "2:3-13 bad-name", ""),  # wide letters, which Python takes for plain ones
        ("éé == ünï[0]", "2:9-15 not-in-language", ""),
        ("'é' == x[0]", "2:10-14 not-in-language", ""),
        ("true # why", "2:8-9 bad-expression", "put it in a line of its own above the key"),
    ],
)
def test_what_the_language_does_not_have_is_shown(expression: str, expected: str, hint: str) -> None:
    found = problem(expression)
    assert places([found]) == [expected]
    assert found.hint == hint


@pytest.mark.parametrize("expression", ["", "   ", "\t"])
def test_an_empty_expression_is_missing(expression: str) -> None:
    found = parse(raw(expression))
    assert isinstance(found, Problem)
    assert found.kind == "empty-expression"


@pytest.mark.parametrize("expression", ESCAPES, ids=range(len(ESCAPES)))
def test_a_hostile_expression_is_a_problem_and_nothing_else(expression: str) -> None:
    from engine.fields import Grain, Type
    from engine.language.check import check
    from engine.language.scope import Scope

    found = parse(raw(expression))
    if isinstance(found, Node):  # names and types are judged next
        problems: list[Problem] = []
        assert check(raw(expression), found, Scope.of(Grain.CLAIM), problems, Type.TRUTH) is None
        (found, *_) = problems
    assert isinstance(found, Problem)
    assert str(found)


def test_there_are_enough_hostile_expressions() -> None:
    assert len(ESCAPES) >= 150


def test_what_is_deep_or_long_is_refused() -> None:
    assert problem(f"{'not ' * (DEEPEST + 2)}true").kind == "too-much"
    assert problem(f"'{'a' * LONGEST}'").kind == "too-much"
    assert isinstance(parse(text(f"{'not ' * (DEEPEST - 1)}true")), Node)


def test_an_expression_may_run_over_several_lines() -> None:
    folded = text("claim.type == 'A'\n  and claim.type\n  == x[0]")
    found = parse(folded)
    assert isinstance(found, Problem)
    assert places([found]) == ["4:6-10 not-in-language"]


@given(st.text(max_size=80))
def test_any_text_is_an_expression_or_one_problem(expression: str) -> None:
    found = parse(raw(expression))
    assert isinstance(found, Node | Problem)


@given(st.text(alphabet="()[]{}'\"\\.,:=<>+-*/%abctrue01 \n#@forinif", max_size=60))
def test_any_mixture_of_signs_is_an_expression_or_one_problem(expression: str) -> None:
    found = parse(raw(expression))
    assert isinstance(found, Node | Problem)
