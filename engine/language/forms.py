"""Calls: functions, and the forms that are not functions (`any`, `listed`, `date` and their kin)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal, cast

from ..documents import nearest
from ..fields import MEMBERS, PLURALS, Grain, Type
from . import syntax, tree
from .checker import NUMERIC, ORDERED, TEXTUAL, WORDS, Checker, Number
from .functions import FUNCTIONS, Function

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

SEVERAL: Final = ("any", "all", "count", "sum", "min", "max", "first", "repeated", "codes")

FORMS: Final = {
    "any": "any(CONDITION for line in claim.lines): whether the condition is true of one.",
    "all": "all(CONDITION for line in claim.lines): whether the condition is true of every one.",
    "count": "count(line for line in claim.lines if CONDITION): of how many the condition is true.",
    "sum": "sum(line.charge for line in claim.lines): their sum; absent values are passed by.",
    "min": "min(line.service_date for line in claim.lines): the least, of those that are there.",
    "max": "max(line.service_date for line in claim.lines): the greatest, of those that are there.",
    "first": "first(diagnosis.code for diagnosis in line.diagnoses): the first that is there.",
    "repeated": "repeated(diagnosis.code for diagnosis in claim.diagnoses): whether a value stands twice.",
    "codes": "codes(diagnosis.code for diagnosis in claim.diagnoses): all that are there, each once, as a list.",
    "date": "date('2024-01-01'): that day.",
    "listed": "listed('code-set', CODE, DAY): whether the code is in the code set on the day.",
    "listed_as": "listed_as('code-set', 'attribute', CODE, DAY): whether it is there and has the attribute.",
    "looked_up": "looked_up('code-set', 'attribute', CODE, DAY): the attribute; absent where the code is not there.",
    "last_known": (
        "last_known('code-set', 'attribute', CODE, DAY): the same of the row that began last by the day, ended or not."
    ),
    "first_unlisted": (
        "first_unlisted('code-set', CODES, DAY): the first of a list that the code set does not have on the day."
    ),
}
"""What the language has besides functions, each with its line for the handbook."""


def check_call(checker: Checker, node: syntax.Call) -> tree.Node:
    """A function or form applied to values."""
    match node.function:
        case "date":
            return _date(checker, node)
        case "listed" | "listed_as" | "looked_up" | "last_known":
            return _lookup(checker, node)
        case "first_unlisted":
            return _unlisted(checker, node)
        case "missing" | "present" | "size" if (rows := _rows_asked_about(checker, node)) is not None:
            return rows
        case name if name in SEVERAL and name not in FUNCTIONS:
            hint = f"write {FORMS[name].partition(':')[0]}"
            raise checker.stop(node, f"{name} asks several", "wrong-count", hint)
    function = FUNCTIONS.get(node.function)
    if function is None:
        name_node = syntax.Node(node.start, node.name_end)
        known = [*FUNCTIONS, *FORMS]
        raise checker.stop(
            name_node, f"there is no function '{node.function}'", "unknown-function", nearest(node.function, known)
        )
    _count(checker, node, len(function.accepts), repeats=function.repeats)
    with checker.absorbed(really=function.total):
        arguments = _arguments(checker, node, function)
    _written(checker, node, function, arguments)
    return tree.Apply(function.result or arguments[0].type, function.name, tuple(arguments))


def _rows_asked_about(checker: Checker, node: syntax.Call) -> tree.Node | None:
    """`missing(claim.other_payers)` and its kin: how many rows there are, as a question to several."""
    path = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(path, syntax.Path) or path.parts[1:] != (path.parts[-1],):
        return None
    owner = next((grain for grain in checker.scope.visible if grain == path.parts[0]), None)
    if owner is None or path.parts[-1] not in MEMBERS.get(owner, ()):
        return None
    every = tree.Constant(Type.TRUTH, value=True)
    rows = tree.Several(Type.INTEGER, "count", owner, path.parts[-1], every, None)
    if node.function == "size":
        return rows
    operator: Literal["==", ">"] = "==" if node.function == "missing" else ">"
    return tree.Compare(Type.TRUTH, operator, rows, tree.Constant(Type.INTEGER, 0))


def _count(checker: Checker, node: syntax.Call, wanted: int, *, repeats: bool = False) -> None:
    given = len(node.arguments)
    if given == wanted or (repeats and given > wanted):
        return
    least = "at least " if repeats else ""
    values = "value" if wanted == 1 else "values"
    raise checker.stop(node, f"{node.function} takes {least}{wanted} {values}, not {given}", "wrong-count")


def _arguments(checker: Checker, node: syntax.Call, function: Function) -> list[tree.Node]:
    if function.result is None:
        checked = checker.alike(node, node.arguments)
    else:
        checked = [checker.settled(argument) for argument in node.arguments]
    is_code = bool(checked) and checked[0].type is Type.CODE
    for i, argument in enumerate(checked):
        accepted = function.accepts[min(i, len(function.accepts) - 1)]
        if argument.type not in accepted:
            words = " or ".join(WORDS[t] for t in Type if t in accepted and (t is not Type.CODE or len(accepted) == 1))
            raise checker.stop(
                node.arguments[i], f"{function.name} takes {words} here, not {WORDS[argument.type]}", "wrong-type"
            )
        if is_code and i and argument.type is Type.TEXT and function.name != "matches":
            checked[i] = checker.fit(node.arguments[i], argument, Type.CODE)
    return _fields_first(checker, node, function, checked)


def _fields_first(
    checker: Checker, node: syntax.Call, function: Function, arguments: list[tree.Node]
) -> list[tree.Node]:
    """A list of the rule's own stands second; what is asked about is a field of the claim."""

    def is_own(argument: tree.Node) -> bool:
        return argument.type is Type.CODES and isinstance(argument, tree.Constant | tree.Parameter)

    if function.name in ("overlap", "same_codes") and is_own(arguments[0]):
        arguments.reverse()
    if arguments and is_own(arguments[0]):
        raise checker.stop(node, f"{function.name} asks about a list of the claim, not one of the rule", "wrong-type")
    return arguments


