"""One batch with ten payers: each claim gets the profile of its own, and every report says which and why."""

import json
from pathlib import Path

import pytest

from tests.command import claim, claimscrub, write

PAYERS = {
    "aetna": ("60054", "CI"),
    "unitedhealthcare": ("87726", "CI"),
    "cigna": ("62308", "CI"),
    "humana": ("61101", "CI"),
    "medicare-professional": ("MB001", "MB"),
    "medicaid-tx": ("TXMCD", "MC"),
    "tricare": ("TRIC1", "CH"),
    "auto": ("AUTO1", "AM"),
    "workers-compensation-tx": ("WCTX1", "WC"),
    "commercial": ("SOME1", "CI"),
}
"""Payer id and claim filing indicator by the profile they choose; the practice is in Texas."""


@pytest.fixture(autouse=True)
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a claim to each payer, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    write(Path("ten.837"), *(claim(payer, indicator) for payer, indicator in PAYERS.values()))


def test_ten_payers_get_ten_profiles_and_the_report_says_which_and_why() -> None:
    done = claimscrub("check", "ten.837", "--format", "json")
    claims = json.loads(done.out)["claims"]
    assert [one["profile"] for one in claims] == list(PAYERS)
    said = {one["profile"]: one["profile_by"] for one in claims}
    assert said["aetna"] == "payer id 60054"
    assert said["medicaid-tx"] == "filing indicator MC, state TX"
    assert None not in said.values()


def test_profiles_which_says_the_same_of_the_file() -> None:
    done = claimscrub("profiles", "which", "ten.837")
    assert done.code == 0
    assert all(profile in done.out for profile in PAYERS)
    assert "60054" in done.out
