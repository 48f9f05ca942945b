"""The command line: composes the engine and the reports, and does nothing else.

Exit codes are a contract: 0 nothing at or above --fail-on, 1 findings, 2 a claim file or a rule could
not be read, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import sys
from datetime import date
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args

import typer

gc.disable()  # until everything is imported: nothing of it is garbage, and looking costs a twentieth of a small check
# Before Polars is imported: one core is the reader's, and two threads on the other only get in each other's way.
os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 2) - 1)))

if TYPE_CHECKING or not __package__:  # python cli.py, in a checkout
    from engine import __version__, cases, checking, handbook, linting, rulebook, runs, skeleton, synth, triage
    from engine.errors import ClaimscrubError, Problem, UsageError
    from reports import forms, frequency, outlet, rule_pages, terminal
else:  # installed, as claimscrub.cli
    from .engine import __version__, cases, checking, handbook, linting, rulebook, runs, skeleton, synth, triage
    from .engine.errors import ClaimscrubError, Problem, UsageError
    from .reports import forms, frequency, outlet, rule_pages, terminal

HOME: Final = Path(__file__).parent
FINDINGS, UNREADABLE = 1, 2
BY: Final[tuple[frequency.By, ...]] = get_args(frequency.By)

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
rules_app = typer.Typer(help="Read, write and test rules.", no_args_is_help=True)
profiles_app = typer.Typer(help="What each payer changes.", no_args_is_help=True)
report_app = typer.Typer(help="Reports over many runs.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")
app.add_typer(profiles_app, name="profiles")
app.add_typer(report_app, name="report")


Out = Annotated[Path | None, typer.Option("--out", help="Write the report to a file that its owner alone can read.")]
Profiles = Annotated[Path, typer.Option("--profiles", help="Payer profiles in place of ours.", show_default=False)]
Redact = Annotated[bool, typer.Option("--redact", help="Leave names, identifiers, dates of service and values out.")]
Rulesets = Annotated[Path, typer.Option("--rules", help="Rule families in place of ours.", show_default=False)]
Runs = Annotated[Path, typer.Option("--runs", help="Folder in which runs are kept.")]
RULESETS, PROFILES, RUNS = HOME / "rulesets", HOME / "payer_profiles", Path("claimscrub-runs")


def main() -> None:
    """Run a command; a user's mistake is a sentence, and a defect of ours never shows a claim."""
    os.umask(0o077)  # what is written holds claims
    gc.freeze()
    gc.enable()
    outlet.set_up_streams()
    try:
        app()
    except ClaimscrubError as error:
        _tell(error.problems)
        sys.exit(UNREADABLE)
    except OSError as error:
        sentence = f"this cannot be read or written: {error.strerror or 'unknown reason'}"
        _tell([Problem(str(error.filename or "claimscrub"), None, sentence, "system")])
        sys.exit(UNREADABLE)
    except BaseException as error:  # a panic of Polars is no Exception
        if isinstance(error, SystemExit) or os.environ.get("CLAIMSCRUB_TRACEBACK"):
            raise
        # A defect of ours, whose text may quote a claim: only its kind and place are told.
        sentence = f"claimscrub failed ({type(error).__name__} at {_place(error)}); please report this line"
        print(sentence, file=sys.stderr)
        sys.exit(UNREADABLE)


def _place(error: BaseException) -> str:
    """The last line of our own that an exception passed."""
    lines = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    own = [f"{path.relative_to(HOME)}:{line}" for path, line in lines if path.is_relative_to(HOME)]
    return own[-1] if own else "nowhere"


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


def _require_room(out: Path | None) -> None:
    if (why := outlet.refusal(out)) is not None:
        raise _refuse(str(out), why, "unwritable-file")


def _book(rulesets: Path, profiles: Path, *, with_cases: bool = True) -> rulebook.Rulebook:
    gc.disable()  # nothing read here is garbage, and looking for it takes a third of the time
    try:
        return rulebook.load(rulesets, profiles, HOME / "code_sets", with_cases=with_cases)
    finally:
        gc.freeze()
        gc.enable()


