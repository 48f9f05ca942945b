"""For which types of claims a rule is: those it states, and only where all it looks at exists.

Apart from the rules, for the question is put to the checked tree: a field of the dictionary knows the
types of claims that have it, and so does what a claim or a line has several of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .documents import Listing, Text, nearest
from .entries import Entries
from .errors import Problem
from .fields import CLAIM_TYPES, FIELDS, PLURALS, Field, Grain
from .language import tree

ALL: Final = tuple(CLAIM_TYPES.values())

_POINTED: Final = FIELDS["diagnosis.pointer"].claim_types
"""The types of claims whose lines point to diagnoses, so that `line.diagnoses` has rows."""


def types_of(
    entries: Entries, parts: Iterable[tree.Node], field: Field | None, problems: list[Problem]
) -> tuple[str, ...]:
    """The types of claims of a rule: those under `claims`, else all that have what its parts and its field name.

    A stated type that lacks something is a problem at its place, and so is a rule that is left without a type.
    """
    looked_at = dict(_looked_at(parts))
    if field is not None:
        looked_at[field.path] = field.claim_types
    if entries.get("claims") is not None:
        return _stated(entries, looked_at, problems)
    found = tuple(name for name in ALL if all(name in types for types in looked_at.values()))
    if not found and (when := entries.text("when")) is not None:
        narrow = "; ".join(f"'{path}' is of {', '.join(types)}" for path, types in looked_at.items() if types != ALL)
        problems.append(when.problem("no type of claim has all that the rule looks at", "no-claim-type", narrow))
    return found


def _stated(entries: Entries, looked_at: dict[str, tuple[str, ...]], problems: list[Problem]) -> tuple[str, ...]:
    stated: dict[str, Text] = {}
    for text in entries.texts("claims"):
        if text.value not in ALL:
            hint = nearest(text.value, list(ALL)) or f"write one of {', '.join(ALL)}"
            problems.append(text.problem(f"there is no type of claim '{text.value}'", "unknown-value", hint))
        elif text.value in stated:
            problems.append(text.problem(f"'{text.value}' is stated twice", "duplicate-name"))
        else:
            stated[text.value] = text
            problems += [
                text.problem(f"a claim of type {text.value} has no '{path}'", "unknown-field", "take the type out")
                for path, types in looked_at.items()
                if text.value not in types
            ]
    node = entries.get("claims")
    if isinstance(node, Listing) and not node.items:
        hint = "leave 'claims' out for every type that has what the rule looks at"
        problems.append(node.problem("a rule is for one type of claim at least", "no-claim-type", hint))
    return tuple(name for name in ALL if name in stated)


def _looked_at(parts: Iterable[tree.Node]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the parts of a rule name, each with the types of claims that have it."""
    for node in (below for part in parts for below in tree.walk(part)):
        if isinstance(node, tree.FieldOf):
            yield node.field.path, node.field.claim_types
        elif isinstance(node, tree.Several):
            path = f"{node.owner}.{node.member}"
            yield path, _POINTED if path == "line.diagnoses" else _having(PLURALS[node.member])


def _having(grain: Grain) -> tuple[str, ...]:
    """The types of claims that have rows of a grain."""
    return tuple(name for name in ALL if any(name in field.claim_types for field in FIELDS.of(grain)))
