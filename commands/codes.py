"""Commands about code sets: import them, list them, ask them, and see which are missing."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .options import HOME, PROFILES, RULESETS, UNREADABLE, CodeSetsFolder, Profiles, Rulesets, refuse, tell
from .parts import code_gaps, code_pages, code_sets, importer, lookup, overview

app = typer.Typer(help="Code sets: import, list and ask them.", no_args_is_help=True)

taken = importer
"""What takes releases from files."""

Form = Annotated[code_pages.CodesForm, typer.Option("--format", help="Form of the report.")]


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files as their publishers offer them.", show_default=False)],
    effective: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day the edition takes effect, where no file says it.")
    ] = None,
    table: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A description (YAML) of a table of your own.")
    ] = None,
    kept: CodeSetsFolder = None,
) -> None:
    """Take code sets from files as they were downloaded, all of them or, where one is refused, none.

    Exit code 2: a file was refused, and the store is as it was.
    """
    store = options.store(kept)
    store.releases()  # what cannot be a store is said before minutes are spent on files
    releases = taken(files, described=table, effective=options.day(effective, "--effective"))
    if not releases:
        raise refuse(", ".join(map(str, files)), "there is no release of a code set in the files", "no-release")
    for added, release in zip(store.add_all(releases), releases, strict=True):
        tell(release.refused)
        code_pages.write_added(added, sys.stdout)


@app.command("list")
def list_code_sets(form: Form = code_pages.CodesForm.TABLE, kept: CodeSetsFolder = None) -> None:
    """List the code sets with their editions, what answers for which days, and days that none reaches.

    Exit code 2: something in the store is damaged and not read.
    """
    store = options.store(kept)
    problems = store.problems(thorough=True)
    found = overview.overview(store, code_sets.bundled(HOME / "code_sets"))
    code_pages.write_overview(found, store.path, form, sys.stdout)
    tell(problems)
    raise typer.Exit(UNREADABLE if problems else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A code set, or how several begin: ncci-ptp.")],
    codes: Annotated[list[str], typer.Argument(metavar="CODE [CODE2]", help="A code, or a pair.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; all windows without it.")] = None,
    form: Form = code_pages.CodesForm.TABLE,
    kept: CodeSetsFolder = None,
) -> None:
    """Show what is said of a code or a pair, by which edition, and from which file."""
    day = options.day(on, "--on")
    store = options.store(kept)
    tell(store.problems())
    found = lookup.look_up(store, code_sets.bundled(HOME / "code_sets"), name, codes, day)
    code_pages.write_answers(found, codes, day, form, sys.stdout)


@app.command()
def gaps(
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; a year before the last without it.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; today without it.")] = None,
    kept: CodeSetsFolder = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Show which rules cannot be evaluated for which days, and which file to import."""
    until = options.day(last, "--to") or date.today()
    since = options.day(first, "--from") or until - timedelta(days=365)
    if until < since:
        raise refuse("--from", f"{since} is after the last day, {until}", "bad-date")
    store = options.store(kept)
    tell(store.problems())
    book = options.book(rulesets, profiles, with_cases=False)
    found = code_gaps.code_gaps(book, book.code_sets, store, (since, until))
    code_pages.write_gaps(found, (since, until), sys.stdout)
