"""Lint finds profiles that load and say nothing, or say what nobody can look up."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.profile_checks import check_profiles
from tests.make import book, places

RULE = {
    "parameters": "{limit: {unit: dollar, values: {2020-01-01: 50}}, noted: {unit: switch, values: {2020-01-01: no}}}",
    "when": "claim.total_charge > limit",
    "clock": "{last_day: claim.service_from, runs: present(claim.claim_id), known: noted}",
}
SEEN = "sources: {s: {title: T, checked: 2026-01-01}}\n"
TOLD = "sources: {s: {title: T, checked: 2026-01-01, grade: secondary}}\n"


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        ({"a": SEEN + "overrides: {made-up: {severity: warning, because: x, source: s}}"}, []),
        ({"a": "overrides: {made-up: {severity: warning, because: x}}"}, ["3:13-20 missing-source"]),
        (
            {"a": SEEN + "overrides: {made-up: {severity: error, because: x, source: s}}"},
            ["4:13-20 repeated-override"],
        ),
        (
            {"a": SEEN + "overrides: {made-up: {parameters: {limit: {2024-01-01: 50}}, because: x, source: s}}"},
            ["4:13-20 repeated-override"],
        ),
        (
            {"a": SEEN + "overrides: {made-up: {effective: {to: 9999-12-31}, because: x, source: s}}"},
            ["4:13-20 repeated-override"],
        ),
        ({"a": SEEN + "overrides: {made-up: {parameters: {limit: {2024-01-01: 60}}, because: x, source: s}}"}, []),
        (
            {"a": TOLD + "overrides: {made-up: {parameters: {limit: {2024-01-01: 60}}, because: x, source: s}}"},
            ["4:13-20 unproven-error"],
        ),
        (
            {
                "a": TOLD + "overrides:\n  made-up: {severity: warning, because: x, source: s,"
                " parameters: {limit: {2024-01-01: 60}}}"
            },
            [],
        ),
        # what the condition does not ask holds no claim
        ({"a": TOLD + "overrides: {made-up: {parameters: {noted: {2024-01-01: yes}}, because: x, source: s}}"}, []),
        # what others told is confirmed by who has seen it, from the day on from which that is known
        (
            {
                "a": TOLD + "overrides:\n  made-up: {severity: warning, because: x, source: s,"
                " parameters: {limit: {2024-01-01: 60}}}",
                "b": "extends: a\n"
                + SEEN
                + "overrides:\n  made-up: {severity: {2024-06-01: error}, because: x, source: s,"
                " parameters: {limit: {2024-06-01: 60}}}",
            },
            [],
        ),
        (
            {
                "a": TOLD + "overrides:\n  made-up: {severity: warning, because: x, source: s,"
                " parameters: {limit: {2024-01-01: 60}}}",
                "b": "extends: a\n" + SEEN + "overrides:\n  made-up: {severity: error, because: x, source: s,"
                " parameters: {limit: {2024-06-01: 60}}}",
            },
            ["5:3-10 shadowed-override", "6:3-10 unproven-error"],
        ),
        # an error above, and a value told of below
        (
            {
                "a": SEEN + "overrides: {made-up: {parameters: {limit: {2024-01-01: 60}}, because: x, source: s}}",
                "b": "extends: a\n"
                + TOLD
                + "overrides: {made-up: {parameters: {limit: {2025-01-01: 70}}, because: x, source: s}}",
            },
            ["5:13-20 unproven-error"],
        ),
        # no claim comes to `a`, and what extends it says the same thing anew
        (
            {
                "a": SEEN + "overrides: {made-up: {parameters: {limit: {2024-01-01: 60}}, because: x, source: s}}",
                "b": "extends: a\n"
                + SEEN
                + "overrides: {made-up: {parameters: {limit: {2024-01-01: 70}}, because: x, source: s}}",
            },
            ["4:13-20 shadowed-override"],
        ),
        # a year of its own is left to `a`
        (
            {
                "a": SEEN + "overrides: {made-up: {parameters: {limit: {2024-01-01: 60}}, because: x, source: s}}",
                "b": "extends: a\n"
                + SEEN
                + "overrides: {made-up: {parameters: {limit: {2025-01-01: 70}}, because: x, source: s}}",
            },
            [],
        ),
        # and so are claims, where some come to `a`
        (
            {
                "a": "payers: {ids: [A1]}\n"
                + SEEN
                + "overrides: {made-up: {severity: warning, because: x, source: s}}",
                "b": "extends: a\n" + SEEN + "overrides: {made-up: {severity: info, because: x, source: s}}",
            },
            [],
        ),
    ],
)
def test_what_lint_says(tmp_path: Path, profiles: Mapping[str, str], expected: list[str]) -> None:
    assert places(check_profiles(book(tmp_path, RULE, profiles=profiles))) == expected
