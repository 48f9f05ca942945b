"""Rules: one YAML file each, read, typed and checked; a rule that is wrong anywhere does not load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

from . import claim_types
from .case_files import Case, read_cases
from .citations import Citation, read_citation
from .clocks import Clock, read_clock
from .code_sets import Shape
from .documents import Node, Table, Text, nearest, read
from .entries import Entries
from .errors import Problem, RulesError
from .fields import FIELDS, MEMBERS, PLURALS, Field, Grain, Type
from .findings import DESKS, SEVERITIES, Desk, Severity
from .language import syntax, tree
from .language.check import check
from .language.parsing import parse
from .language.scope import ANCESTORS, Scope, name_fault
from .language.templates import Template, read_template
from .pairs import CODE_SET_OF
from .parameters import Parameter, read_parameters

KEYS: Final = (
    "id", "title", "severity", "each", "claims", "desk", "denial", "effective", "parameters", "let", "when", "clock",
    "field", "message", "remedy", "covers", "sources", "tests",
)  # fmt: skip
REQUIRED: Final = ("id", "title", "severity", "each", "desk", "when", "message", "remedy", "sources", "tests")
EACH: Final = (Grain.CLAIM, Grain.LINE, Grain.DIAGNOSIS, Grain.PAIR)
TRIAGE: Final = "triage"
"""The folder among the families that holds rules about findings, which are read elsewhere."""

BY_SUBMISSION: Final = "run.submission_date"


@dataclass(frozen=True, slots=True)
class Rule:
    """One edit: what it looks at, when it fires, and what it then says.

    `claim_types` are the types of claims it is for; on others it is not in force.
    `severity` is None for a rule that is off until a profile switches it on. `start` and `end`
    bound the days it is in force, by date of service or, `by_submission`, by day of submission.
    """

    id: str
    family: str
    file: str
    title: str
    severity: Severity | None
    each: Grain
    claim_types: tuple[str, ...]
    desk: Desk
    carc: str | None
    rarc: str | None
    start: date
    end: date
    by_submission: bool
    parameters: Mapping[str, Parameter]
    condition: tree.Node
    field: Field | None
    message: Template
    remedy: Template
    covers: tuple[str, ...]
    sources: tuple[Citation, ...]
    clean: tuple[Case, ...]
    found: tuple[Case, ...]
    place: Text  # the id, for problems about the rule as a whole
    texts: Mapping[str, str]  # when, let, message and remedy as written, for pages
    clock: Clock | None = None
    owner: str | None = None  # the profile under which alone it is in force, with those that extend it

    @property
    def placed(self) -> Grain:
        """The grain of the row that a finding stands on: that of a pair on the line that is not paid."""
        return Grain.LINE if self.each is Grain.PAIR else self.each

    @property
    def pairs(self) -> str | None:
        """The code set whose edits a rule for each pair looks at."""
        return CODE_SET_OF[self.claim_types[0]] if self.each is Grain.PAIR else None


class _Reader:
    """Reads one file; `problems` has all that is wrong with it."""

    def __init__(self, path: Path, shown: str, code_sets: Mapping[str, Shape], *, with_cases: bool) -> None:
        self.path, self.shown, self.code_sets, self.with_cases = path, shown, code_sets, with_cases
        self.problems: list[Problem] = []
        self.named: list[tree.Node] = []  # what the names of `let` stand for

    def rule(self) -> Rule | None:
        node = read(self.path, self.shown)
        entries = Entries.of(node, "a rule", KEYS, self.problems)
        if entries is None:
            return None
        entries.require(*REQUIRED)
        identity = self._identity(entries)
        each = entries.choice("each", EACH)
        grain = Grain(each) if each else Grain.LINE
        parameters = read_parameters(given, self.problems) if (given := entries.get("parameters")) else {}
        scope = self._scope(entries, grain, parameters)
        when = entries.text("when")
        condition = self._condition(when, scope, entries.get("clock")) if when and each else None
        message, remedy = (self._template(entries, key, scope) if each else None for key in ("message", "remedy"))
        clock = read_clock(entries, grain, scope) if each else None
        severity = entries.choice("severity", (*SEVERITIES, "off"))
        desk = entries.choice("desk", DESKS)
        title = entries.text("title")
        denial = entries.table_of("denial", "'denial'", ("carc", "rarc"))
        carc, rarc = (text.value if denial and (text := denial.text(key)) else None for key in ("carc", "rarc"))
        start, end, by_submission = self._effective(entries)
        pointed = self._field(entries, grain, condition)
        parts = [*self.named, condition, *(clock.parts if clock else ())] if condition else []
        types = claim_types.types_of(entries, parts, pointed, self.problems)
        if each == Grain.PAIR and len(types) != 1:
            hint = "write claims: [837P], and another rule for 837I: their edits are of different files"
            self.problems.append(cast(Text, entries.get("each")).problem(
                "a rule for each pair is for one type of claims", "several-types", hint
            ))  # fmt: skip
        sources = self._sources(entries)
        clean, found = read_cases(entries, self.problems, self.code_sets, built=self.with_cases)
        covers = tuple(text.value for text in entries.texts("covers"))
        if self.problems or not (
            identity and each and condition and message and remedy and desk and severity and title
        ):
            return None
        return Rule(
            identity.value, self.path.parent.name, self.shown, title.value,
            None if severity == "off" else cast(Severity, severity),  # a choice among them
            grain, types, cast(Desk, desk), carc, rarc, start, end, by_submission,  # a choice among them
            parameters, condition, pointed, message, remedy, covers, sources, clean, found, identity,
            _texts(entries), clock,
        )  # fmt: skip

    def _identity(self, entries: Entries) -> Text | None:
        text = entries.text("id")
        if text is None:
            return None
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text.value):
            self.problems.append(text.problem("an id is small letters and digits joined by -", "bad-name"))
        elif text.value != self.path.stem:
            self.problems.append(text.problem(f"the id is not the file's name, '{self.path.stem}'", "wrong-id"))
        return text

    def _scope(self, entries: Entries, each: Grain, parameters: Mapping[str, Parameter]) -> Scope:
        lets: dict[str, tuple[Text, syntax.Node]] = {}
        node = entries.get("let")
        if isinstance(node, Table):
            for name, expression in node.entries.items():
                fault = f"'{name}' is a parameter already" if name in parameters else name_fault(name)
                if fault:
                    self.problems.append(node.keys[name].problem(fault, "bad-name"))
                elif not isinstance(expression, Text):
                    self.problems.append(expression.problem("a name stands for an expression", "wrong-shape"))
                elif isinstance(parsed := parse(expression), Problem):
                    self.problems.append(parsed)
                else:
                    lets[name] = (expression, parsed)
        elif node is not None:
            self.problems.append(node.problem("'let' is a mapping of names to expressions", "wrong-shape"))
        types = {name: parameter.type for name, parameter in parameters.items()}
        scope = Scope(each, ANCESTORS[each], types, lets, self.code_sets)
        checked = [check(expression, parsed, scope, self.problems) for expression, parsed in lets.values()]
        self.named = [node for node in checked if node is not None]
        return scope

    def _condition(self, when: Text, scope: Scope, clock: Node | None) -> tree.Node | None:
        parsed = parse(when)
        if isinstance(parsed, Problem):
            self.problems.append(parsed)
            return None
        condition = check(when, parsed, scope, self.problems, Type.TRUTH)
        if condition is not None:
            used = {node.name for node in tree.walk(condition) if isinstance(node, tree.Parameter)}
            told = clock.entries.values() if isinstance(clock, Table) else ()
            written = [when, *(text for text, _ in scope.lets.values()), *(n for n in told if isinstance(n, Text))]
            texts = " ".join(text.value for text in written)
            for name in scope.parameters:
                if name not in used and not re.search(rf"\b{name}\b", texts):
                    hint = "use it in `when` or `let`, or take it out"
                    self.problems.append(
                        when.problem(f"the parameter '{name}' is never used", "unused-parameter", hint)
                    )
        return condition

    def _template(self, entries: Entries, key: str, scope: Scope) -> Template | None:
        text = entries.text(key)
        return None if text is None else read_template(text, scope, self.problems)

    def _effective(self, entries: Entries) -> tuple[date, date, bool]:
        effective = entries.table_of("effective", "'effective'", ("from", "to", "by"))
        if effective is None:
            return date.min, date.max, False
        start, end = effective.day("from") or date.min, effective.day("to") or date.max
        if start > end:
            self.problems.append(effective.table.problem("the rule ends before it begins", "bad-date"))
        by = effective.choice("by", ("date of service", BY_SUBMISSION)) if effective.get("by") else None
        return start, end, by == BY_SUBMISSION

    def _field(self, entries: Entries, each: Grain, condition: tree.Node | None) -> Field | None:
        text = entries.text("field")
        if text is not None:
            in_sight = {*ANCESTORS[each], *(PLURALS[member] for member in MEMBERS.get(each, ()))}
            found = FIELDS.get(text.value)
            if found is not None and found.grain in in_sight:
                return found
            known = [path for path, field in FIELDS.items() if field.grain in in_sight]
            hint = nearest(text.value, known)
            self.problems.append(text.problem(f"there is no field '{text.value}' here", "unknown-field", hint))
            return None
        named = [node.field for node in tree.walk(condition) if isinstance(node, tree.FieldOf)] if condition else []
        if each is Grain.PAIR:  # which stands nowhere; the line that is not paid does
            return FIELDS["line.procedure_code"]
        own = [field for field in named if field.grain is each]
        return next(iter(own or [field for field in named if field.grain in ANCESTORS[each]]), None)

    def _sources(self, entries: Entries) -> tuple[Citation, ...]:
        items = entries.items("sources")
        if not items and (node := entries.get("sources")):
            self.problems.append(node.problem("a rule cites at least one source", "missing-source"))
        return tuple(cited for item in items if (cited := read_citation(item, self.problems)) is not None)


def _texts(entries: Entries) -> dict[str, str]:
    found = {key: text.value for key in ("when", "message", "remedy") if (text := entries.text(key))}
    lets = entries.get("let")
    if isinstance(lets, Table):
        found["let"] = "\n".join(
            f"{name}: {node.value}" for name, node in lets.entries.items() if isinstance(node, Text)
        )
    if isinstance(clock := entries.get("clock"), Table):
        told = [f"{name}: {node.value}" for name, node in clock.entries.items() if isinstance(node, Text)]
        found["clock"] = f"{{{', '.join(told)}}}"
    return found


def read_rule(path: Path, code_sets: Mapping[str, Shape], shown: str | None = None, *, with_cases: bool = True) -> Rule:
    """The rule of a file; RulesError with everything that is wrong with it.

    Without cases it is seen that there are some, and they are left unread: a nightly check need not
    build a thousand claims that it never judges.
    """
    reader = _Reader(path, shown or str(path), code_sets, with_cases=with_cases)
    rule = reader.rule()
    if rule is None:
        raise RulesError(reader.problems)
    return rule
