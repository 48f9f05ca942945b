"""Commands about rules: list, show, begin, lint and test them."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from . import options
from .options import FINDINGS, HOME, PROFILES, RULESETS, UNREADABLE, Profiles, Rulesets, refuse, tell
from .parts import cases, folders_of, handbook, linting, rule_pages, skeleton

app = typer.Typer(help="Read, write and test rules.", no_args_is_help=True)


@app.command("list")
def list_rules(
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    profile: Annotated[str, typer.Option(help="Severities as this profile has them.")] = "default",
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """List the rules with their severity, desk and title."""
    book = options.book(rulesets, profiles, options.store(None))
    options.known(book, profile)
    families = dict.fromkeys(rule.family for rule in book.rules)
    if family not in (None, *families):
        hint = f"there are: {', '.join(families)}"
        raise refuse(f"--family {family}", "there is no such family", "unknown-family", hint)
    rows = [
        (
            rule.family, rule.id, book.severity(rule, profile, date.today()) or "off", rule.each.value,
            handbook.types_of_claims(rule), rule.desk, rule.title,
        )
        for rule in book.rules
        if family in (None, rule.family)
    ]  # fmt: skip
    rule_pages.write_table(("family", "rule", "severity", "each", "claims", "desk", "title"), rows, sys.stdout)


@app.command()
def show(
    rule: Annotated[str, typer.Argument(help="RULE-ID or FAMILY/RULE-ID")],
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Show one rule: condition, message, remedy, cases, sources and what profiles change."""
    book = options.book(rulesets, profiles, options.store(None))
    found = book.rule.get(rule.rpartition("/")[2])
    if found is None or rule not in (found.id, f"{found.family}/{found.id}"):
        raise refuse(rule, "there is no such rule", "unknown-rule", "see: claimscrub rules list")
    rule_pages.write_markdown(handbook.rule_page(found, book), sys.stdout)


@app.command()
def new(name: Annotated[str, typer.Argument(help="FAMILY/RULE-ID")], rulesets: Rulesets = RULESETS) -> None:
    """Write the skeleton of a rule, which loads and passes its cases as it stands."""
    print(f"written: {skeleton.new_rule(rulesets, name, date.today())}")


@app.command()
def lint(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """Read every rule, profile and triage rule, and say what is wrong with them."""
    book, problems = linting.lint(rulesets, folders_of(PROFILES, profiles), HOME / "code_sets", options.store(None))
    tell(problems)
    print(f"{len(book.rules)} rules and {len(book.profiles)} profiles read, {len(problems)} problem(s)")
    raise typer.Exit(UNREADABLE if problems else 0)


@app.command("test")
def judge_cases(
    names: Annotated[list[str] | None, typer.Argument(help="Rules or families; all if none.")] = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Judge the cases of the rules, by both evaluators. Exit code 1: a case fails."""
    book = options.book(rulesets, profiles, options.store(None))
    callings = {rule.id: {rule.id, rule.family, f"{rule.family}/{rule.id}"} for rule in book.rules}
    if missing := set(names or ()) - set().union(*callings.values()):
        what = ", ".join(sorted(missing))
        raise refuse(what, "there is no such rule or family", "unknown-rule", "see: claimscrub rules list")
    chosen = [rule for rule in book.rules if not names or callings[rule.id].intersection(names)]
    outcomes = cases.judge_cases(book, chosen)
    failed = [outcome for outcome in outcomes if outcome.complaint is not None]
    problems = [outcome.case.place.problem(f"{outcome.name}: {outcome.complaint}", "case-failed") for outcome in failed]
    if not names:
        problems += linting.triage_problems(book, rulesets / "triage")
    tell(problems)
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases of {len(chosen)} rule(s) pass")
    raise typer.Exit(FINDINGS if problems else 0)
