"""Commands about a site's records: begin a folder of them, check them, and list what they say."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from . import options
from .options import FINDINGS, UNREADABLE, tell
from .parts import code_pages, earlier_claims, record_pages, records, runs

app = typer.Typer(help="Your own coverage, providers, authorizations and fees.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Folder of record files.", metavar="DIR", show_default=False)]
Today = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day from which age is counted; today without it.")
]


@app.command()
def lint(folder: Folder, on: Today = None) -> None:
    """Read all record files, and say what is wrong with them, row by row.

    Exit code 1: rows are left out; 2: a file cannot be read, and its tables are not there.
    """
    today = options.day(on, "--on") or date.today()
    found = records.load(folder)
    tell(found.problems)
    record_pages.write_sources(found.sources, sys.stdout)
    record_pages.write_tables(found, today, sys.stdout)
    taken, left_out = sum(one.taken for one in found.sources), sum(one.refused for one in found.sources)
    failed = sum(one.failed for one in found.sources)
    unread = f", {failed} file(s) not read" if failed else ""
    print(f"{len(found.sources)} file(s), {taken:,} record(s) taken, {left_out:,} left out{unread}")
    wrong = any(problem.level == "error" for problem in found.problems)
    raise typer.Exit(UNREADABLE if failed else FINDINGS if wrong else 0)


@app.command("list")
def list_tables(
    folder: Folder,
    form: Annotated[
        code_pages.CodesForm, typer.Option("--format", help="Form of the list.")
    ] = code_pages.CodesForm.TABLE,
    on: Today = None,
) -> None:
    """List the tables that the records make, with their rows, days and age.

    Exit code 2: a file cannot be read, and its tables are not there.
    """
    today = options.day(on, "--on") or date.today()
    found = records.load(folder)
    if form is code_pages.CodesForm.JSON:
        record_pages.write_json(found, today, sys.stdout)
    else:
        record_pages.write_tables(found, today, sys.stdout)
    failed = {one.file for one in found.sources if one.failed}
    tell(problem for problem in found.problems if problem.file in failed)
    raise typer.Exit(UNREADABLE if failed else 0)


@app.command()
def remember(
    sent: Annotated[list[Path], typer.Argument(help="Claim files that were sent, or folders of runs.", metavar="FILE")],
    folder: Annotated[Path, typer.Option("--records", help="Your folder of records.", show_default=False)],
) -> None:
    """Keep the lines of claims that were sent, for rules that look at earlier claims.

    Of a run the claims are kept that it did not hold. The same file again is kept once.
    """
    for path in sent:
        if path.is_dir():
            lines = earlier_claims.keep_run(runs.Run.open(path), folder)
        else:
            lines = earlier_claims.keep(path, folder)[1]
        print(f"{path}: lines kept: {lines:,}")


@app.command()
def template(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.", metavar="DIR", show_default=False)],
) -> None:
    """Write empty sheets with the names of their columns, to begin from."""
    for path in records.write_template(folder):
        print(f"written: {path}")
