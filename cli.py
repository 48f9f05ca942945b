"""The command line: puts the commands together, starts one, and says what went wrong.

Exit codes are a contract: 0 nothing at or above --fail-on, 1 findings, 2 a claim file or a rule could
not be read, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Annotated

import typer

gc.disable()  # until everything is imported: nothing of it is garbage, and looking costs a twentieth of a small check
# Before Polars is imported: one core is the reader's, and two threads on the other only get in each other's way.
os.environ.setdefault("POLARS_MAX_THREADS", str(max(1, (os.cpu_count() or 2) - 1)))

if TYPE_CHECKING or not __package__:  # python cli.py, in a checkout
    from commands import claims, codes, profiles, records, reports, rules
    from commands.options import HOME, UNREADABLE, tell
    from engine import __version__
    from engine.errors import ClaimscrubError, Problem
    from reports import outlet
else:  # installed, as claimscrub.cli
    from .commands import claims, codes, profiles, records, reports, rules
    from .commands.options import HOME, UNREADABLE, tell
    from .engine import __version__
    from .engine.errors import ClaimscrubError, Problem
    from .reports import outlet

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(claims.check)
app.command("columns")(claims.propose_columns)
app.command("synth")(claims.make_claims)
app.add_typer(rules.app, name="rules")
app.add_typer(profiles.app, name="profiles")
app.add_typer(codes.app, name="codes")
app.add_typer(records.app, name="records")
app.add_typer(reports.app, name="report")


def main() -> None:
    """Run a command; a user's mistake is a sentence, and a defect of ours never shows a claim."""
    os.umask(0o077)  # what is written holds claims
    gc.freeze()
    gc.enable()
    outlet.set_up_streams()
    try:
        app()
    except ClaimscrubError as error:
        tell(error.problems)
        sys.exit(UNREADABLE)
    except OSError as error:
        sentence = f"this cannot be read or written: {error.strerror or 'unknown reason'}"
        tell([Problem(str(error.filename or "claimscrub"), None, sentence, "system")])
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


def _print_version(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def claimscrub(
    _: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_print_version)] = False,
) -> None:
    """Checks health care claims and encounters against rules before they are sent."""


@app.command()
def version() -> None:
    """Print the version."""
    print(f"claimscrub {__version__}")


if __name__ == "__main__":
    main()