def _known(book: rulebook.Rulebook, profile: str) -> str:
    if profile not in book.profile:
        hint = f"there are: {', '.join(book.profile)}"
        raise _refuse(f"--profile {profile}", "there is no such profile", "unknown-profile", hint)
    return profile


def _print_version(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def claimscrub(
    _: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_print_version)] = False,
) -> None:
    """Checks health care claims (837P) against rules before they are sent."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="837P files to check.", show_default=False)],
    profile: Annotated[str, typer.Option(help="A payer profile, or auto: by payer id and filing indicator.")] = "auto",
    submitted: Annotated[str | None, typer.Option(metavar="DATE", help="Day of submission, if not the file's.")] = None,
    form: Annotated[forms.Form, typer.Option("--format", help="Form of the report.")] = forms.Form.TABLE,
    out: Out = None,
    fail_on: Annotated[Literal["error", "warning"], typer.Option(help="Exit 1 from this severity on.")] = "error",
    kept: Runs = RUNS,
    limit: Annotated[int, typer.Option(min=0, help="Claims shown in the terminal.")] = terminal.LIMIT,
    redact: Redact = False,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Check claim files, keep the run, and report the findings.

    Exit code 0: nothing at or above --fail-on. 1: findings. 2: a file or a rule could not be read.
    """
    day = _day(submitted, "--submitted")
    _require_room(out)
    with checking.started_for(files) as apart, outlet.counting() as told:
        book = _book(rulesets, profiles, with_cases=False)
        options = checking.Options(day, None if profile == "auto" else _known(book, profile))
        strata = triage.TriageRules.load(rulesets / "triage")
        checked = checking.check(
            files, book, strata, kept, options=options, today=date.today(), told=told, apart=apart
        )  # fmt: skip
    _tell(checked.problems)
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


@app.command("synth")
def make_claims(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="837P file to write; its key goes to FILE.key.csv.")],
    claims: Annotated[int, typer.Option(min=1, help="How many claims.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same file.")] = 1,
    errors: Annotated[float, typer.Option(min=0, max=1, help="Share of claims with one error put in.")] = 0.0,
) -> None:
    """Write made-up claims, and a key of the errors put into them."""
    key = path.with_name(f"{path.name}.key.csv")
    _require_room(path)
    _require_room(key)
    made = synth.write(path, key, claims, seed, errors)
    print(f"{path}: {made.claims} claims, {made.errors.total()} of them with an error; the key is in {key}")
    for kind, count in sorted(made.errors.items()):
        print(f"{count:8}  {kind}")


