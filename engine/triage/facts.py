"""Triage rules and signatures as durable_rules may see them: small facts, and equalities on them.

durable_rules 2.0.28 crashes, hangs or matches wrongly on much that it accepts, so everything is made
here that it gets. A fact has every field of its stratum, each a short text: nothing is null, a number
or missing, all of which it compares wrongly. A rule is one `and` of equalities beginning with `kind`,
never an `or` (which fires once per branch), a comparison of two fields or a join. A ruleset has at most
48 rules, for 64 that begin alike break every fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from .rules import Adjust, Dispose, Explain, Route, Selector, Stratum, TriageRule, TriageRules
from .signatures import Finding, gravity
from .verdicts import Outcome

Fact: TypeAlias = tuple[tuple[str, str], ...]
"""Field and value, in the order of `FIELDS`."""

Conditions: TypeAlias = tuple[tuple[str, str], ...]
Ruleset: TypeAlias = Mapping[str, Conditions]

FIELDS: Final[Mapping[Stratum, tuple[str, ...]]] = {
    Stratum.EXPLAIN: (
        "kind", "cause", "cause_family", "cause_field", "effect", "effect_family",
        "as_grave", "same_line", "same_field",
    ),
    Stratum.ADJUST: ("kind", "rule", "family"),
    Stratum.ROUTE: ("kind", "rule", "family"),
    Stratum.DISPOSE: ("kind", "error", "warning", "info"),
}  # fmt: skip
KINDS: Final[Mapping[Stratum, str]] = {
    Stratum.EXPLAIN: "pair",
    Stratum.ADJUST: "finding",
    Stratum.ROUTE: "finding",
    Stratum.DISPOSE: "claim",
}
RESERVED: Final = ("id", "sid", "$s", "$m", "$i")

MOST_RULES: Final = 48
LONGEST: Final = 200
"""Of a text; durable_rules compares texts by a length of 16 bits."""

NOTHING: Final = "-"
"""Stands where a text is empty; no rule and no family is called so."""

SENTINEL: Final = "#seen"
"""Every ruleset has one rule that each fact must fire: a fact without it was never looked at."""


def name_hash(name: str) -> int:
    """32-bit FNV-1a, by which durable_rules tells field names apart.

    >>> name_hash("liquid") == name_hash("costarring")
    True
    """
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) % 2**32
    return value


def colliding(names: Iterable[str]) -> list[str]:
    """The names that durable_rules would take for another one."""
    by_hash: dict[int, str] = {}
    return sorted(name for name in names if by_hash.setdefault(name_hash(name), name) != name)


def conditions(rule: TriageRule) -> list[Conditions]:
    """What a rule asks of a fact, one list of equalities for each way to fulfil it."""
    match rule:
        case Explain():
            stands: Conditions = (("as_grave", "yes"),)
            if rule.where != "same claim":
                stands = (*stands, (rule.where.replace(" ", "_"), "yes"))
            about: list[Conditions] = [(("cause_field", field),) for field in rule.fields] or [()]
            ways = product(_named(rule.cause, "cause"), about, _named(rule.effects, "effect"))
            return [(("kind", "pair"), *cause, *field, *effect, *stands) for cause, field, effect in ways]
        case Adjust() | Route():
            return [(("kind", "finding"), *named) for named in _named(rule.findings, "rule")]
        case Dispose():
            return [(("kind", "claim"), (str(rule.unexplained), "yes"))]


def _named(selector: Selector, field: str) -> list[Conditions]:
    fields = {"rule": field, "family": "family" if field == "rule" else f"{field}_family"}
    return [() if name.sort == "any" else ((fields[name.sort], name.value),) for name in selector]


def rulesets(stratum: Stratum, rules: TriageRules) -> list[Ruleset]:
    """The rules of a stratum as rulesets of at most 48; none for a stratum without rules.

    A rule that can be fulfilled in several ways is several here, called `ID#1`, `ID#2` and so on.
    """
    of_stratum: Sequence[TriageRule] = getattr(rules, stratum)
    ways = [(f"{rule.id}#{n}", asked) for rule in of_stratum for n, asked in enumerate(conditions(rule), start=1)]
    step = MOST_RULES - 1
    sentinel = (("kind", KINDS[stratum]),)
    return [{SENTINEL: sentinel, **dict(ways[start : start + step])} for start in range(0, len(ways), step)]


def rule_of(name: str) -> str:
    """The triage rule that a rule of a ruleset belongs to.

    >>> rule_of("bad-date-explains#2")
    'bad-date-explains'
    """
    return name.partition("#")[0]


def pair(cause: Finding, effect: Finding) -> Fact:
    """Two findings of one claim, as the first might explain the second."""
    return _fact(
        Stratum.EXPLAIN,
        cause.rule,
        cause.family,
        cause.field,
        effect.rule,
        effect.family,
        _yes(gravity(cause.severity) <= gravity(effect.severity)),
        _yes(cause.shares_line(effect)),
        _yes(cause.shares_field(effect)),
    )


def finding(stratum: Stratum, found: Finding) -> Fact:
    """One finding, to be adjusted or routed."""
    return _fact(stratum, found.rule, found.family)


def claim(settled: Iterable[Outcome]) -> Fact:
    """What is left unexplained of a claim."""
    left = {outcome.severity for outcome in settled if outcome.explained_by is None}
    return _fact(Stratum.DISPOSE, *(_yes(severity in left) for severity in FIELDS[Stratum.DISPOSE][1:]))


def canaries(stratum: Stratum, shards: Iterable[Ruleset]) -> Iterator[Fact]:
    """For each rule a fact that fulfils just its conditions, and one fact that fulfils none."""
    asked = [dict(asked) for shard in shards for asked in shard.values()]
    for wanted in dict.fromkeys(tuple(sorted(each.items())) for each in asked):
        values = dict(wanted)
        yield _fact(stratum, *(values.get(field, NOTHING) for field in FIELDS[stratum][1:]))


def _yes(is_so: object) -> str:
    return "yes" if is_so else "no"


def _fact(stratum: Stratum, *values: str) -> Fact:
    texts = (KINDS[stratum], *(value or NOTHING for value in values))
    return tuple(zip(FIELDS[stratum], texts, strict=True))
