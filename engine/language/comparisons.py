"""Comparisons and membership: `==`, `<` and their kin, chains of them, `in` and `not in`."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from ..fields import Type
from . import syntax, tree
from .checker import ORDERED, TEXTUAL, WORDS, Checker, Number, names_before
from .tree import CodeList


def check_comparisons(checker: Checker, node: syntax.Comparison) -> tree.Node:
    """A comparison, or a chain of them, each between its two neighbours."""
    operands = [node.first, *(right for _, right in node.rest)]
    found = [
        _one_comparison(checker, node, operator, left, right)
        for left, (operator, right) in zip(operands, node.rest, strict=False)
    ]
    return found[0] if len(found) == 1 else tree.Logical(Type.TRUTH, "and", tuple(found))


def _one_comparison(
    checker: Checker, whole: syntax.Comparison, operator: syntax.Operator, left: syntax.Node, right: syntax.Node
) -> tree.Node:
    if operator in ("in", "not in"):
        found = _member(checker, left, right)
        return found if operator == "in" else tree.Not(Type.TRUTH, found)
    a, b = checker.alike(whole, (left, right))
    if a.type is Type.CODES or a.type is Type.DATES:
        raise checker.stop(whole, "lists are not compared", "wrong-type", "use `in`, overlap(...) or size(...)")
    if operator in ("<", "<=", ">", ">=") and a.type not in ORDERED:
        hint = "list the codes, or give a parameter a range" if a.type in TEXTUAL else ""
        raise checker.stop(whole, f"{operator} compares numbers and dates, not {WORDS[a.type]}", "wrong-type", hint)
    return tree.Compare(
        Type.TRUTH, cast(Literal["==", "!=", "<", "<=", ">", ">="], operator), a, b  # `in` was dealt with above
    )  # fmt: skip


def _member(checker: Checker, left: syntax.Node, right: syntax.Node) -> tree.Node:
    if isinstance(right, syntax.ListOf) and not _is_textual(checker, left):
        _some(checker, right)
        pairs = [checker.alike(right, (left, item)) for item in right.items]
        return tree.Logical(Type.TRUTH, "or", tuple(tree.Compare(Type.TRUTH, "==", a, b) for a, b in pairs))
    needle = checker.settled(left)
    checker.demand(left, needle, TEXTUAL, "`in` looks for a code or text")
    haystack = checker.check(right)
    if haystack.type is not Type.CODES:
        hint = "use contains(TEXT, 'X')" if haystack.type in TEXTUAL else ""
        raise checker.stop(right, f"`in` looks into a list, not {WORDS[haystack.type]}", "wrong-type", hint)
    if needle.type is Type.TEXT and isinstance(haystack, tree.Constant) and not isinstance(needle, tree.Constant):
        haystack = as_written(checker, right)
    elif isinstance(needle, tree.Constant) and not isinstance(haystack, tree.Lookup):
        needle = checker.fit(left, needle, Type.CODE)  # what a code set lists has the publisher's own capitals
    return tree.Member(Type.TRUTH, needle, haystack)


def _is_textual(checker: Checker, node: syntax.Node) -> bool:
    checked = checker.check(node)
    return not isinstance(checked, Number) and checked.type in TEXTUAL


def _texts(checker: Checker, node: syntax.ListOf) -> list[str]:
    texts = []
    for item in node.items:
        checked = checker.check(item)
        if not isinstance(checked, tree.Constant) or not isinstance(checked.value, str):
            raise checker.stop(item, "a list written out holds texts in quotes", "wrong-type", "write '11', not 11")
        texts.append(checked.value)
    return texts


def code_list(checker: Checker, node: syntax.ListOf) -> tree.Node:
    """A list written out, as codes."""
    _some(checker, node)
    return tree.Constant(Type.CODES, CodeList(frozenset(text.strip().upper() for text in _texts(checker, node))))


def _some(checker: Checker, node: syntax.ListOf) -> None:
    if not node.items:
        raise checker.stop(node, "a list written out holds one value at least", "empty-value")


def as_written(checker: Checker, node: syntax.Node) -> tree.Node:
    """A written list for a text, whose capitals count; a `let` name may stand for the list."""
    if isinstance(node, syntax.Path):
        text, named = checker.scope.lets[node.parts[0]]
        earlier = replace(checker.scope, lets=names_before(checker.scope.lets, node.parts[0]))
        return as_written(checker.within(text, earlier), named)
    return tree.Constant(Type.CODES, CodeList(frozenset(_texts(checker, cast(syntax.ListOf, node)))))  # nothing else is
