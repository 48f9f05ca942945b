"""Reading an expression: what is in the language is read with places, everything else is a problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents import Source, Text
from engine.errors import Problem, Span
from engine.language.syntax import DEEPEST, LONGEST, Node, parse
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


ESCAPES = [
    "__import__('os').system('id')", "__import__", "().__class__", "''.__class__.__mro__[1].__subclasses__()", "exec('1')",
    "eval('1')", "compile('1', '', 'eval')", "open('x')", "globals()", "locals()", "vars()", "dir()", "getattr(claim, 'x')",
    "setattr(claim, 'x', 1)", "delattr(claim, 'x')", "print('x')", "input()", "breakpoint()", "help()", "exit()", "quit()",
    "type('X', (), {})", "object()", "super()", "memoryview(b'x')", "bytes(3)", "chr(65)", "ord('A')", "iter([1])",
    "next(x)", "map(f, x)", "filter(f, x)", "reduce(f, x)", "sorted(x)", "zip(x)", "range(10)", "list(x)", "dict(x)",
    "set(x)", "tuple(x)", "frozenset(x)", "str(x)", "int('1')", "float('nan')", "complex(1)", "bool(1)", "abs(1)",
    "pow(2, 2)", "divmod(1, 1)", "round(1)", "hash('x')", "id('x')", "isinstance(1, int)", "callable(f)", "hasattr(x, 'y')",
    "claim.__class__", "claim.__dict__", "claim.__init__.__globals__", "claim.type.__class__", "claim.lines.__len__",
    "run.__module__", "line.__class__", "missing.__globals__", "any.__self__", "f'{claim}'", "f'{claim!r}'",
    "f'{__import__(1)}'", "'{0.__class__}'.format(claim)", "'%s' % claim", "'x'.join(['a'])", "'x'.upper()", "'a' 'b'.x",
    "lambda x: x", "(lambda: 1)()", "(lambda: (yield))()", "[].append(1)", "[x for x in claim.lines]", "{x for x in y}",
    "{x: y for x in z}", "(x for x in y)", "[*x]", "{**x}", "{'a': 1}['a']", "{1, 2}", "(1, 2)", "x[0]", "x[::]", "x[1:2]",
    "claim['type']", "(x := 1)", "[y := 1, y]", "await x", "(await x)", "yield", "(yield x)", "(yield from x)", "x if y",
    "if x: y", "import os", "from os import path", "del x", "assert x", "raise x", "return x", "pass", "global x",
    "nonlocal x", "while 1: pass", "for x in y: z", "with x: y", "try: x", "def f(): pass", "class X: pass", "@x", "x = 1",
    "x += 1", "x: int = 1", "x; y", "x\ny", "x\\\ny", "`id`", "$(id)", "x && y", "x || y", "!x", "x ? y : z", "x <> y",
    "x => y", "x === y", "~x", "x | y", "x & y", "x ^ y", "x << 1", "x >> 1", "x // 2", "x % 2", "x @ y", "not", "and", "or",
    "1 +", "* 1", "..", "...", "Ellipsis", "NotImplemented", "__debug__", "__name__", "__file__", "__builtins__",
    "__builtins__['eval']", "os.system", "sys.modules", "sys.exit()", "pl.read_csv('x')", "\x00", "true\x00", "\ufeff",
    "\u200b", "\u202etrue", "t\u0300rue", "\U0001d42d\U0001d42b\U0001d42e\U0001d41e", "ｔｒｕｅ", "0b1", "0o7", "1e400", "-1e400",
    "1j", "9" * 5_000, "1" * 3_900, "(" * 200, "(" * 1_900 + ")" * 1_900, "[" * 1_000, "{" * 500, "-" * 3_000 + "1",
    "not " * 900 + "true", "x." * 1_500 + "y", "f(" * 900 + ")" * 900, "1" + "+1" * 1_500, "'" + "a" * 5_000, "'''", '"""',
    "'\\x41'", "'\\N{DIGIT ONE}'", "'\\u0041'", "'\\'", r"'\d'", "#", "true # and false", "true\n# and\nfalse", "true)(true",
    "true) or (true", "1 if", "else 1", "print", "any", "any()", "any(true)", "any(x for x in y)",
    "any(x for x in claim.lines for y in claim.lines)", "count(claim.lines)", "sum([1, 2])", "max(1, 2)",
    "any(line.__class__ for line in claim.lines)", "any(true for claim in claim.lines)", "missing(__import__('os'))",
    "matches(claim.type, '(a+)+$')", "matches(claim.type, '(?=a)')", r"matches(claim.type, '(a)\1')", "date('__import__')",
    "listed('../../etc/passwd', claim.type, run.submission_date)", "listed(claim.type, claim.type, run.submission_date)",
]  # fmt: skip


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
