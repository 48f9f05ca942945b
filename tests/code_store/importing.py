"""Takes releases from files that only name them, in place of the importers; run as a program, in a process of its own.

    python tests/code_store/importing.py STORE FILE… [--wait FILE] [--bytes N] [--bare]

The program says `ready` and waits for a file to appear, so that several start at one moment; `--bytes`
is the longest file that it may write, which is how a disk is full here. `--bare` leaves the command out,
which takes longer to start than what is looked at.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import sleep

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from engine.code_sets.release import Release  # noqa: E402  # the path is set first
from engine.code_sets.store import Store  # noqa: E402  # the path is set first
from engine.errors import InputError, Problem  # noqa: E402  # the path is set first
from tests.code_store.releases import later, limits, many, pairs  # noqa: E402  # the path is set first


def taken(paths: Sequence[Path], described: Path | None = None, effective: date | None = None) -> list[Release]:
    """The releases that files name by their first word; InputError with a problem for each that names none."""
    releases: list[Release] = []
    problems: list[Problem] = []
    for path in paths:
        match path.read_text().split():
            case ["pairs", *setting]:
                releases.append(pairs(code_set="-".join(["ncci-ptp", *setting])))
            case ["spoiled"]:
                sentence = "the effective date is not a day"
                problem = Problem("ccipra.TXT", "line 9", sentence, "bad-date", level="warning")
                releases.append(replace(pairs(), read=7, refused=(problem,), refused_count=1))
            case ["later"]:
                releases.append(later())
            case ["many", rows]:
                releases.append(many(int(rows)))
            case ["limits", quarter, units]:
                releases.append(limits(int(quarter), int(units)))
            case []:
                pass
            case _:
                problems.append(Problem(path.name, "line 1", "this is no file of a code set", "not-known"))
    if problems:
        raise InputError(problems)
    if described is not None or effective is not None:
        told = f"described by {described and described.name}, effective {effective}"
        releases = [replace(one, notes=(told,)) for one in releases]
    return releases


def main() -> None:
    """Add what the files name to a store, by the command itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("store", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--wait", type=Path)
    parser.add_argument("--bytes", type=int)
    parser.add_argument("--bare", action="store_true")
    asked = parser.parse_args()
    releases = taken(asked.files) if asked.bare else []

    def add() -> None:
        Store(asked.store).add_all(releases)

    act = add if asked.bare else command(asked.store, asked.files)
    if asked.bytes:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (asked.bytes, asked.bytes))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while asked.wait and not asked.wait.exists():
        sleep(0.001)
    act()


def command(store: Path, files: Sequence[Path]) -> Callable[[], None]:
    """The command that imports files as a user does."""
    import cli
    from commands import codes

    codes.taken = taken
    sys.argv = ["claimscrub", "codes", "import", *map(str, files), "--code-sets", str(store)]
    return cli.main


if __name__ == "__main__":
    main()
