"""durable_rules is asked only what it answers rightly, and agrees with the reference on it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import pytest

from engine.triage import Triage, TriageRules, facts, reference, strata
from engine.triage.engine_process import EngineFault, EngineProcess
from engine.triage.facts import FIELDS, LONGEST, MOST_RULES, RESERVED, SENTINEL, Fact
from engine.triage.rules import Stratum
from tests.make_triage import (
    CHAIN,
    FLAGGED,
    claims,
    explaining,
    findings,
    random_findings,
    random_rules,
    routing,
    rules,
    signatures,
)


@pytest.fixture(scope="module")
def chain_engine() -> Iterator[EngineProcess]:
    process = EngineProcess(CHAIN)
    process.make_ready()
    yield process
    process.close()


def all_facts(of: TriageRules, frame_seed: int) -> dict[Stratum, list[Fact]]:
    """Every fact that is made of some random findings, by stratum."""
    asked: dict[Stratum, list[Fact]] = {stratum: [] for stratum in Stratum}

    def ask(stratum: Stratum, listed: Iterable[Fact]) -> dict[Fact, frozenset[str]]:
        asked[stratum] = list(listed)
        return dict.fromkeys(asked[stratum], frozenset())

    strata.judge(of, signatures(random_findings(random.Random(frame_seed), 80)), ask)
    return asked


@pytest.mark.parametrize("seed", range(5))
def test_every_fact_has_every_field_of_its_stratum_as_a_short_text(seed: int) -> None:
    # A missing or null field, a number, a list or a long text is compared wrongly, or ends the process.
    for stratum, listed in all_facts(random_rules(random.Random(seed)), seed).items():
        assert listed
        for fact in listed:
            assert tuple(field for field, _ in fact) == FIELDS[stratum]
            assert all(0 < len(value) <= LONGEST for _, value in fact)


def test_a_longer_text_than_it_compares_is_not_sent(chain_engine: EngineProcess) -> None:
    (signature,) = signatures(findings({"rule": "r" * 201}, {"rule": "cause"}))
    with pytest.raises(EngineFault, match="longer name"):
        strata.judge(CHAIN, [signature], chain_engine.ask)


def test_field_names_have_different_hashes() -> None:
    # It knows fields by 32 bits: a rule on `liquid` fires for the field `costarring`.
    assert facts.colliding(["liquid", "kind", "costarring"]) == ["costarring"]
    assert facts.colliding({*RESERVED, *(field for fields in FIELDS.values() for field in fields)}) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_condition_is_an_and_of_equalities_that_begins_with_the_kind(seed: int) -> None:
    # Never `or` (fires once per branch), `!=` (silent on a missing field), field against field, or a join.
    for rule in random_rules(random.Random(seed)):
        for asked in facts.conditions(rule):
            assert asked[0][0] == "kind"
            assert len({field for field, _ in asked}) == len(asked)
            assert all(isinstance(value, str) for _, value in asked)


def test_a_ruleset_has_at_most_48_rules_and_a_stratum_without_rules_has_none() -> None:
    # 64 rules that begin alike break every fact; a ruleset without rules matches nothing and all.
    many = rules(*(explaining(f"x-{n}", f"cause-{n}", "[a, b, c]") for n in range(40)))
    shards = facts.rulesets(Stratum.EXPLAIN, many)
    assert [len(shard) for shard in shards] == [MOST_RULES, MOST_RULES, 27]
    assert sum(len(shard) - 1 for shard in shards) == 40 * 3
    assert facts.rulesets(Stratum.ROUTE, many) == []


def test_rules_of_several_rulesets_all_fire() -> None:
    many = rules(*(explaining(f"x-{n}", f"cause-{n}", "[a, b, c]") for n in range(40)))
    rows = [{"claim": n, "rule": name} for n in range(40) for name in (f"cause-{n}", "b")]
    with Triage(many) as triage:
        settled, _ = triage.judge(findings(*rows), claims(range(40)))
    assert triage.faults == []
    assert settled["explained_by"].drop_nulls().to_list() == [f"cause-{n}" for n in range(40)]


def test_an_empty_list_of_facts_is_never_sent(chain_engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    # Asserting an empty list ends the process.
    monkeypatch.setattr(EngineProcess, "_exchange", lambda *_: pytest.fail("something was sent"))
    assert chain_engine.ask(Stratum.EXPLAIN, []) == {}
    assert chain_engine.ask(Stratum.ROUTE, [(("kind", "finding"),)]) == {(("kind", "finding"),): frozenset()}


def test_a_fact_that_several_ways_fulfil_fires_its_rule_once(chain_engine: EngineProcess) -> None:
    (signature,) = signatures(findings({"rule": "cause", "line": 1}, {"rule": "effect", "line": 1, "family": "late"}))
    fact = facts.pair(signature[0], signature[1])
    assert chain_engine.ask(Stratum.EXPLAIN, [fact, fact]) == {fact: frozenset({"x"})}


def test_test_facts_fire_each_rule_and_one_fires_none(chain_engine: EngineProcess) -> None:
    for stratum, shards in chain_engine.shards.items():
        if shards:
            expected = [chain_engine._expected(stratum, fact) for fact in chain_engine.canaries[stratum]]
            assert frozenset().union(*expected) == {
                facts.rule_of(name) for s in shards for name in s if name != SENTINEL
            }
            assert frozenset() in expected


@pytest.mark.parametrize("warnings", ["default", "error"])
def test_rules_fire_where_warnings_are_errors(warnings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each action warns of `utcfromtimestamp` on Python 3.12; as an error, it stops every rule.
    monkeypatch.setenv("PYTHONWARNINGS", warnings)
    with Triage(CHAIN) as triage:
        settled, _ = triage.judge(FLAGGED, claims([1, 2]))
    assert triage.faults == []
    assert settled["explained_by"].to_list() == [None, "cause", None]


def test_many_facts_go_in_chunks_with_test_facts_between(
    chain_engine: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.triage.engine_process.CHUNK", 7)
    listed = list(dict.fromkeys(all_facts(CHAIN, 1)[Stratum.EXPLAIN]))
    answers = chain_engine.ask(Stratum.EXPLAIN, listed)
    assert [answers[fact] for fact in listed] == [chain_engine._expected(Stratum.EXPLAIN, fact) for fact in listed]


@pytest.mark.parametrize("seed", range(25))
def test_durable_rules_and_the_reference_agree_on_made_up_rules_and_findings(seed: int) -> None:
    rng = random.Random(seed)
    of = random_rules(rng)
    found = signatures(random_findings(rng, 150))
    process = EngineProcess(of)
    process.make_ready()
    try:
        assert strata.judge(of, found, process.ask) == [reference.judge(of, signature) for signature in found]
    finally:
        process.close()


def test_durable_rules_and_the_reference_agree_on_thousands_of_signatures() -> None:
    of = rules(
        explaining("any", "rule-0", "any", "same field"),
        explaining("line", "[rule-1, rule-2]", "[rule-4, {family: family-2}]", "same line"),
        explaining("claim", "rule-3", "[rule-4]"),
        routing("route", "[rule-5]", "credentialing"),
    )
    found = signatures(random_findings(random.Random(9), 3000))
    assert len(found) > 2500
    process = EngineProcess(of)
    process.make_ready()
    try:
        assert strata.judge(of, found, process.ask) == [reference.judge(of, signature) for signature in found]
    finally:
        process.close()
