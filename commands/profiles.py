"""Commands about payer profiles: the tree, what is in force, what two differ in, and which claim gets which."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .options import FINDINGS, HOME, PROFILES, RULESETS, UNREADABLE, Profiles, Rulesets, tell
from .parts import assignments, folders_of, linting, profile_pages, rule_pages

app = typer.Typer(help="What each payer changes.", no_args_is_help=True)

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today without it.")]


@app.command("list")
def list_profiles(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """List the profiles as a tree, and how a claim comes to each."""
    book = options.book(rulesets, profiles, with_cases=False)
    rows = [
        (f"{'  ' * depth}{p.id}", p.extends or "", "; or ".join(map(str, p.matches)), str(len(p.overrides)), p.title)
        for depth, p in profile_pages.tree(book)
    ]
    rule_pages.write_table(("profile", "extends", "matches", "overrides", "title"), rows, sys.stdout)


@app.command()
def show(
    profile: Annotated[str, typer.Argument(help="One of `claimscrub profiles list`.")],
    on: On = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Print each value in force for a profile, and the layer that set it."""
    day = options.day(on, "--on") or date.today()
    book = options.book(rulesets, profiles, with_cases=False)
    found = profile_pages.settings(book, options.known(book, profile), day)
    columns = ("rule", "what", "value", "since", "set by", "because")
    rule_pages.write_table(columns, (setting.row for setting in found), sys.stdout)


@app.command()
def diff(
    one: Annotated[str, typer.Argument(help="A profile.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    on: On = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Print what two profiles differ in on a day. Exit code 1: they do."""
    day = options.day(on, "--on") or date.today()
    book = options.book(rulesets, profiles, with_cases=False)
    rows = profile_pages.differences(book, options.known(book, one), options.known(book, other), day)
    rule_pages.write_table(("rule", "what", one, "set by", other, "set by"), rows, sys.stdout)
    raise typer.Exit(FINDINGS if rows else 0)


@app.command()
def which(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An 837 file or a sheet.")],
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Print which claim of a file gets which profile, and what of the claim chose it.

    Exit code 2: the file could not be read.
    """
    book = options.book(rulesets, profiles, with_cases=False)
    rows = [row for block in assignments.assignments(path, book) for row in block.iter_rows()]
    shown = [(str(number), claim or "", profile, why) for number, (claim, profile, why) in enumerate(rows, start=1)]
    rule_pages.write_table(("claim", "number of its own", "profile", "because"), shown, sys.stdout)
    counts = Counter(profile for _, profile, _ in rows)
    print(", ".join(f"{profile} {count}" for profile, count in counts.most_common()), file=sys.stderr)


@app.command()
def lint(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """Read every profile and say what is wrong with it, also what loads and changes nothing or has no source."""
    tree = folders_of(PROFILES, profiles)
    book, problems = linting.lint(rulesets, tree, HOME / "code_sets", options.store(None))
    tell(problems)
    print(f"{len(book.profiles)} profiles read, {len(problems)} problem(s)")
    raise typer.Exit(UNREADABLE if problems else 0)
