"""Runs the command as a user does, in this process or in one of its own, and says what came of it."""

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import cli
from tests.x12_text import Segments, file_of, transaction

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-W", "error", str(ROOT / "cli.py"))


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def kinds(self) -> list[str]:
        """The kinds of the problems told, in their order."""
        heads = [line for line in self.err.splitlines() if line.endswith("]")]
        return [line.rpartition("[")[2][:-1] for line in heads]


def claimscrub(*arguments: object) -> Done:
    """Run the command in this process."""
    out, err = StringIO(), StringIO()
    words = ["claimscrub", *map(str, arguments)]
    mask = os.umask(0o077)
    try:
        with patch.object(sys, "argv", words), redirect_stdout(out), redirect_stderr(err):
            cli.main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    else:
        code = 0
    finally:
        os.umask(mask)
        gc.unfreeze()
    return Done(code, out.getvalue(), err.getvalue())


def apart(arguments: Sequence[object], **variables: str) -> Done:
    """Run the command in a process of its own, where a warning of Python is an error."""
    words = [*COMMAND, *map(str, arguments)]
    found = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **variables}, timeout=120)
    return Done(found.returncode, found.stdout, found.stderr)


PRACTICE: Segments = [
    "PRV*BI*PXC*207Q00000X",
    "NM1*85*2*DOORBELL FAMILY PRACTICE*****XX*2000002222",
    "N3*559 HATBOX AVENUE",
    "N4*FORT UMBRELLA*TX*752876535",
    "REF*EI*890452991",
]
PATIENT: Segments = [
    "NM1*IL*1*YEWBARK*DAHLIA****MI*HM035713948",
    "N3*759 QUILT COURT",
    "N4*MITTENBURG*IN*46216",
    "DMG*D8*19810404*F",
]
CLAIM: Segments = [
    "CLM*A1*189***11:B:1*Y*A*Y*Y",
    "HI*ABK:I10",
    "NM1*82*1*TURNIPSEED*TARRAGON****XX*2000000747",
]
LINE: Segments = ["LX*1", "SV1*HC:99214*189*UN*1***1", "DTP*472*D8*20260502"]


def claim(
    identifier: str = "99999", indicator: str = "CI", *, stated: Segments = CLAIM, line: Segments = LINE
) -> Segments:
    """One claim to a payer, with its subscriber's level; nothing is found on it unless something else is stated."""
    payer = ["NM1*PR*2*SOME PAYER*****PI*" + identifier, "N3*66 RUBBER STAMP WAY", "N4*BUTTONVILLE*OH*44101"]
    return ["22", f"SBR*P*18*GRP42757******{indicator}", *PATIENT, *payer, *stated, *line]


def text(*claims: Segments) -> str:
    """The text of a sound file of these claims, one clean claim unless they are stated; each is of another patient."""
    levels = [born_later(number, one) for number, one in enumerate(claims or (claim(),))]
    return file_of(transaction([PRACTICE, *levels]))


def born_later(days: int, level: Segments) -> Segments:
    """The level of another patient: of one who was born so many days later."""
    born = f"{date(1981, 4, 4) + timedelta(days):%Y%m%d}"
    return [segment.replace("*19810404*", f"*{born}*") for segment in level]


def write(path: Path, *claims: Segments) -> Path:
    """A sound file of these claims, one clean claim unless they are stated."""
    path.write_text(text(*claims))
    return path


BAD_NPI: Segments = [*CLAIM[:2], "NM1*82*1*TURNIPSEED*TARRAGON****XX*2000000740"]
"""A claim whose rendering provider's number fails its check digit."""