def _written(checker: Checker, node: syntax.Call, function: Function, arguments: list[tree.Node]) -> None:
    for i in sorted(function.written):
        fine = isinstance(arguments[i], tree.Constant) or (
            isinstance(arguments[i], tree.Parameter) and arguments[i].type is Type.CODES
        )
        if not fine:
            raise checker.stop(node.arguments[i], f"{function.name} wants this written out", "not-written")
    if function.check is not None:
        fault = function.check(*(a.value if isinstance(a, tree.Constant) else None for a in arguments))
        if fault:
            raise checker.stop(node.arguments[1], fault, "bad-value")


def _date(checker: Checker, node: syntax.Call) -> tree.Node:
    _count(checker, node, 1)
    written = checker.check(node.arguments[0])
    if isinstance(written, tree.Constant) and isinstance(written.value, str) and _DAY.fullmatch(written.value):
        try:
            return tree.Constant(Type.DATE, date.fromisoformat(written.value))
        except ValueError:
            pass
    raise checker.stop(node.arguments[0], "a date is written 'YYYY-MM-DD', in quotes", "bad-date")


def _name(checker: Checker, node: syntax.Node, known: list[str], what: str) -> str:
    written = checker.check(node)
    if not isinstance(written, tree.Constant) or not isinstance(written.value, str):
        raise checker.stop(node, f"the name of {what} is written out in quotes", "not-written")
    if written.value not in known:
        hint = nearest(written.value, known) or f"there are: {', '.join(known)}"
        raise checker.stop(node, f"there is no {what} '{written.value}'", "unknown-code-set", hint)
    return written.value


def _lookup(checker: Checker, node: syntax.Call) -> tree.Node:
    """`listed('code-set', CODE, DAY)` and its kin; a code set of pairs takes two codes."""
    attributed, is_value = node.function != "listed", node.function in ("looked_up", "last_known")
    if not node.arguments:
        _count(checker, node, 4 if attributed else 3)
    name = _name(checker, node.arguments[0], sorted(checker.scope.code_sets), "code set")
    shape = checker.scope.code_sets[name]
    _count(checker, node, 2 + attributed + len(shape.keys))
    attribute, kind = None, Type.TRUTH
    if attributed:
        known = shape.answers if is_value else {n: kind for n, kind in shape.attributes.items() if kind is Type.TRUTH}
        attribute = _name(checker, node.arguments[1], sorted(known), "attribute")
        kind = known[attribute]
    codes = tuple(checker.settled(argument) for argument in node.arguments[1 + attributed : -1])
    for argument, code in zip(node.arguments[1 + attributed :], codes, strict=False):
        if code.type not in TEXTUAL:
            raise checker.stop(argument, f"a code is wanted here, not {WORDS[code.type]}", "wrong-type")
    day, latest = _day(checker, node.arguments[-1]), node.function == "last_known"
    hard = checker.absorbing > 0
    return tree.Lookup(kind, name, attribute, codes, day, hard, is_value, latest, shape.what)


