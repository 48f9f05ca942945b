"""Options that several commands have, how what stands in them is read, and what is told beside a report."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from .parts import VARIABLE, Listing, Problem, Store, UsageError, default_folder, folders_of, outlet, records, rulebook

HOME: Final = Path(__file__).parents[1]
"""Where our rules, profiles and code sets lie: the checkout, or the installed package."""

FINDINGS, UNREADABLE = 1, 2
"""Exit codes: there are findings; a file or a rule could not be read."""

RULESETS, PROFILES, RUNS = HOME / "rulesets", HOME / "payer_profiles", Path("claimscrub-runs")

CodeSetsFolder = Annotated[
    Path | None,
    typer.Option("--code-sets", envvar=VARIABLE, help="Folder of imported code sets.", show_default=False),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to a file that its owner alone can read.")]
Profiles = Annotated[
    Path,
    typer.Option("--profiles", help="Your own payer profiles; with a `default` in place of ours.", show_default=False),
]
RecordsFolder = Annotated[
    Path | None,
    typer.Option("--records", help="Folder of your own records: coverage, providers, ...", show_default=False),
]
Redact = Annotated[bool, typer.Option("--redact", help="Leave names, identifiers, dates of service and values out.")]
Rulesets = Annotated[Path, typer.Option("--rules", help="Rule families in place of ours.", show_default=False)]
Runs = Annotated[Path, typer.Option("--runs", help="Folder in which runs are kept.")]


def tell(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, so that a report on standard output stays one."""
    for problem in problems:
        print(problem, file=sys.stderr)


def refuse(what: str, sentence: str, kind: str, hint: str = "") -> UsageError:
    """The error for something on the command line that cannot be."""
    return UsageError([Problem(what, None, sentence, kind, hint)])


def day(text: str | None, option: str) -> date | None:
    """The day that an option names; UsageError for what is no date."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise refuse(option, "this is not a date; write YYYY-MM-DD", "bad-date") from None


def require_room(out: Path | None) -> None:
    """Raise UsageError where a report could not be written, before an hour is spent on it."""
    if (why := outlet.refusal(out)) is not None:
        raise refuse(str(out), why, "unwritable-file")


def store(folder: Path | None) -> Store:
    """The store of imported code sets: the folder that is named, else the user's own."""
    return Store(default_folder() if folder is None else folder)


def known_records(folder: Path | None) -> Mapping[str, Listing]:
    """The tables of a folder of records that have a row.

    Rows that are left out are counted, and `records lint` names them. UsageError where a file cannot be
    read: the rules that ask it would be silent.
    """
    if folder is None:
        return {}
    found = records.load(folder)
    failed = {one.file for one in found.sources if one.failed}
    if failed:
        raise UsageError([problem for problem in found.problems if problem.file in failed])
    if left_out := sum(one.refused for one in found.sources):
        sentence = f"rows of the records are left out: {left_out:,}"
        hint = f"claimscrub records lint {folder} names them"
        tell([Problem(str(folder), None, sentence, "records-left-out", hint, level="warning")])
    return {name: table for name, table in found.listings.items() if table.rows.height}


def book(
    rulesets: Path,
    profiles: Path,
    imported: Store | None = None,
    listings: Mapping[str, Listing] = rulebook.NOTHING,
    *,
    with_cases: bool = True,
) -> rulebook.Rulebook:
    """The rulebook of two folders, with our profiles where those are not whole, our code sets, a store and records."""
    tree = folders_of(PROFILES, profiles)
    gc.disable()  # nothing read here is garbage, and looking for it takes a third of the time
    try:
        return rulebook.load(rulesets, tree, HOME / "code_sets", imported, listings, with_cases=with_cases)
    finally:
        gc.freeze()
        gc.enable()


def known(rules: rulebook.Rulebook, profile: str) -> str:
    """The profile, if there is one of this id; else UsageError, with those there are."""
    if profile not in rules.profile:
        hint = f"there are: {', '.join(rules.profile)}"
        raise refuse(f"--profile {profile}", "there is no such profile", "unknown-profile", hint)
    return profile
