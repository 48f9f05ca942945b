"""Commands that report over many runs."""

from __future__ import annotations

from typing import Annotated, Final, get_args

import typer

from . import options
from .options import RUNS, Out, Redact, Runs, refuse
from .parts import forms, frequency, outlet, runs

BY: Final[tuple[frequency.By, ...]] = get_args(frequency.By)

app = typer.Typer(help="Reports over many runs.", no_args_is_help=True)


@app.command("frequency")
def count_findings(
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
        raise refuse(f"--by {by}", f"nothing is counted by '{', '.join(unknown)}'", "unknown-word", hint)
    options.require_room(out)
    if not (found := runs.runs(kept)):
        raise refuse(str(kept), "no run is kept here", "no-run", "claimscrub check keeps one")
    counted = frequency.frequency(found, [known for word in words for known in BY if known == word])
    with outlet.written(out) as stream:
        forms.write_frequency(counted, form, stream, redact=redact)
