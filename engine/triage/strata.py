"""Signatures judged by durable_rules, stratum after stratum: each one's answers make the next one's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from . import facts
from .facts import Fact
from .rules import Stratum, TriageRules
from .signatures import Signature
from .verdicts import Verdict, chosen_desk, chosen_severity, conclude, outcomes, roots

Ask: TypeAlias = Callable[[Stratum, Iterable[Fact]], dict[Fact, frozenset[str]]]
"""Gives for each fact the ids of the triage rules it fires."""


def judge(rules: TriageRules, signatures: Sequence[Signature], ask: Ask) -> list[Verdict]:
    """What the rules make of each signature, by the answers to four rounds of facts about all of them."""
    fired: list[set[str]] = [set() for _ in signatures]

    pairs = [
        {(c, e): facts.pair(signature[c], signature[e]) for c, e in _pairs(rules, signature)}
        for signature in signatures
    ]
    said = ask(Stratum.EXPLAIN, (fact for each in pairs for fact in each.values()))
    explained = []
    for signature, each, had in zip(signatures, pairs, fired, strict=True):
        edges = [places for places, fact in each.items() if said[fact]]
        explained.append(roots(signature, edges))
        had.update(*(said[fact] for fact in each.values()))

    severity_of = {rule.id: rule.severity for rule in rules.adjust}
    adjusting = _each_finding(Stratum.ADJUST, signatures, ask, fired)
    severities = [
        [chosen_severity(found, (severity_of[name] for name in names)) for found, names in zip(s, asked, strict=True)]
        for s, asked in zip(signatures, adjusting, strict=True)
    ]

    desk_of = {rule.id: rule.desk for rule in rules.route}
    routing = _each_finding(Stratum.ROUTE, signatures, ask, fired)
    desks = [
        [chosen_desk(found, (desk_of[name] for name in names)) for found, names in zip(s, asked, strict=True)]
        for s, asked in zip(signatures, routing, strict=True)
    ]

    settled = [outcomes(*each) for each in zip(signatures, explained, severities, strict=True)]
    claims = [facts.claim(each) for each in settled]
    said = ask(Stratum.DISPOSE, claims)
    disposition_of = {rule.id: rule.disposition for rule in rules.dispose}
    verdicts = []
    for claim, left, at, had in zip(claims, settled, desks, fired, strict=True):
        names = said[claim]
        verdicts.append(conclude(left, at, [disposition_of[name] for name in names], had | names))
    return verdicts


def _pairs(rules: TriageRules, signature: Signature) -> list[tuple[int, int]]:
    """Every finding that some rule calls a cause, with every other; findings of one rule never explain each other.

    Without the first condition a claim with hundreds of findings would make a hundred thousand facts.
    """
    named = [name for rule in rules.explain for name in rule.cause]
    causes = [c for c, cause in enumerate(signature) if any(name.covers(cause) for name in named)]
    return [(c, e) for c in causes for e, effect in enumerate(signature) if effect.rule != signature[c].rule]


def _each_finding(
    stratum: Stratum, signatures: Sequence[Signature], ask: Ask, fired: Sequence[set[str]]
) -> list[list[frozenset[str]]]:
    said = ask(stratum, (facts.finding(stratum, finding) for signature in signatures for finding in signature))
    answers = [[said[facts.finding(stratum, finding)] for finding in signature] for signature in signatures]
    for names, had in zip(answers, fired, strict=True):
        had.update(*names)
    return answers
