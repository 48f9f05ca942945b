"""The most specific match chooses a claim's profile, whatever else would match, and says what it was."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.profile_matches import KINDS, Match, Matching, ambiguous, rank
from tests.make import book, claim, scrubbed

PROFILES = {
    "plan": "payers: {ids: [A1]}",
    "plan-of-hospitals": "extends: plan\npayers: {ids: [A1], claim_types: [837I]}",
    "plan-in-tx": "extends: plan\npayers: {ids: [A1], states: [TX]}",
    "medicaid": "payers: {filing_indicators: [MC]}",
    "medicaid-tx": "extends: medicaid\npayers: {filing_indicators: [MC], states: [TX]}",
    "of-hospitals": "payers: {claim_types: [837I]}",
    "either": "payers: [{ids: [B1]}, {filing_indicators: [ZZ], states: [FL]}]",
}


@pytest.mark.parametrize(
    ("values", "profile", "why"),
    [
        ({"payer.id": "A1", "filing_indicator": "MC", "billing_provider.state": "FL"}, "plan", "payer id A1"),
        ({"payer.id": "A1", "billing_provider.state": "TX"}, "plan-in-tx", "payer id A1, state TX"),
        ({"type": "837I", "payer.id": "A1"}, "plan-of-hospitals", "payer id A1, type 837I"),
        ({"type": "837I", "payer.id": "A1", "billing_provider.state": "TX"}, "plan-in-tx", "payer id A1, state TX"),
        ({"filing_indicator": "MC", "billing_provider.state": "TX"}, "medicaid-tx", "filing indicator MC, state TX"),
        ({"filing_indicator": "MC", "billing_provider.state": "FL"}, "medicaid", "filing indicator MC"),
        ({"type": "837I", "filing_indicator": "MC", "billing_provider.state": "FL"}, "medicaid", "filing indicator MC"),
        ({"type": "837I", "filing_indicator": "CI"}, "of-hospitals", "type 837I"),
        ({"payer.id": "B1"}, "either", "payer id B1"),
        ({"filing_indicator": "ZZ", "billing_provider.state": "FL"}, "either", "filing indicator ZZ, state FL"),
        ({"payer.id": None, "filing_indicator": None, "billing_provider.state": None}, "default", "nothing matched"),
    ],
)
def test_the_most_specific_match_wins(tmp_path: Path, values: Mapping[str, Any], profile: str, why: str) -> None:
    found = scrubbed(book(tmp_path, {}, profiles=PROFILES), [claim({"payer.id": "X", **values})])
    assert found.claims.select("profile", "profile_by").row(0) == (profile, why)


def test_a_profile_that_is_asked_for_says_so(tmp_path: Path) -> None:
    found = scrubbed(book(tmp_path, {}, profiles=PROFILES), [claim()], profile="plan")
    assert found.claims.select("profile", "profile_by").row(0) == ("plan", "asked for")


VALUES = {"ids": ["A", "B"], "filing_indicators": ["MB", "MC"], "states": ["TX", "FL"], "claim_types": ["837P", "837I"]}
MATCHES = st.fixed_dictionaries(
    {}, optional={kind: st.lists(st.sampled_from(some), min_size=1, unique=True) for kind, some in VALUES.items()}
).filter(bool)
CLAIMS = st.fixed_dictionaries({kind: st.sampled_from([*some, None]) for kind, some in VALUES.items()})


@given(st.lists(MATCHES, max_size=8), st.lists(CLAIMS, min_size=1, max_size=8))
def test_columns_choose_as_one_would_by_hand(stated: list[Any], claims: list[Any]) -> None:
    matches = [Match({kind: tuple(match[kind]) for kind in KINDS if kind in match}) for match in stated]
    clashing = {later for later, _, _ in ambiguous((str(n), match) for n, match in enumerate(matches))}
    kept = [(n, match) for n, match in enumerate(matches) if str(n) not in clashing]
    frame = pl.DataFrame(
        [{KINDS[kind][0]: row[kind] for kind in KINDS} for row in claims],
        schema=dict.fromkeys((path for path, _ in KINDS.values()), pl.String),
    )
    found = frame.with_columns(found=Matching(tuple(kept), -1).number())["found"].to_list()

    def by_hand(row: Any) -> int:  # noqa: ANN401  # a claim as hypothesis made it
        fits = [(rank(m.kinds), n) for n, m in kept if all(row[kind] in m.values[kind] for kind in m.kinds)]
        best = max((place for place, _ in fits), default=None)
        chosen = [n for place, n in fits if place == best]
        assert len(chosen) < 2, "two of one rank take one claim, and nobody complained"
        return chosen[0] if chosen else -1

    assert found == [by_hand(row) for row in claims]
