"""What triage decides about a signature, and the few choices both judges make the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..findings import DESKS, DISPOSITIONS, Desk, Disposition
from .signatures import Finding, Signature, gravity

FAULT: Final = "The triage engine and its reference disagree: a fault of the program, not of the claim."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one finding: its severity and desk, and the rule whose finding explains it."""

    severity: str
    desk: str
    explained_by: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done with every claim of one signature; `outcomes` stand in the order of its findings.

    `fired` has the triage rules that had a say. `fault` is set where the program could not judge, and
    then the claim is held.
    """

    disposition: Disposition
    desk: str | None
    outcomes: tuple[Outcome, ...]
    fired: frozenset[str] = frozenset()
    fault: str = ""


def roots(signature: Signature, edges: Iterable[tuple[int, int]]) -> list[int | None]:
    """For each finding the unexplained one that explains it in the end; None for a root.

    `edges` lead from cause to effect. Of several roots the gravest is taken, then the first. Findings
    that explain each other in a ring, which rules are refused for, have no root and stay unexplained.
    """
    causes: dict[int, set[int]] = {}
    for cause, effect in edges:
        causes.setdefault(effect, set()).add(cause)

    def explain(effect: int) -> int | None:
        seen, waiting = {effect}, [effect]
        while waiting:
            new = causes.get(waiting.pop(), set()) - seen
            seen |= new
            waiting.extend(new)
        ends = [(gravity(signature[end].severity), end) for end in seen if end not in causes]
        return min(ends)[1] if ends else None

    return [explain(member) if member in causes else None for member in range(len(signature))]


def outcomes(signature: Signature, explained: Sequence[int | None], severities: Sequence[str]) -> list[Outcome]:
    """Each finding with its adjusted severity, and explained only by a root that is at least as grave.

    A root that was adjusted below its effects explains them no longer: else what is said of the cause
    alone would release a claim for its effects.
    """
    settled = []
    for finding, root, severity in zip(signature, explained, severities, strict=True):
        outcome = Outcome(severity, finding.desk)
        if root is not None and gravity(severities[root]) <= gravity(severity):
            outcome = Outcome(severity, finding.desk, signature[root].rule)
        settled.append(outcome)
    return settled


def conclude(
    settled: Sequence[Outcome], desks: Sequence[str], dispositions: Iterable[Disposition], fired: Iterable[str]
) -> Verdict:
    """The verdict: the gravest disposition, and the earliest desk among the findings that decide it."""
    done = tuple(
        Outcome(outcome.severity, desk, outcome.explained_by) for outcome, desk in zip(settled, desks, strict=True)
    )
    disposition = max(dispositions, key=DISPOSITIONS.index, default=DISPOSITIONS[0])
    open_ones = [outcome for outcome in done if outcome.explained_by is None]
    gravest = min((outcome.severity for outcome in open_ones), key=gravity, default="")
    desk = None if disposition == "clean" else earliest(o.desk for o in open_ones if o.severity == gravest)
    return Verdict(disposition, desk, done, frozenset(fired))


def earliest(desks: Iterable[str]) -> str | None:
    """The desk a claim passes first; None of none."""
    asked = set(desks)
    return next((desk for desk in DESKS if desk in asked), None)


def withheld(signature: Signature) -> Verdict:
    """The verdict where the program failed: held, with every finding left as it was found."""
    gravest = min((finding.severity for finding in signature), key=gravity)
    desk = earliest(finding.desk for finding in signature if finding.severity == gravest)
    return Verdict("held", desk, tuple(Outcome(f.severity, f.desk) for f in signature), fault=FAULT)


def chosen_severity(finding: Finding, asked: Iterable[str]) -> str:
    """The gravest severity that adjusting rules ask for, else the finding's own."""
    return min(asked, key=gravity, default=finding.severity)


def chosen_desk(finding: Finding, asked: Iterable[Desk]) -> str:
    """The earliest desk that routing rules ask for, else the finding's own."""
    return earliest(asked) or finding.desk
