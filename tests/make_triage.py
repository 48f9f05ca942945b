"""Made-up findings, claims and triage rules for the tests of triage."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from engine.documents import Source, read_text
from engine.findings import CLAIMS, DESKS, FINDINGS, SEVERITIES
from engine.triage.reading import read_rule
from engine.triage.rules import TriageRules
from engine.triage.signatures import Signature, signed

SHIPPED = Path(__file__).parents[1] / "rulesets" / "triage"

NEVER_JUDGED = """
because: tests
tests: {clean: [{name: none, findings: [{rule: other}]}], found: [{name: one, findings: [{rule: other}]}]}
"""

DISPOSING = (
    "id: holds\ntitle: t\nstratum: dispose\nunexplained: error\ndisposition: held",
    "id: reviews\ntitle: t\nstratum: dispose\nunexplained: warning\ndisposition: review",
)


def explaining(rule_id: str, cause: str, effects: str, where: str = "same claim") -> str:
    """The text of a rule that explains; its cases are left to `rules`."""
    return f"id: {rule_id}\ntitle: t\nstratum: explain\ncause: {cause}\neffects: {effects}\nwhere: {where}"


def adjusting(rule_id: str, findings: str, severity: str) -> str:
    """The text of a rule that adjusts."""
    return f"id: {rule_id}\ntitle: t\nstratum: adjust\nfindings: {findings}\nseverity: {severity}"


def routing(rule_id: str, findings: str, desk: str) -> str:
    """The text of a rule that routes."""
    return f"id: {rule_id}\ntitle: t\nstratum: route\nfindings: {findings}\ndesk: {desk}"


def rules(*texts: str) -> TriageRules:
    """Triage rules of their texts, with the two that dispose."""
    sources = [Source("t.yaml", text + NEVER_JUDGED) for text in (*texts, *DISPOSING)]
    stems = [source.text.split(maxsplit=2)[1] for source in sources]
    return TriageRules.of(read_rule(read_text(source), stem) for source, stem in zip(sources, stems, strict=True))


def findings(*rows: Mapping[str, object]) -> pl.DataFrame:
    """A frame of findings; each is an error of claim 1 for billing where nothing else is said."""
    ordinary = {"claim": 1, "family": "made-up", "severity": "error", "desk": "billing"}
    return pl.DataFrame([{**ordinary, **row} for row in rows], schema=FINDINGS)


def claims(numbers: Iterable[int]) -> pl.DataFrame:
    """Claims about which nothing is known but their numbers."""
    return pl.DataFrame([{"claim": number} for number in numbers], schema=CLAIMS)


def random_findings(rng: random.Random, count: int, *, rule_count: int = 6, most: int = 7) -> pl.DataFrame:
    """Findings of `count` claims, from few rules, lines and fields, so that relations of all kinds occur."""
    rows = []
    for claim in range(1, count + 1):
        for _ in range(rng.randint(0, most)):
            number = rng.randrange(rule_count)
            rows.append(
                {
                    "claim": claim,
                    "rule": f"rule-{number}",
                    "family": f"family-{number % 3}",
                    "line": rng.choice([None, 1, 2, 7]),
                    "severity": rng.choice(SEVERITIES),
                    "desk": rng.choice(DESKS),
                    "field": rng.choice([None, "line.charge", "line.units"]),
                }
            )
    return findings(*rows)


def signatures(frame: pl.DataFrame) -> list[Signature]:
    """The distinct signatures of findings."""
    return signed(frame)[1]


def random_rules(rng: random.Random) -> TriageRules:
    """Rules of every stratum; a cause has a lower number than its effects, so none makes a ring."""
    texts = []
    for number in range(rng.randint(1, 4)):
        cause = rng.randrange(3)
        effects = ", ".join(f"rule-{rng.randrange(cause + 1, 6)}" for _ in range(rng.randint(1, 3)))
        where = rng.choice(["same claim", "same line", "same field"])
        texts.append(explaining(f"explains-{number}", f"[rule-{cause}]", f"[{effects}]", where))
    if rng.random() < 0.5:
        texts = [explaining("family-explains", "rule-0", "{family: family-1}", rng.choice(["same line", "same claim"]))]
    if rng.random() < 0.3:
        texts[0] += f"\nfield: {rng.choice(['line.charge', '[line.charge, line.units]'])}"
    if rng.random() < 0.3:
        texts = [explaining("any-explains", "rule-0", "any", "same field")]
    texts += [
        adjusting(f"adjusts-{number}", f"rule-{rng.randrange(6)}", rng.choice(SEVERITIES))
        for number in range(rng.randint(0, 2))
    ]
    texts += [
        routing(f"routes-{number}", f"{{family: family-{rng.randrange(3)}}}", rng.choice(DESKS))
        for number in range(rng.randint(0, 2))
    ]
    return rules(*texts)


CHAIN = rules(explaining("x", "cause", "[effect, {family: late}]", "same line"))
FLAGGED = findings(
    {"rule": "cause", "line": 1},
    {"rule": "effect", "line": 1, "severity": "warning"},
    {"rule": "odd", "claim": 2, "severity": "info"},
)
"""Two claims: a chain of an error and a warning, and an info by itself."""
