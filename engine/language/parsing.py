"""Reading an expression: a subset of Python's grammar, taken apart with `ast` and never executed."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal, cast

from ..documents import Text
from ..errors import Problem
from .syntax import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    ListOf,
    Logical,
    Node,
    Operator,
    Path,
    Several,
    Unary,
    Written,
)

LONGEST: Final = 4_000
DEEPEST: Final = 40

_COMMENT: Final = re.compile(r"""'[^']*'|"[^"]*"|#""")

_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")

_REFUSED: Final = {
    "ListComp": "a list comprehension",
    "SetComp": "a set comprehension",
    "DictComp": "a mapping comprehension",
    "Lambda": "a lambda",
    "Subscript": "an index in brackets",
    "Dict": "a mapping",
    "Set": "a set in braces",
    "Tuple": "values in round brackets",
    "JoinedStr": "an f-string",
    "NamedExpr": "an assignment",
    "Await": "await",
    "Yield": "yield",
    "Starred": "a star",
    "GeneratorExp": "`for` outside any, all, count, sum, min or max",
    "Slice": "a slice",
    "UnaryOp": "a sign other than -",
}
_COMPARE: Final = {
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "In": "in", "NotIn": "not in",
}  # fmt: skip
_ARITHMETIC: Final = {"Add": "+", "Sub": "-", "Mult": "*"}
_OPERATOR_WORDS: Final = {
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "Pow": "**",
    "BitOr": "|",
    "BitAnd": "&",
    "MatMult": "@",
    "BitXor": "^",
    "LShift": "<<",
    "RShift": ">>",
}


