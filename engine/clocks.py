"""Clocks: what a rule about a filing limit says of the last day on which a claim is in time.

Apart from the condition, for the last day is wanted of every claim, also of one that is in time: a
report lists what expires next from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .documents import Text
from .entries import Entries
from .errors import Problem
from .fields import Grain, Type
from .language import syntax, tree
from .language.check import check
from .language.parsing import parse
from .language.scope import Scope

KEYS: Final = ("last_day", "runs", "known")


@dataclass(frozen=True, slots=True)
class Clock:
    """Expressions of a rule for each claim: the last day, whether the clock runs, and whether its length is known.

    Where it runs and its last day is not known, no limit is on file, which is not a pass.
    """

    last_day: tree.Node
    runs: tree.Node
    known: tree.Node

    @property
    def parts(self) -> tuple[tree.Node, ...]:
        """All of its expressions."""
        return (self.last_day, self.runs, self.known)


def read_clock(entries: Entries, each: Grain, scope: Scope) -> Clock | None:
    """The `clock` of a rule, if it has one; what is wrong with it goes to the problems of the entries."""
    clock = entries.table_of("clock", "'clock'", KEYS)
    if clock is None:
        return None
    clock.require(*KEYS)
    if each is not Grain.CLAIM:
        clock.problems.append(clock.table.problem("a clock is of a rule for each claim", "wrong-grain"))
        return None
    wanted = {"last_day": Type.DATE, "runs": Type.TRUTH, "known": Type.TRUTH}
    found = {
        key: _expression(text, kind, scope, clock.problems)
        for key, kind in wanted.items()
        if (text := clock.text(key)) is not None
    }
    last_day, runs, known = (found.get(key) for key in KEYS)
    return Clock(last_day, runs, known) if last_day and runs and known else None


def _expression(text: Text, kind: Type, scope: Scope, problems: list[Problem]) -> tree.Node | None:
    parsed = parse(text)
    if not isinstance(parsed, syntax.Node):
        problems.append(parsed)
        return None
    checked = check(text, parsed, scope, problems, Type.TRUTH if kind is Type.TRUTH else None)
    if checked is not None and kind is Type.DATE and checked.type is not Type.DATE:
        problems.append(text.problem("the last day is a date", "wrong-type"))
        return None
    return checked
