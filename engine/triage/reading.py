"""Triage rules from YAML, with every mistake of every file told by its line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar, get_args

from ..documents import Listing, Node, Table, Text, nearest, read, words_for
from ..errors import Problem, RulesError
from ..fields import FIELDS
from ..findings import DESKS, DISPOSITIONS, SEVERITIES
from .rules import (
    Adjust,
    Case,
    CaseFinding,
    Dispose,
    Explain,
    Name,
    Route,
    Selector,
    Stratum,
    TriageRule,
    TriageRules,
    Where,
)

V = TypeVar("V", bound=str)

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_ID: Final = 80  # durable_rules compares only the first 65,536 bytes of a text: ours stay far below

_COMMON: Final = ("id", "title", "stratum", "because", "tests")
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    Stratum.EXPLAIN: ("cause", "field", "effects", "where"),
    Stratum.ADJUST: ("findings", "severity"),
    Stratum.ROUTE: ("findings", "desk"),
    Stratum.DISPOSE: ("unexplained", "disposition"),
}
_CASE: Final = ("name", "findings", "explained", "disposition", "desk")
_FINDING: Final = ("rule", "line", "family", "severity", "desk", "field")


def read_folder(folder: Path) -> TriageRules:
    """Every rule of a folder; RulesError has all that is wrong with any of them."""
    if not folder.is_dir():
        raise RulesError([Problem(str(folder), None, "there is no such folder of triage rules", "missing-folder")])
    rules: list[TriageRule] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")) or path.is_dir():
            continue
        if path.suffix != ".yaml":
            problems.append(Problem(str(path), None, "the name of a triage rule's file ends in .yaml", "bad-file-name"))
            continue
        try:
            rules.append(read_rule(read(path), path.stem))
        except RulesError as error:
            problems += error.problems
    found = TriageRules.of(rules)
    if not problems and not any(rule.unexplained == "error" and rule.disposition == "held" for rule in found.dispose):
        problems.append(
            Problem(str(folder), None, "no triage rule holds a claim with an unexplained error", "errors-not-held")
        )
    problems += found.check({})
    if problems:
        raise RulesError(problems)
    return found


def read_rule(document: Node, stem: str) -> TriageRule:
    """One rule, whose id must be the file's name; RulesError has all that is wrong with it."""
    reading = _Reading()
    rule = reading.rule(document, stem)
    if reading.problems or rule is None:
        raise RulesError(reading.problems)
    return rule


