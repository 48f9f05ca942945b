"""The command line: composes the engine and the reports, and does nothing else.

Exit codes are a contract: 0 nothing at or above --fail-on, 1 findings, 2 a claim file or a rule could
not be read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO, get_args

import typer

if TYPE_CHECKING or not __package__:  # python cli.py, in a checkout
    from engine import __version__, cases, checking, handbook, rulebook, runs, skeleton, triage
    from engine.errors import ClaimscrubError, Problem, UsageError
    from reports import csv_file, frequency, frequency_pages, html_page, json_document, rule_pages, terminal
else:  # installed, as claimscrub.cli
    from .engine import __version__, cases, checking, handbook, rulebook, runs, skeleton, triage
    from .engine.errors import ClaimscrubError, Problem, UsageError
    from .reports import csv_file, frequency, frequency_pages, html_page, json_document, rule_pages, terminal

HOME = Path(__file__).parent
FINDINGS, UNREADABLE = 1, 2
BY = get_args(frequency.By)

app = typer.Typer(help="Checks claims before they are sent.", no_args_is_help=True, pretty_exceptions_enable=False)
rules_app = typer.Typer(help="Read, write and test rules.", no_args_is_help=True)
profiles_app = typer.Typer(help="What each payer changes.", no_args_is_help=True)
report_app = typer.Typer(help="Reports over many runs.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")
app.add_typer(profiles_app, name="profiles")
app.add_typer(report_app, name="report")


class Format(StrEnum):
    """Forms of a report."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class FailOn(StrEnum):
    """From which disposition on the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"


Rulesets = Annotated[Path, typer.Option("--rules", help="Folder of rule families.", show_default=False)]
Profiles = Annotated[Path, typer.Option("--profiles", help="Folder of payer profiles.", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", help="Write the report to a file instead of the terminal.")]
Redact = Annotated[bool, typer.Option("--redact", help="Leave names, identifiers and values out.")]


def main() -> None:
    """Run a command; a user's mistake is a sentence, and a defect of ours never shows a claim."""
    os.umask(0o077)  # what is written holds claims
    try:
        app()
    except ClaimscrubError as error:
        _tell(error.problems)
        sys.exit(UNREADABLE)
    except BrokenPipeError:
        sys.exit(UNREADABLE)
    except Exception as error:  # a defect of the program: its text may quote a claim, so only its kind and place are told
        frame = _last_frame(error)
        print(f"claimscrub failed ({type(error).__name__} at {frame}); please report this line", file=sys.stderr)
        if os.environ.get("CLAIMSCRUB_TRACEBACK"):
            raise
        sys.exit(UNREADABLE)