def _day(checker: Checker, node: syntax.Node) -> tree.Node:
    day = checker.settled(node)
    if day.type is not Type.DATE:
        raise checker.stop(node, f"a day is wanted here, not {WORDS[day.type]}", "wrong-type")
    return day


def _unlisted(checker: Checker, node: syntax.Call) -> tree.Node:
    """`first_unlisted('code-set', CODES, DAY)`, of a code set with one key."""
    _count(checker, node, 3)
    of_one_key = [name for name, shape in checker.scope.code_sets.items() if len(shape.keys) == 1]
    name = _name(checker, node.arguments[0], sorted(of_one_key), "code set")
    members = checker.check(node.arguments[1])
    if members.type is not Type.CODES or isinstance(members, tree.Constant | tree.Parameter):
        raise checker.stop(node.arguments[1], "first_unlisted asks about a list of the claim", "wrong-type")
    # an absent member answers as one that is listed does, so no data is reported by itself
    return tree.Unlisted(Type.CODE, name, members, _day(checker, node.arguments[2]), checker.absorbing > 0)


def check_several(checker: Checker, node: syntax.Several) -> tree.Node:
    """`any(E for line in claim.lines if CONDITION)` and its kin."""
    if node.function not in SEVERAL:
        known = ", ".join(SEVERAL)
        raise checker.stop(node, f"`for` stands in {known} only, not in {node.function}", "not-in-language")
    owner_name, *rest = node.collection.parts
    owner = next((g for g in checker.scope.visible if g == owner_name), None)
    member = ".".join(rest)
    if owner is None or member not in MEMBERS.get(owner, ()):
        there = ", ".join(f"{g}.{m}" for g in checker.scope.visible for m in MEMBERS.get(g, ()))
        raise checker.stop(
            node.collection, "there are not several of this here", "unknown-several", f"there are: {there}"
        )
    grain = PLURALS[member]
    if node.variable != grain:
        raise checker.stop(node, f"write `for {grain} in {owner}.{member}`", "wrong-name")
    inside = checker.within(checker.text, checker.scope.inside(owner, grain))
    condition = None
    if node.condition is not None:
        with inside.absorbed():
            condition = inside.truth(node.condition)
    function = cast(tree.Reduction, node.function)  # it is one of SEVERAL
    element, result = _element(inside, node, grain)
    return tree.Several(result, function, owner, member, element, condition)


def _element(inside: Checker, node: syntax.Several, grain: Grain) -> tuple[tree.Node, Type]:
    if node.function == "count":
        if not isinstance(node.element, syntax.Path) or node.element.parts != (str(grain),):
            raise inside.stop(node.element, f"write count({grain} for {grain} in ...)", "wrong-name")
        return tree.Constant(Type.TRUTH, value=True), Type.INTEGER
    if node.function in ("any", "all"):
        return inside.truth(node.element), Type.TRUTH
    with inside.absorbed():
        element = inside.settled(node.element)
    if node.function in ("first", "repeated"):
        if element.type in (Type.CODES, Type.DATES):
            raise inside.stop(node.element, f"{node.function} takes one value of each, not a list", "wrong-type")
        return element, Type.TRUTH if node.function == "repeated" else element.type
    if node.function == "codes":
        inside.demand(node.element, element, TEXTUAL, "codes takes one code of each")
        return element, Type.CODES
    wanted = NUMERIC if node.function == "sum" else ORDERED
    if element.type not in wanted or isinstance(element, Number):
        raise inside.stop(node.element, f"{node.function} takes numbers, not {WORDS[element.type]}", "wrong-type")
    return element, element.type
