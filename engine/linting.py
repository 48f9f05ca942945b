"""Everything an officer wrote, read and held against itself: rules, profiles, triage rules and their cases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from . import guide_check
from .code_sets.store import Store
from .errors import ClaimscrubError, Problem
from .profile_checks import check_profiles
from .rulebook import Rulebook, load_with_problems
from .scrub import BUILT_IN
from .triage import TriageRules, cases


def lint(
    rulesets: Path, profiles: Path | Sequence[Path], code_sets: Path, store: Store | None = None
) -> tuple[Rulebook, list[Problem]]:
    """The rulebook as far as it can be read, and what is wrong with any file."""
    book, problems = load_with_problems(rulesets, profiles, code_sets, store)
    is_read = not problems
    if is_read:
        problems += check_profiles(book)
    try:
        strata = TriageRules.load(rulesets / "triage")
        if is_read:  # what names a rule that could not be read is no second mistake
            strata.require(families(book))
    except ClaimscrubError as error:
        problems += error.problems
    return book, problems


def triage_problems(book: Rulebook, folder: Path) -> list[Problem]:
    """The cases of triage rules that fail."""
    return cases.run(TriageRules.load(folder), families(book))


def families(book: Rulebook) -> dict[str, str]:
    """The family of every rule a finding can come from."""
    return {rule.id: rule.family for rule in book.rules} | BUILT_IN | {guide_check.RULE: guide_check.FAMILY}
