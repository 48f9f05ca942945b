"""Commands about claims: check them, make some up."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from . import options, site
from .options import (
    FINDINGS,
    PROFILES,
    RULESETS,
    RUNS,
    UNREADABLE,
    CodeSetsFolder,
    Out,
    Profiles,
    RecordsFolder,
    Redact,
    Rulesets,
    Runs,
)
from .parts import checking, column_maps, forms, outlet, readers, synth, terminal, triage

ClaimType = Literal["837P", "837I", "837D", "mixed"]


def check(
    files: Annotated[list[Path], typer.Argument(help="837 files, sheets, or packed ones.", show_default=False)],
    profile: Annotated[str, typer.Option(help="A payer profile, or auto: by payer id and filing indicator.")] = "auto",
    submitted: Annotated[str | None, typer.Option(metavar="DATE", help="Day of submission, if not the file's.")] = None,
    form: Annotated[forms.Form, typer.Option("--format", help="Form of the report.")] = forms.Form.TABLE,
    out: Out = None,
    guide: Annotated[
        bool, typer.Option("--guide", help="Ask pyx12 too, element by element; it reads some 300 claims a second.")
    ] = False,
    columns: Annotated[
        Path | None, typer.Option("--columns", help="What the columns of sheets are; see: claimscrub columns.")
    ] = None,
    fail_on: Annotated[Literal["error", "warning"], typer.Option(help="Exit 1 from this severity on.")] = "error",
    kept: Runs = RUNS,
    limit: Annotated[int, typer.Option(min=0, help="Claims shown in the terminal.")] = terminal.LIMIT,
    redact: Redact = False,
    records: RecordsFolder = None,
    code_sets: CodeSetsFolder = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Check claim files (837P, 837I, 837D, CSV, XLSX, Parquet, NDJSON), keep the run, and report the findings.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: a file or a rule could not be read.
    """
    day = options.day(submitted, "--submitted")
    records = records or site.records()
    options.require_room(out)
    with checking.started_for(files) as apart, outlet.counting() as told:
        store = options.store(code_sets)
        options.tell(store.problems())
        book = options.book(rulesets, profiles, store, options.known_records(records), with_cases=False)
        choice = checking.Options(
            day,
            None if profile == "auto" else options.known(book, profile),
            guide=guide,
            columns=None if columns is None else column_maps.load(columns),
            records=records,
        )
        strata = triage.TriageRules.load(rulesets / "triage")
        checked = checking.check(files, book, strata, kept, options=choice, today=date.today(), told=told, apart=apart)
    options.tell(checked.problems)
    for fault in checked.triage_faults:
        print(f"triage: error: {fault} [triage-fault]", file=sys.stderr)
    if checked.run is None:
        raise typer.Exit(UNREADABLE)
    with outlet.written(out) as stream:
        forms.write(checked.run, form, stream, limit=limit, redact=redact)
    if out is not None:
        print(f"The report is in {out}; the run is kept in {checked.run.path}.", file=sys.stderr)
    tally = checked.run.manifest["counts"]["dispositions"]
    stopped = tally["held"]["claims"] + (tally["review"]["claims"] if fail_on == "warning" else 0)
    raise typer.Exit(UNREADABLE if checked.unreadable else FINDINGS if stopped else 0)


def propose_columns(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, XLSX, Parquet or NDJSON file.")],
) -> None:
    """Print what the columns of a sheet are taken for, as a file to correct and give to check --columns."""
    print(readers.proposal(path), end="")


def make_claims(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="837 or .csv file to write; its key goes to FILE.key.csv.")
    ],
    claims: Annotated[int, typer.Option(min=1, help="How many claims.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same file.")] = 1,
    errors: Annotated[float, typer.Option(min=0, max=1, help="Share of claims with one error put in.")] = 0.0,
    kind: Annotated[ClaimType, typer.Option("--type", help="Type of the claims; mixed has all three.")] = "837P",
    encounters: Annotated[bool, typer.Option("--encounters", help="Report encounters (BHT06 is RP).")] = False,
) -> None:
    """Write made-up claims, and a key of the errors put into them."""
    key = path.with_name(f"{path.name}.key.csv")
    if path.suffix == ".csv" and (kind != "837P" or encounters):
        sentence = "a sheet is made of 837P claims only, and says nothing of encounters"
        raise options.refuse(str(path), sentence, "bad-option", "name a file that does not end in .csv")
    options.require_room(path)
    options.require_room(key)
    types = synth.TYPES if kind == "mixed" else (kind,)
    made = synth.write(path, key, claims, seed, errors, types=types, encounters=encounters)
    print(f"{path}: {made.claims} claims, {made.errors.total()} of them with an error; the key is in {key}")
    for name, count in sorted(made.errors.items()):
        print(f"{count:8}  {name}")
