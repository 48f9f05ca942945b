"""Names and types of an expression, checked when the rule is loaded.

What passes here cannot fail on a claim: every field exists, every function has what it takes, every
comparison is between values of one kind. Every complaint is a problem with the exact text under it.
"""

from __future__ import annotations

from typing import Final

from ..documents import Text
from ..errors import Problem
from ..fields import Type
from . import syntax, tree
from .checker import WORDS, Checker, Forms, Stop
from .comparisons import check_comparisons, code_list
from .forms import check_call, check_several
from .scope import Scope

FORMS: Final[Forms] = {
    syntax.Call: check_call,
    syntax.Several: check_several,
    syntax.Comparison: check_comparisons,
    syntax.ListOf: code_list,
}


def check(
    text: Text, node: syntax.Node, scope: Scope, problems: list[Problem], want: Type | None = None
) -> tree.Node | None:
    """The checked tree of an expression, or None when `problems` now says what is wrong with it."""
    checker = Checker(text, scope, problems, FORMS)
    try:
        checked = checker.settled(node)
        if want is Type.TRUTH and checked.type is not Type.TRUTH:
            raise checker.stop(node, f"the condition is {WORDS[checked.type]}, not true or false", "wrong-type")
    except Stop:
        return None
    return checked
