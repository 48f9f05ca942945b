"""Cases: the tests that stand in a rule, read into claims and what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import polars as pl

from .case_claims import Differences, build, run
from .case_tables import read_tables
from .code_sets import Shape
from .documents import Listing, Node, Table, Text, nearest, words_for
from .entries import Entries, read_whole
from .errors import Problem
from .fields import CLAIM_TYPES, FIELDS, MEMBERS, PLURALS, Field, Grain, Type
from .language.records import Record
from .language.tree import Value
from .parameters import read_value
from .standard_claim import SUBMITTED

KEYS: Final = ("name", "run", "claim", "code_sets", "records", "times", "line", "message", "profile")
UNIT_OF: Final = {
    Type.INTEGER: "count", Type.MONEY: "dollar", Type.QUANTITY: "unit", Type.DATE: "date", Type.TRUTH: "switch",
    Type.CODE: "code", Type.TEXT: "text",
}  # fmt: skip
DERIVED: Final = frozenset(
    {
        "claim.is_encounter", "claim.type_of_bill", "claim.service_from", "claim.service_through",
        "claim.patient.is_subscriber", "line.place_of_service", "diagnosis.position", "diagnosis.kind",
        "diagnosis.pointer", "procedure.position",
    }
)  # fmt: skip
"""What follows from other values, so that a case cannot state it."""

OF_LINES: Final = frozenset({"adjudications", "teeth"})
"""What a case states of a line as a list of rows."""

STANDARD_TYPE: Final = "837P"
"""The type of a claim that states none."""

CODE_ALONE: Final = (Grain.DIAGNOSIS, Grain.PROCEDURE, Grain.TOOTH)
"""What a case may write as its code alone."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test of a rule: a claim in a run, and what the rule does with it.

    `times` is how often the rule fires (None: at least once); `line` and `message` are those of one
    of its findings.
    """

    name: str
    claim: Record
    run: Record
    times: int | None
    line: int | None
    message: str | None
    profile: str | None
    place: Text
    code_sets: Mapping[str, pl.DataFrame]  # rows that code sets and records hold for it, by their names


def read_cases(
    entries: Entries, problems: list[Problem], shapes: Mapping[str, Shape], *, built: bool = True
) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """The clean and the found cases of a rule; both kinds are needed, also where they are not `built`."""
    tests = entries.table_of("tests", "'tests'", ("code_sets", "records", "clean", "found"))
    if tests is None:
        return (), ()
    shared = read_tables(tests, shapes, problems) if built else {}
    kinds = []
    names: set[str] = set()
    for kind in ("clean", "found"):
        items = tests.items(kind)
        read = [_case(item, kind, names, problems, shapes, shared) for item in items if built]
        cases = [case for case in read if case is not None]
        if not items:
            wanted = "stays silent" if kind == "clean" else "fires"
            problems.append(tests.table.problem(f"a rule needs a case in which it {wanted}: '{kind}'", "missing-case"))
        kinds.append(tuple(cases))
    return kinds[0], kinds[1]


def _case(
    item: Node,
    kind: str,
    names: set[str],
    problems: list[Problem],
    shapes: Mapping[str, Shape],
    shared: Mapping[str, pl.DataFrame],
) -> Case | None:
    known = KEYS if kind == "found" else ("name", "run", "claim", "code_sets", "records", "profile")
    entries = Entries.of(item, f"a {kind} case", known, problems)
    if entries is None:
        return None
    entries.require("name")
    name = entries.text("name")
    before = len(problems)
    if name is not None and name.value in names:
        problems.append(name.problem(f"two cases are called '{name.value}'", "duplicate-name"))
    claim = _claim(entries.get("claim"), problems)
    day = SUBMITTED
    if (run_entries := entries.table_of("run", "'run'", ("submission_date",))) is not None:
        day = run_entries.day("submission_date") or day
    times, line = (read_whole(text, problems) if (text := entries.text(key)) else None for key in ("times", "line"))
    if kind == "found" and times is not None and times < 1:
        problems.append(
            cast(Text, entries.get("times")).problem("a rule fires once at least", "bad-number")
        )  # read above
    message, profile = entries.text("message"), entries.text("profile")
    stated = read_tables(entries, shapes, problems)
    if name is None or len(problems) > before:
        return None
    names.add(name.value)
    return Case(
        name.value,
        claim,
        run(day),
        0 if kind == "clean" else times,
        line,
        message.value.rstrip() if message else None,
        profile.value if profile else None,
        name,
        {**shared, **stated},
    )


def _claim(node: Node | None, problems: list[Problem]) -> Record:
    """A claim from the mapping of a case."""
    if node is None:
        return build()
    if not isinstance(node, Table):
        problems.append(node.problem(f"'claim' is a mapping, not {words_for(node)}", "wrong-shape"))
        return build()
    reader = _Values(_claim_type(node, problems), problems)
    members = {key: entry for key, entry in node.entries.items() if key in MEMBERS[Grain.CLAIM]}
    differences = reader.values(Grain.CLAIM, "", node, skip=frozenset(members))
    rows = {key: reader.rows(key, node.keys[key], entry) for key, entry in members.items()}
    of_line: dict[str, dict[int, list[Differences]]] = {name: {} for name in OF_LINES}
    lines = members.get("lines")
    for i, item in enumerate(lines.items if isinstance(lines, Listing) else []):
        for name in OF_LINES:
            if isinstance(item, Table) and name in item.entries:
                of_line[name][i] = reader.rows(name, item.keys[name], item.entries[name])
    return build(
        differences,
        rows.pop("lines", None),
        rows.pop("diagnoses", None),
        rows.pop("other_payers", []),
        of_line["adjudications"],
        teeth=of_line["teeth"],
        parts=rows,
    )


def _claim_type(table: Table, problems: list[Problem]) -> str:
    """The type that a case's claim states, 837P if none."""
    node = table.entries.get("type")
    if node is None:
        return STANDARD_TYPE
    if isinstance(node, Text) and node.value in CLAIM_TYPES.values():
        return node.value
    hint = f"write one of {', '.join(CLAIM_TYPES.values())}"
    problems.append(node.problem("there is no such type of claim", "unknown-value", hint))
    return STANDARD_TYPE


