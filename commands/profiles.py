"""Commands about payer profiles: list them, and show what is in force for one."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from . import options
from .options import PROFILES, RULESETS, Profiles, Rulesets
from .parts import handbook, rule_pages

app = typer.Typer(help="What each payer changes.", no_args_is_help=True)


@app.command("list")
def list_profiles(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """List the profiles and how a claim comes to each."""
    book = options.book(rulesets, profiles)
    columns = ("profile", "extends", "payer ids", "filing indicators", "overrides", "title")
    rows = [
        (p.id, p.extends or "", ", ".join(p.payer_ids), ", ".join(p.filing_indicators), str(len(p.overrides)), p.title)
        for p in book.profiles
    ]
    rule_pages.write_table(columns, rows, sys.stdout)


@app.command()
def show(
    profile: Annotated[str, typer.Argument(help="One of `claimscrub profiles list`.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today without it.")] = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Print each value in force for a profile, and the layer that set it."""
    day = options.day(on, "--on") or date.today()
    book = options.book(rulesets, profiles)
    rows = handbook.in_force(book, options.known(book, profile), day)
    rule_pages.write_table(("rule", "what", "value", "since", "set by", "because"), rows, sys.stdout)