class _Refusal(Exception):
    """Something the language does not have; caught where reading began."""

    def __init__(self, start: int, end: int, sentence: str, kind: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.start, self.end, self.sentence, self.kind, self.hint = start, end, sentence, kind, hint


class _Reader:
    """Turns Python's tree into ours; offsets count characters of the whole text."""

    def __init__(self, expression: str, offset: int) -> None:
        self.expression, self.offset = expression, offset
        # ast counts bytes of UTF-8 from the first that is no space; this maps them back to characters
        begin = len(expression) - len(expression.lstrip())
        self.characters: list[int] = []
        for i, character in enumerate(expression[begin:], start=begin):
            self.characters += [i] * len(character.encode())
        self.characters.append(len(expression))

    def place(self, node: ast.expr) -> tuple[int, int]:
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return self.offset + self.characters[node.col_offset], self.offset + self.characters[end]

    def written(self, node: ast.expr) -> str:
        """The text a node was read from."""
        start, end = self.place(node)
        return self.expression[start - self.offset : end - self.offset]

    def refuse(self, node: ast.expr, sentence: str, kind: str = "not-in-language", hint: str = "") -> _Refusal:
        start, end = self.place(node)
        return _Refusal(start, end, sentence, kind, hint)

    def read(self, node: ast.expr, depth: int = 0) -> Node:
        if depth > DEEPEST:
            raise self.refuse(node, f"nested deeper than {DEEPEST}", "too-much", "give parts a name under `let`")
        start, end = self.place(node)
        below = depth + 1
        match node:
            case ast.Constant(value=bool() as truth):
                word = "true" if truth else "false"
                raise self.refuse(node, f"`{truth}` is written `{word}`", hint=f"write {word}")
            case ast.Constant(value=None):
                raise self.refuse(node, "the language does not have `None`", hint="ask missing(...)")
            case ast.Constant(value=str() as text):
                if "\\" in self.written(node):  # what Python makes of it is no matter for a biller
                    raise self.refuse(node, "a text holds no backslash", hint="in a pattern, [.] is a point")
                return Written(start, end, text)
            case ast.Constant(value=int() | float()):
                return Written(start, end, self._number(node))
            case ast.Name(id="true" | "false" as word) if self.written(node) == word:
                return Written(start, end, word == "true")
            case ast.Name() | ast.Attribute():
                return self._path(node)
            case ast.Call():
                return self._call(node, below)
            case ast.UnaryOp(op=ast.Not()):
                return Unary(start, end, "not", self.read(node.operand, below))
            case ast.UnaryOp(op=ast.USub()):
                return Unary(start, end, "-", self.read(node.operand, below))
            case ast.BinOp(op=operator):
                name = type(operator).__name__
                if name not in _ARITHMETIC:
                    word = _OPERATOR_WORDS.get(name, name)
                    raise self.refuse(node, f"the language has no operator {word}", hint="it has + - *")
                return Arithmetic(
                    start,
                    end,
                    cast(Literal["+", "-", "*"], _ARITHMETIC[name]),  # the keys were just looked up
                    self.read(node.left, below),
                    self.read(node.right, below),
                )
            case ast.BoolOp(op=operator):
                word2: Literal["and", "or"] = "and" if isinstance(operator, ast.And) else "or"
                return Logical(start, end, word2, tuple(self.read(value, below) for value in node.values))
            case ast.Compare():
                return self._comparison(node, below)
            case ast.IfExp():
                return Conditional(
                    start, end, self.read(node.test, below), self.read(node.body, below), self.read(node.orelse, below)
                )
            case ast.List():
                return ListOf(start, end, tuple(self.read(item, below) for item in node.elts))
            case _:
                what = _REFUSED.get(type(node).__name__, f"this ({type(node).__name__.lower()})")
                raise self.refuse(node, f"the language does not have {what}")

    def _number(self, node: ast.Constant) -> Decimal:
        written = self.written(node)  # 1e3, 0x1F and 1_000 are numbers to Python and codes to a biller
        if not _NUMBER.fullmatch(written):
            raise self.refuse(node, "a number has at most 9 digits before the point and 3 after it", "bad-number")
        return Decimal(written)

    def _path(self, node: ast.expr) -> Path:
        parts: list[str] = []
        inner = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise self.refuse(node, "a dot follows a name only", hint="fields are names joined by dots")
        if not self.written(node).isascii():  # Python takes ｃｌａｉｍ for claim
            raise self.refuse(node, "a name has letters from a to z, digits and _", "bad-name")
        return Path(*self.place(node), (inner.id, *reversed(parts)))

    def _comparison(self, node: ast.Compare, depth: int) -> Node:
        rest: list[tuple[Operator, Node]] = []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            name = type(operator).__name__
            if name not in _COMPARE:
                raise self.refuse(node, "the language has no `is`", hint="use == or missing(...)")
            rest.append((cast(Operator, _COMPARE[name]), self.read(right, depth)))  # the keys were just looked up
        start, end = self.place(node)
        return Comparison(start, end, self.read(node.left, depth), tuple(rest))

    def _call(self, node: ast.Call, depth: int) -> Node:
        start, end = self.place(node)
        if not isinstance(node.func, ast.Name) or not self.written(node.func).isascii():
            raise self.refuse(node.func, "a function has a plain name")
        if node.keywords:
            raise self.refuse(node, f"{node.func.id} takes its values in order, without names")
        if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._several(node, node.func.id, node.args[0], depth)
        arguments = tuple(self.read(argument, depth) for argument in node.args)
        return Call(start, end, node.func.id, self.place(node.func)[1], arguments)

    def _several(self, call: ast.Call, function: str, node: ast.GeneratorExp, depth: int) -> Node:
        if len(node.generators) != 1 or node.generators[0].is_async:
            raise self.refuse(call, "one `for` at a time", hint="nest any(...) inside any(...)")
        loop = node.generators[0]
        if not isinstance(loop.target, ast.Name) or not isinstance(loop.iter, ast.Attribute) or len(loop.ifs) > 1:
            raise self.refuse(call, "write `... for line in claim.lines`, with one `if` at most")
        start, end = self.place(call)
        condition = self.read(loop.ifs[0], depth) if loop.ifs else None
        element = self.read(node.elt, depth)
        return Several(start, end, function, element, loop.target.id, self._path(loop.iter), condition)


def parse(text: Text, start: int = 0, end: int | None = None) -> Node | Problem:
    """The tree of an expression, or the one problem that kept it from being read.

    `start` and `end` bound the expression inside a template; places count from the text's begin.
    """
    expression = text.value[start:end]
    if not expression.strip():
        return text.source.problem(text.place(start, start + 1), "an expression is missing here", "empty-expression")
    if len(expression) > LONGEST:
        return text.problem(f"longer than {LONGEST:,} characters", "too-much", "give parts a name under `let`")
    for quoted_or_comment in _COMMENT.finditer(expression):
        if quoted_or_comment[0] == "#":  # Python would pass by all that follows, the next lines too
            span = text.place(start + quoted_or_comment.start(), start + quoted_or_comment.end())
            sentence = "an expression holds no comment"
            return text.source.problem(span, sentence, "bad-expression", "put it in a line of its own above the key")
    # the lines of an expression are one; brackets around it would let `a) or (b` pass
    one_line = re.sub(r"\s", " ", expression).lstrip()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape is refused below; nothing is to be printed here
            tree = ast.parse(one_line, mode="eval")
    except SyntaxError as error:
        begin = len(expression) - len(one_line)
        at = start + min(begin + max((error.offset or len(one_line)) - 1, 0), len(expression) - 1)
        return text.source.problem(text.place(at, at + 1), _plain(error.msg), "bad-expression")
    except (ValueError, RecursionError, MemoryError):  # a NUL, or brackets beyond what the parser can hold
        return text.problem("the expression cannot be read", "bad-expression")
    try:
        return _Reader(expression, start).read(tree.body)
    except _Refusal as refusal:
        span = text.place(refusal.start, refusal.end)
        return text.source.problem(span, refusal.sentence, refusal.kind, refusal.hint)


def _plain(message: str) -> str:
    """Python's complaint in an officer's words."""
    known: list[tuple[Callable[[str], bool], str]] = [
        (lambda m: "leading zeros" in m, "a number does not begin with 0; put a code in quotes, '02'"),
        (lambda m: "was never closed" in m or "unmatched" in m, "a bracket has no partner"),
        (lambda m: "unterminated string" in m, "a quote has no partner"),
        (lambda m: "too many nested" in m, "too many brackets inside each other"),
        (lambda m: "cannot assign" in m or "Maybe you meant '=='" in m, "one = compares nothing; write =="),
    ]
    return next((plain for fits, plain in known if fits(message)), "the expression breaks off or goes astray here")