def _last_frame(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "nowhere"


def _tell(problems: list[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _refuse(what: str, sentence: str, kind: str, hint: str = "") -> UsageError:
    return UsageError([Problem(what, None, sentence, kind, hint)])


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise _refuse(option, "this is not a date; write YYYY-MM-DD", "bad-date") from None


@contextmanager
def _written(out: Path | None) -> Iterator[TextIO]:
    """The stream of a report: the terminal, or a file that appears when it is complete."""
    if out is None:
        yield sys.stdout
        return
    partial = out.with_name(f".{out.name}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        partial.replace(out)
    except OSError as error:
        raise _refuse(str(out), f"the report cannot be written: {error.strerror}", "unwritable-file") from None
    finally:
        partial.unlink(missing_ok=True)


def _book(rulesets: Path, profiles: Path) -> rulebook.Rulebook:
    return rulebook.load(rulesets, profiles, HOME / "code_sets")


def _progress(quiet: bool) -> Any:
    """A line on the terminal that counts the claims of a long check; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,} claims checked"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="837 files to check.", show_default=False)],
    profile: Annotated[str, typer.Option(help="A payer profile, or auto: by payer id and filing indicator.")] = "auto",
    submitted: Annotated[str | None, typer.Option(help="The day of submission; without it the date in the file.")] = None,
    form: Annotated[Format, typer.Option("--format", help="Form of the report.")] = Format.TABLE,
    out: Out = None,
    fail_on: Annotated[FailOn, typer.Option(help="Exit 1 from this severity on.")] = FailOn.ERROR,
    runs_folder: Annotated[Path, typer.Option("--runs", help="Where the run is kept.")] = Path("claimscrub-runs"),
    limit: Annotated[int, typer.Option(help="Claims shown in the terminal; 0 for the summary alone.")] = terminal.LIMIT,
    redact: Redact = False,
    rulesets: Rulesets = HOME / "rulesets",
    profiles: Profiles = HOME / "payer_profiles",
) -> None:
    """Check claim files and report the findings."""
    if len(set(files)) < len(files):
        raise _refuse(str(files[0]), "a file is named twice", "named-twice", "name each file once")
    book = _book(rulesets, profiles)
    chosen = None if profile == "auto" else _known(book, profile)
    options = checking.Options(_day(submitted, "--submitted"), chosen)
    strata = triage.TriageRules.load(rulesets / "triage")
    with _progress(quiet=False) as bar:
        task = bar.add_task("claims", total=None)
        checked = checking.check(
            files, book, strata, runs_folder, options=options, today=date.today(),
            told=lambda claims: bar.update(task, completed=claims),
        )  # fmt: skip
    _tell(checked.problems)
    for fault in checked.triage_faults:
        print(f"triage: error: {fault} [triage-fault]", file=sys.stderr)
    if checked.run is not None:
        with _written(out) as stream:
            _report(checked.run, form, stream, limit=limit, redact=redact)
        if out is not None:
            print(f"The report is in {out}; the run is kept in {checked.run.path}.", file=sys.stderr)
    if checked.unreadable or checked.run is None:
        raise typer.Exit(UNREADABLE)
    claims = checked.run.manifest["counts"]["dispositions"]
    stopped = claims["held"]["claims"] + (claims["review"]["claims"] if fail_on is FailOn.WARNING else 0)
    raise typer.Exit(FINDINGS if stopped else 0)


def _known(book: rulebook.Rulebook, profile: str) -> str:
    if profile not in book.profile:
        raise _refuse(f"--profile {profile}", "there is no such profile", "unknown-profile", f"there are: {', '.join(book.profile)}")
    return profile


def _report(run: runs.Run, form: Format, stream: TextIO, *, limit: int, redact: bool) -> None:
    match form:
        case Format.TABLE:
            terminal.write(run, stream, limit=limit, redact=redact)
        case Format.JSON:
            json_document.write(run, stream, redact=redact)
        case Format.CSV:
            csv_file.write(run, stream, redact=redact)
        case Format.HTML:
            html_page.write(run, stream, redact=redact)


@app.command()
def synth(
    path: Annotated[Path, typer.Argument(help="The 837P file to write; the key is written beside it.")],
    claims: Annotated[int, typer.Option(help="How many claims.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same file.")] = 1,
    errors: Annotated[float, typer.Option(help="Share of claims with one injected error, 0 to 1.")] = 0.0,
) -> None:
    """Write made-up claims, and a key of the errors injected into them."""
    raise NotImplementedError


@rules_app.command("list")
def rules_list(
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    profile: Annotated[str, typer.Option(help="Severities as this profile has them.")] = "default",
    rulesets: Rulesets = HOME / "rulesets",
    profiles: Profiles = HOME / "payer_profiles",
) -> None:
    """List the rules with their severity, desk and title."""
    book = _book(rulesets, profiles)
    _known(book, profile)
    rows = [
        (rule.family, rule.id, book.severity(rule, profile) or "off", rule.each.value, rule.desk, rule.title)
        for rule in book.rules
        if family in (None, rule.family)
    ]
    if not rows:
        raise _refuse(f"--family {family}", "there is no such family", "unknown-family")
    rule_pages.write_table(("family", "rule", "severity", "each", "desk", "title"), rows, sys.stdout)


@rules_app.command("show")
def rules_show(rule: str, rulesets: Rulesets = HOME / "rulesets", profiles: Profiles = HOME / "payer_profiles") -> None:
    """Show one rule: condition, message, remedy, cases, sources and what profiles change."""
    book = _book(rulesets, profiles)
    found = book.rule.get(rule.rpartition("/")[2])
    if found is None:
        raise _refuse(rule, "there is no such rule", "unknown-rule", "see: claimscrub rules list")
    rule_pages.write_markdown(handbook.rule_page(found, book), sys.stdout)


@rules_app.command("new")
def rules_new(
    name: Annotated[str, typer.Argument(help="FAMILY/RULE-ID")], rulesets: Rulesets = HOME / "rulesets"
) -> None:
    """Write the skeleton of a rule, which loads and passes its cases as it stands."""
    print(f"written: {skeleton.new_rule(rulesets, name, date.today())}")


@rules_app.command("lint")
def rules_lint(rulesets: Rulesets = HOME / "rulesets", profiles: Profiles = HOME / "payer_profiles") -> None:
    """Read every rule, profile and triage rule, and say what is wrong with them."""
    book, problems = rulebook.load_with_problems(rulesets, profiles, HOME / "code_sets")
    try:
        families = {rule.id: rule.family for rule in book.rules} | checking.BUILT_IN
        triage.TriageRules.load(rulesets / "triage").require(families)
    except ClaimscrubError as error:
        problems += error.problems
    _tell(problems)
    print(f"{len(book.rules)} rules and {len(book.profiles)} profiles read, {len(problems)} problem(s)")
    raise typer.Exit(UNREADABLE if problems else 0)


@rules_app.command("test")
def rules_test(
    names: Annotated[list[str] | None, typer.Argument(help="Families or rules; all without.", show_default=False)] = None,
    rulesets: Rulesets = HOME / "rulesets",
    profiles: Profiles = HOME / "payer_profiles",
) -> None:
    """Judge the cases of the rules, by both evaluators."""
    book = _book(rulesets, profiles)
    wanted = {name.rpartition("/")[2] for name in names or []}
    chosen = [rule for rule in book.rules if not wanted or rule.id in wanted or rule.family in wanted]
    missing = wanted - {rule.id for rule in book.rules} - {rule.family for rule in book.rules}
    if missing:
        raise _refuse(", ".join(sorted(missing)), "there is no such rule or family", "unknown-rule")
    outcomes = cases.judge_cases(book, chosen)
    failed = [outcome for outcome in outcomes if outcome.complaint is not None]
    for outcome in failed:
        print(outcome.case.place.problem(f"{outcome.name}: {outcome.complaint}", "case-failed"), file=sys.stderr)
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases of {len(chosen)} rule(s) pass")
    raise typer.Exit(FINDINGS if failed else 0)


@profiles_app.command("list")
def profiles_list(rulesets: Rulesets = HOME / "rulesets", profiles: Profiles = HOME / "payer_profiles") -> None:
    """List the profiles and how a claim comes to each."""
    book = _book(rulesets, profiles)
    rows = [
        (p.id, p.extends or "", ", ".join(p.payer_ids), ", ".join(p.filing_indicators), str(len(p.overrides)), p.title)
        for p in book.profiles
    ]
    rule_pages.write_table(("profile", "extends", "payer ids", "filing indicators", "overrides", "title"), rows, sys.stdout)


@profiles_app.command("show")
def profiles_show(
    profile: str,
    on: Annotated[str | None, typer.Option("--on", help="Values in force on this day; today without it.")] = None,
    rulesets: Rulesets = HOME / "rulesets",
    profiles: Profiles = HOME / "payer_profiles",
) -> None:
    """Print each value in force for a profile, and the layer that set it."""
    book = _book(rulesets, profiles)
    rows = handbook.in_force(book, _known(book, profile), _day(on, "--on") or date.today())
    rule_pages.write_table(("rule", "what", "value", "since", "set by", "because"), rows, sys.stdout)


@report_app.command("frequency")
def report_frequency(
    folder: Annotated[Path, typer.Option("--runs", help="Folder of runs.")] = Path("claimscrub-runs"),
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(BY)}.")] = "rule",
    form: Annotated[Format, typer.Option("--format", help="table, csv or html.")] = Format.TABLE,
    out: Out = None,
    redact: Redact = False,
) -> None:
    """Which findings recur: counts and rates by rule, payer, desk, month and more, over runs."""
    asked = [word.strip() for word in by.split(",")]
    unknown = [word for word in asked if word not in BY]
    if unknown:
        raise _refuse(f"--by {by}", f"nothing is counted by {', '.join(unknown)}", "unknown-word", f"there are: {', '.join(BY)}")
    found = frequency.frequency(runs.runs(folder), asked)
    with _written(out) as stream:
        match form:
            case Format.CSV:
                frequency_pages.write_csv(found, stream, redact=redact)
            case Format.HTML:
                frequency_pages.write_html(found, stream, redact=redact)
            case Format.TABLE | Format.JSON:
                frequency_pages.write_terminal(found, stream, redact=redact)


@app.command()
def version() -> None:
    """Print the version."""
    print(f"claimscrub {__version__}")


if __name__ == "__main__":
    main()
