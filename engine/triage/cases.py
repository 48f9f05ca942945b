"""The cases written in triage rules, judged by the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from ..errors import Problem
from . import reference
from .rules import Case, TriageRule, TriageRules
from .signatures import Signature, signed

_ROWS = {"claim": pl.Int64, "line": pl.Int32} | dict.fromkeys(
    ("rule", "family", "severity", "desk", "field"), pl.String
)


def signature_of(case: Case, known: Mapping[str, str]) -> Signature:
    """The signature of a case's findings; a family that is not stated is the one `known` has for the rule."""
    rows = [
        (1, f.line, f.rule.value, f.family or known.get(f.rule.value, ""), f.severity, f.desk, f.field)
        for f in case.findings
    ]
    return signed(pl.DataFrame(rows, schema=_ROWS, orient="row"))[1][0]


def run(rules: TriageRules, known: Mapping[str, str] | None = None) -> list[Problem]:
    """What the rules' own cases expected and did not get; each is placed at the name of its case.

    A case is judged under all rules together, as a claim is. In a `clean` case the rule it stands in
    has no say; in a `found` case it has. What else a case states (what explains what, disposition,
    desk) must come true in both.
    """
    return [problem for rule in rules for case in rule.cases for problem in _failures(rules, rule, case, known or {})]


def _failures(rules: TriageRules, rule: TriageRule, case: Case, known: Mapping[str, str]) -> Iterator[Problem]:
    signature = signature_of(case, known)
    verdict = reference.judge(rules, signature)

    def failed(sentence: str) -> Problem:
        return case.name.problem(sentence, "case-failed")

    if case.must_fire and rule.id not in verdict.fired:
        yield failed("the rule has no say in this case, and it should")
    if not case.must_fire and rule.id in verdict.fired:
        yield failed("the rule has a say in this case, and it should not")
    if case.explained is not None:
        explained = {
            finding.rule: outcome.explained_by
            for finding, outcome in zip(signature, verdict.outcomes, strict=True)
            if outcome.explained_by
        }
        if explained != dict(case.explained):
            found = ", ".join(f"{effect} by {cause}" for effect, cause in sorted(explained.items()))
            yield failed(f"what is explained is {found or 'nothing'}")
    if case.disposition is not None and case.disposition != verdict.disposition:
        yield failed(f"the claim is {verdict.disposition}, not {case.disposition}")
    if case.desk is not None and case.desk != verdict.desk:
        yield failed(f"the desk is {verdict.desk or 'none'}, not {case.desk}")