class _Reading:
    """Takes a document apart and keeps what is wrong with it.

    Each method gives a stand-in for what it could not read; the problem it kept makes sure that no
    rule with a stand-in is ever used.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, node: Node, sentence: str, kind: str, hint: str = "") -> None:
        self.problems.append(node.problem(sentence, kind, hint))

    def rule(self, document: Node, stem: str) -> TriageRule | None:
        if not isinstance(document, Table):
            self.wrong(document, f"a triage rule is a mapping, not {words_for(document)}", "wrong-shape")
            return None
        stratum = self.choice(document, "stratum", tuple(Stratum))
        if stratum not in _OWN:
            return None  # which keys belong in the file cannot be said
        self.keys(document, (*_COMMON, *_OWN[stratum]), "a triage rule of this stratum")
        at = self.text(document, "id")
        if at.value and at.value != stem:
            self.wrong(at, f"the id is the file's name, '{stem}'", "wrong-id")
        elif at.value and (not _ID.fullmatch(at.value) or len(at.value) > _LONGEST_ID):
            self.wrong(at, "an id is lower-case words joined by '-'", "bad-id")
        title, because = self.text(document, "title").value, self.text(document, "because").value
        head = (at.value, title, because, self.cases(document), at)
        match stratum:
            case Stratum.EXPLAIN:
                cause, effects = self.selector(document, "cause"), self.selector(document, "effects", may_be_any=True)
                for name in effects:
                    if name.sort == "rule" and [name.value] == [c.value for c in cause if c.sort == "rule"]:
                        self.wrong(name.text, "a finding does not explain others of its own rule", "explanation-ring")
                where = self.choice(document, "where", get_args(Where))
                return Explain(*head, cause, effects, where, self.fields(document))
            case Stratum.ADJUST:
                findings = self.selector(document, "findings")
                return Adjust(*head, findings, self.choice(document, "severity", SEVERITIES))
            case Stratum.ROUTE:
                return Route(*head, self.selector(document, "findings"), self.choice(document, "desk", DESKS))
            case Stratum.DISPOSE:
                unexplained = self.choice(document, "unexplained", SEVERITIES)
                return Dispose(*head, unexplained, self.choice(document, "disposition", DISPOSITIONS))

    def keys(self, table: Table, known: tuple[str, ...], whose: str) -> None:
        for key, text in table.keys.items():
            if key not in known:
                self.wrong(text, f"{whose} has no '{key}'", "unknown-key", nearest(key, [*known]))

    def text(self, table: Table, key: str) -> Text:
        node = table.entries.get(key)
        if isinstance(node, Text) and node.value.strip():
            return node
        if node is None:
            self.wrong(table, f"'{key}' is missing", "missing-key")
        elif isinstance(node, Text):
            self.wrong(node, f"'{key}' is empty", "empty-text")
        else:
            self.wrong(node, f"'{key}' is a text, not {words_for(node)}", "wrong-shape")
        return Text(table.source, "", table.span)

    def choice(self, table: Table, key: str, words: tuple[V, ...]) -> V:
        text = self.text(table, key)
        for word in words:
            if word == text.value:
                return word
        if text.value:
            listed = ", ".join(words)
            self.wrong(text, f"'{key}' is one of {listed}", f"unknown-{key}", nearest(text.value, [*words]))
        return words[-1] if key != "stratum" else text.value  # type: ignore[return-value]  # no stratum stands in

    def selector(self, table: Table, key: str, *, may_be_any: bool = False) -> Selector:
        node = table.entries.get(key)
        if node is None:
            self.wrong(table, f"'{key}' is missing", "missing-key")
            return ()
        if may_be_any and isinstance(node, Text) and node.value == "any":
            return (Name("any", node),)
        nodes = node.items if isinstance(node, Listing) else [node]
        if not nodes:
            self.wrong(node, f"'{key}' names no rule", "empty-list")
        names: list[Name] = []
        for each in nodes:
            match each:
                case Text(value="any"):
                    self.wrong(each, "only 'effects' may be any, and then nothing else", "wrong-any")
                case Text(value=value) if _ID.fullmatch(value) and len(value) <= _LONGEST_ID:
                    names.append(Name("rule", each))
                case Table(entries={"family": Text() as family}) if len(each.entries) == 1:
                    if _ID.fullmatch(family.value) and len(family.value) <= _LONGEST_ID:
                        names.append(Name("family", family))
                    else:
                        self.wrong(family, "a family is lower-case words joined by '-'", "bad-id")
                case _:
                    self.wrong(each, f"'{key}' is a rule id, a list of them, or {{family: ID}}", "wrong-shape")
        return tuple(names)

    def fields(self, document: Table) -> tuple[str, ...]:
        node = document.entries.get("field")
        if node is None:
            return ()
        nodes = node.items if isinstance(node, Listing) else [node]
        if not nodes:
            self.wrong(node, "'field' names no field", "empty-list")
        for each in nodes:
            if not isinstance(each, Text):
                self.wrong(each, "'field' is a field or a list of them", "wrong-shape")
            elif each.value not in FIELDS:
                self.wrong(each, f"there is no field '{each.value}'", "unknown-field", nearest(each.value, FIELDS))
        return tuple(each.value for each in nodes if isinstance(each, Text))

    def cases(self, document: Table) -> tuple[Case, ...]:
        tests = document.entries.get("tests")
        if not isinstance(tests, Table):
            self.wrong(tests or document, "'tests' is a mapping with 'clean' and 'found'", "missing-key")
            return ()
        self.keys(tests, ("clean", "found"), "'tests'")
        cases: list[Case] = []
        for key in ("clean", "found"):
            listed = tests.entries.get(key)
            if not isinstance(listed, Listing) or not listed.items:
                self.wrong(listed or tests, f"'{key}' lists at least one case", "missing-case")
                continue
            cases.extend(self.case(node, must_fire=key == "found") for node in listed.items)
        return tuple(cases)

    def case(self, node: Node, *, must_fire: bool) -> Case:
        if not isinstance(node, Table):
            self.wrong(node, f"a case is a mapping, not {words_for(node)}", "wrong-shape")
            return Case(Text(node.source, "", node.span), must_fire, ())
        self.keys(node, _CASE, "a case")
        listed = node.entries.get("findings")
        findings: tuple[CaseFinding, ...] = ()
        if isinstance(listed, Listing) and listed.items:
            findings = tuple(self.case_finding(each) for each in listed.items)
        else:
            self.wrong(listed or node, "'findings' lists at least one finding", "missing-key")
        return Case(
            self.text(node, "name"),
            must_fire,
            findings,
            self.explained(node),
            self.choice(node, "disposition", DISPOSITIONS) if "disposition" in node.entries else None,
            self.choice(node, "desk", DESKS) if "desk" in node.entries else None,
        )

    def explained(self, case: Table) -> Mapping[str, str] | None:
        node = case.entries.get("explained")
        if node is None:
            return None
        if not isinstance(node, Table):
            self.wrong(node, "'explained' says for each effect its cause, {EFFECT: CAUSE}", "wrong-shape")
            return None
        return {effect: self.text(node, effect).value for effect in node.entries}

    def case_finding(self, node: Node) -> CaseFinding:
        if not isinstance(node, Table):
            self.wrong(node, f"a finding is a mapping, not {words_for(node)}", "wrong-shape")
            return CaseFinding(Text(node.source, "", node.span))
        self.keys(node, _FINDING, "a finding")
        entries = node.entries
        line = self.text(node, "line").value if "line" in entries else None
        if line and not (line.isascii() and line.isdigit() and len(line) <= 4 and int(line) > 0):
            self.wrong(entries["line"], "a line is a number from 1", "bad-line")
            line = None
        return CaseFinding(
            self.text(node, "rule"),
            int(line) if line else None,
            self.text(node, "family").value if "family" in entries else None,
            self.choice(node, "severity", SEVERITIES) if "severity" in entries else "error",
            self.choice(node, "desk", DESKS) if "desk" in entries else "billing",
            self.text(node, "field").value if "field" in entries else "",
        )
