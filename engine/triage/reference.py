"""The meaning of triage rules, said as plainly as possible: the judge that the engine must agree with.

It looks at findings and rules directly, and knows nothing of facts, worker or durable_rules.
"""

from __future__ import annotations

from .rules import Explain, Selector, TriageRules, Where
from .signatures import Finding, Signature, gravity
from .verdicts import Outcome, Verdict, chosen_desk, chosen_severity, conclude, outcomes, roots


def judge(rules: TriageRules, signature: Signature) -> Verdict:
    """What the rules make of a signature: explain, adjust, route, dispose."""
    fired: set[str] = set()

    edges: set[tuple[int, int]] = set()
    for rule in rules.explain:
        found = {
            (c, e)
            for c, cause in enumerate(signature)
            if _is_cause(rule, cause)
            for e, effect in enumerate(signature)
            if _explains(rule, cause, effect)
        }
        edges |= found
        fired |= {rule.id} if found else set()

    severities = []
    for finding in signature:
        adjusting = [rule for rule in rules.adjust if _covers(rule.findings, finding)]
        severities.append(chosen_severity(finding, [rule.severity for rule in adjusting]))
        fired |= {rule.id for rule in adjusting}

    desks = []
    for finding in signature:
        routing = [rule for rule in rules.route if _covers(rule.findings, finding)]
        desks.append(chosen_desk(finding, [rule.desk for rule in routing]))
        fired |= {rule.id for rule in routing}

    settled = outcomes(signature, roots(signature, edges), severities)
    disposing = [rule for rule in rules.dispose if _has_open(settled, rule.unexplained)]
    fired |= {rule.id for rule in disposing}
    return conclude(settled, desks, [rule.disposition for rule in disposing], fired)


def _is_cause(rule: Explain, finding: Finding) -> bool:
    return _covers(rule.cause, finding) and (not rule.fields or finding.field in rule.fields)


def _explains(rule: Explain, cause: Finding, effect: Finding) -> bool:
    """Whether a cause of a rule explains another finding.

    It explains nothing graver than itself, so explaining can never release a claim, and none of its
    own rule.
    """
    return (
        cause.rule != effect.rule
        and gravity(cause.severity) <= gravity(effect.severity)
        and _covers(rule.effects, effect)
        and _stands(rule.where, cause, effect)
    )


def _covers(selector: Selector, finding: Finding) -> bool:
    return any(name.covers(finding) for name in selector)


def _stands(where: Where, cause: Finding, effect: Finding) -> bool:
    match where:
        case "same claim":
            return True
        case "same line":
            return cause.shares_line(effect)
        case "same field":
            return cause.shares_field(effect)


def _has_open(settled: list[Outcome], severity: str) -> bool:
    return any(outcome.explained_by is None and outcome.severity == severity for outcome in settled)
