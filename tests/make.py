"""Claims, rules and rulebooks for tests: plain values in, everything else as in the standard clean claim.

Money is written in dollars and quantities in units (`Decimal` or text), dates as dates or texts, lists
of codes as lists; None takes a value away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from engine import case_claims, code_sets
from engine.case_claims import Differences
from engine.documents import Source, Table, Text, read_text
from engine.errors import Problem, RulesError
from engine.evaluation import evaluate
from engine.fields import FIELDS, PLURALS, Grain, Type
from engine.language.records import Record
from engine.program import compile_rules
from engine.record_tables import tables_of
from engine.rulebook import Rulebook, load
from engine.scrub import Scrubbed, scrub

ROOT = Path(__file__).parents[1]
CODE_SETS = code_sets.load(ROOT / "code_sets")
TODAY = date(2026, 5, 6)

Plain: TypeAlias = Mapping[str, Any]

_SCALE = {Type.MONEY: 100, Type.QUANTITY: 1000}

RULE: dict[str, str] = {
    "id": "made-up",
    "title": "Made up",
    "severity": "error",
    "each": "claim",
    "desk": "billing",
    "when": "claim.total_charge > 0.00",
    "message": "Found.",
    "remedy": "Mend it.",
    "sources": "[{title: Nowhere, checked: 2026-01-01}]",
    "tests": "{clean: [{name: nothing}], found: [{name: something}]}",
}
"""A rule as YAML, key by key; `rule_text` lays differences over it."""


def claim(
    values: Plain | None = None,
    lines: Iterable[Plain] | None = None,
    diagnoses: Iterable[str | Plain] | None = None,
    other_payers: Iterable[Plain] = (),
    adjudications: Mapping[int, Sequence[Plain]] | None = None,
    *,
    teeth: Mapping[int, Sequence[Plain]] | None = None,
    **parts: Iterable[Plain],
) -> Record:
    """A claim that differs from the standard one of its type in what is stated; `parts` are `procedures` and such."""
    coded = None if diagnoses is None else [{"code": d} if isinstance(d, str) else d for d in diagnoses]
    return case_claims.build(
        _values(Grain.CLAIM, values or {}),
        None if lines is None else [_values(Grain.LINE, line) for line in lines],
        None if coded is None else [_values(Grain.DIAGNOSIS, diagnosis) for diagnosis in coded],
        [_values(Grain.OTHER_PAYER, payer) for payer in other_payers],
        {at: [_values(Grain.ADJUDICATION, one) for one in some] for at, some in (adjudications or {}).items()},
        teeth={at: [_values(Grain.TOOTH, one) for one in some] for at, some in (teeth or {}).items()},
        parts={name: [_values(PLURALS[name], one) for one in some] for name, some in parts.items()},
    )


def _values(grain: Grain, plain: Plain) -> Differences:
    return {name: _value(FIELDS[f"{grain}.{name}"].type, value) for name, value in plain.items()}


def _value(kind: Type, value: Any) -> Any:  # noqa: ANN401  # whatever a test writes
    if value is None:
        return None
    if kind in _SCALE:
        return int(Decimal(str(value)) * _SCALE[kind])
    if kind is Type.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def text(value: str) -> Text:
    """A text as it stands in a block of a made-up file: line 2, from column 3."""
    node = read_text(Source("made-up.yaml", f"when: |-\n  {value}\n"))
    assert isinstance(node, Table)
    found = node.entries["when"]
    assert isinstance(found, Text)
    return found


def rule_text(**differences: str | None) -> str:
    """The YAML of a rule, each key on a line of its own in the order of `RULE`; None leaves a key out."""
    return "".join(f"{key}: {value}\n" for key, value in {**RULE, **differences}.items() if value is not None)


def book(folder: Path, *rules: Mapping[str, str | None], profiles: Mapping[str, str] | None = None) -> Rulebook:
    """A rulebook of made-up rules (what differs from `RULE`) and profiles (YAML after id and title)."""
    family = folder / "rulesets" / "made"
    family.mkdir(parents=True, exist_ok=True)
    for differences in rules:
        keys = {**differences}
        name = keys.setdefault("id", "made-up")
        (family / f"{name}.yaml").write_text(rule_text(**keys), encoding="utf-8")
    (folder / "payer_profiles").mkdir(exist_ok=True)
    for name, rest in {"default": "", **(profiles or {})}.items():
        (folder / "payer_profiles" / f"{name}.yaml").write_text(f"id: {name}\ntitle: {name}\n{rest}", encoding="utf-8")
    return load(folder / "rulesets", folder / "payer_profiles", ROOT / "code_sets")


def refused(folder: Path, *rules: Mapping[str, str | None], profiles: Mapping[str, str] | None = None) -> list[Problem]:
    """What is wrong with made-up rules and profiles, all of it."""
    try:
        book(folder, *rules, profiles=profiles)
    except RulesError as error:
        return error.problems
    return []


def places(problems: Iterable[Problem]) -> list[str]:
    """Each problem as `line:column-end kind`."""
    return [f"{p.place.line}:{p.place.column}-{p.place.end_column} {p.kind}" if p.place and not isinstance(p.place, str)
            else f"{p.place or ''} {p.kind}".strip() for p in problems]  # fmt: skip


def fired(rulebook: Rulebook, claims: Sequence[Record], *, profile: str | None = None) -> dict[str, list[int]]:
    """The rows on which each rule fires, by columns."""
    found = evaluate(compile_rules(rulebook), tables_of(claims), submitted=TODAY, today=TODAY, profile=profile)
    assert not found.failed
    return {hit.compiled.rule.id: hit.rows.to_list() for hit in found.hits}


def scrubbed(
    rulebook: Rulebook, claims: Sequence[Record], *, profile: str | None = None, first_claim: int = 1
) -> Scrubbed:
    """Claims scrubbed in one block."""
    return scrub(
        compile_rules(rulebook),
        tables_of(claims),
        today=TODAY,
        submitted=TODAY,
        profile=profile,
        first_claim=first_claim,
    )