@rules_app.command("list")
def rules_list(
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    profile: Annotated[str, typer.Option(help="Severities as this profile has them.")] = "default",
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """List the rules with their severity, desk and title."""
    book = _book(rulesets, profiles)
    _known(book, profile)
    families = dict.fromkeys(rule.family for rule in book.rules)
    if family not in (None, *families):
        hint = f"there are: {', '.join(families)}"
        raise _refuse(f"--family {family}", "there is no such family", "unknown-family", hint)
    rows = [
        (rule.family, rule.id, book.severity(rule, profile) or "off", rule.each.value, rule.desk, rule.title)
        for rule in book.rules
        if family in (None, rule.family)
    ]
    rule_pages.write_table(("family", "rule", "severity", "each", "desk", "title"), rows, sys.stdout)


@rules_app.command("show")
def rules_show(
    rule: Annotated[str, typer.Argument(help="RULE-ID or FAMILY/RULE-ID")],
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Show one rule: condition, message, remedy, cases, sources and what profiles change."""
    book = _book(rulesets, profiles)
    found = book.rule.get(rule.rpartition("/")[2])
    if found is None or rule not in (found.id, f"{found.family}/{found.id}"):
        raise _refuse(rule, "there is no such rule", "unknown-rule", "see: claimscrub rules list")
    rule_pages.write_markdown(handbook.rule_page(found, book), sys.stdout)


@rules_app.command("new")
def rules_new(name: Annotated[str, typer.Argument(help="FAMILY/RULE-ID")], rulesets: Rulesets = RULESETS) -> None:
    """Write the skeleton of a rule, which loads and passes its cases as it stands."""
    print(f"written: {skeleton.new_rule(rulesets, name, date.today())}")


@rules_app.command("lint")
def rules_lint(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """Read every rule, profile and triage rule, and say what is wrong with them."""
    book, problems = linting.lint(rulesets, profiles, HOME / "code_sets")
    _tell(problems)
    print(f"{len(book.rules)} rules and {len(book.profiles)} profiles read, {len(problems)} problem(s)")
    raise typer.Exit(UNREADABLE if problems else 0)


@rules_app.command("test")
def rules_test(
    names: Annotated[list[str] | None, typer.Argument(help="Rules or families; all if none.")] = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Judge the cases of the rules, by both evaluators. Exit code 1: a case fails."""
    book = _book(rulesets, profiles)
    callings = {rule.id: {rule.id, rule.family, f"{rule.family}/{rule.id}"} for rule in book.rules}
    if missing := set(names or ()) - set().union(*callings.values()):
        what = ", ".join(sorted(missing))
        raise _refuse(what, "there is no such rule or family", "unknown-rule", "see: claimscrub rules list")
    chosen = [rule for rule in book.rules if not names or callings[rule.id].intersection(names)]
    outcomes = cases.judge_cases(book, chosen)
    failed = [outcome for outcome in outcomes if outcome.complaint is not None]
    problems = [outcome.case.place.problem(f"{outcome.name}: {outcome.complaint}", "case-failed") for outcome in failed]
    if not names:
        problems += linting.triage_problems(book, rulesets / "triage")
    _tell(problems)
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases of {len(chosen)} rule(s) pass")
    raise typer.Exit(FINDINGS if problems else 0)


@profiles_app.command("list")
def profiles_list(rulesets: Rulesets = RULESETS, profiles: Profiles = PROFILES) -> None:
    """List the profiles and how a claim comes to each."""
    book = _book(rulesets, profiles)
    columns = ("profile", "extends", "payer ids", "filing indicators", "overrides", "title")
    rows = [
        (p.id, p.extends or "", ", ".join(p.payer_ids), ", ".join(p.filing_indicators), str(len(p.overrides)), p.title)
        for p in book.profiles
    ]
    rule_pages.write_table(columns, rows, sys.stdout)


@profiles_app.command("show")
def profiles_show(
    profile: Annotated[str, typer.Argument(help="One of `claimscrub profiles list`.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today without it.")] = None,
    rulesets: Rulesets = RULESETS,
    profiles: Profiles = PROFILES,
) -> None:
    """Print each value in force for a profile, and the layer that set it."""
    day = _day(on, "--on") or date.today()
    book = _book(rulesets, profiles)
    rows = handbook.in_force(book, _known(book, profile), day)
    rule_pages.write_table(("rule", "what", "value", "since", "set by", "because"), rows, sys.stdout)


@report_app.command("frequency")
def report_frequency(
    kept: Runs = RUNS,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(BY)}.")] = "rule",
    form: Annotated[forms.FrequencyForm, typer.Option("--format", help="Form.")] = forms.FrequencyForm.TABLE,
    out: Out = None,
    redact: Redact = False,
) -> None:
    """Which findings recur: counts and rates by rule, payer, desk, month and more, over runs."""
    words = [word.strip() for word in by.split(",")]
    if unknown := [word for word in words if word not in BY]:
        hint = f"there are: {', '.join(BY)}"
        raise _refuse(f"--by {by}", f"nothing is counted by '{', '.join(unknown)}'", "unknown-word", hint)
    _require_room(out)
    if not (found := runs.runs(kept)):
        raise _refuse(str(kept), "no run is kept here", "no-run", "claimscrub check keeps one")
    counted = frequency.frequency(found, [known for word in words for known in BY if known == word])
    with outlet.written(out) as stream:
        forms.write_frequency(counted, form, stream, redact=redact)


@app.command()
def version() -> None:
    """Print the version."""
    print(f"claimscrub {__version__}")


if __name__ == "__main__":
    main()