@dataclass(frozen=True, slots=True)
class _Values:
    """Reads the values that a case states of a claim of some type."""

    claim_type: str
    problems: list[Problem]

    def rows(self, name: str, key: Text, node: Node) -> list[Differences]:
        """The rows of what a claim or a line has several of."""
        grain = PLURALS[name]
        if not any(self.claim_type in field.claim_types for field in FIELDS.of(grain)):
            self.problems.append(key.problem(f"a claim of type {self.claim_type} has no '{name}'", "unknown-field"))
            return []
        if not isinstance(node, Listing):
            self.problems.append(node.problem(f"several are a list, not {words_for(node)}", "wrong-shape"))
            return []
        rows = list[Differences]()
        for item in node.items:
            if isinstance(item, Table):
                rows.append(self.values(grain, "", item, skip=OF_LINES if grain is Grain.LINE else frozenset()))
            elif isinstance(item, Text) and grain in CODE_ALONE:
                rows.append({"code": item.value.replace(".", "").upper()})
            else:
                self.problems.append(item.problem(f"{words_for(item)} where a mapping is wanted", "wrong-shape"))
        return rows

    def values(self, grain: Grain, prefix: str, table: Table, skip: frozenset[str] = frozenset()) -> Differences:
        """The values of one row by the names of its fields."""
        found: Differences = {}
        for key, node in table.entries.items():
            if not prefix and key in skip:
                continue
            name = f"{prefix}{key}"
            field = FIELDS.get(f"{grain}.{name}")
            if field is not None:
                if (fault := self._fault(field, table.keys[key])) is not None:
                    self.problems.append(fault)
                else:
                    found[name] = _value(field, node, self.problems)
            elif isinstance(node, Table) and any(f.name.startswith(f"{name}.") for f in FIELDS.of(grain)):
                found |= self.values(grain, f"{name}.", node)
            else:
                known = [f.name.removeprefix(prefix) for f in FIELDS.of(grain) if f.name.startswith(prefix)]
                hint = nearest(key, known)
                self.problems.append(table.keys[key].problem(f"a {grain} has no '{name}'", "unknown-field", hint))
        return found

    def _fault(self, field: Field, key: Text) -> Problem | None:
        """Why a case cannot state a field."""
        if field.path in DERIVED:
            return key.problem(f"'{field.name}' cannot be stated", "derived-field", "it follows from other values")
        if self.claim_type not in field.claim_types:
            sentence = f"a claim of type {self.claim_type} has no '{field.name}'"
            return key.problem(sentence, "unknown-field", f"it is of {', '.join(field.claim_types)}")
        return None


def _value(field: Field, node: Node, problems: list[Problem]) -> Value | None:
    if isinstance(node, Text) and node.value == "absent":
        return None
    if field.type is Type.CODES:
        if not isinstance(node, Listing):
            problems.append(node.problem(f"'{field.name}' is a list", "wrong-shape", "write [A, B]"))
            return None
        problems += [
            item.problem("a code is a text", "wrong-shape") for item in node.items if not isinstance(item, Text)
        ]
        return tuple(item.value.strip().upper() for item in node.items if isinstance(item, Text))
    value = read_value(node, UNIT_OF[field.type], problems)
    # as readers hand them over
    dotted = field.path in ("diagnosis.code", "procedure.code")
    return value.replace(".", "") if dotted and isinstance(value, str) else value
