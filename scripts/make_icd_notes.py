"""Makes `code_sets/icd-10-cm/notes.csv` anew from the tabular list that simple-icd-10-cm carries.

    python scripts/make_icd_notes.py

A code is written where what holds there is not what holds at the next shorter code; see
`engine/code_sets/inherited.py`. A test holds the table equal to what `codes import` takes of the same file.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from engine.code_files import taken  # noqa: E402  # the checkout is no installed package

TABLE = ROOT / "code_sets" / "icd-10-cm" / "notes.csv"
LISTS = ("excludes1", "code_first", "seventh_characters")


def tabular_list() -> Path:
    """The publisher's XML in the package."""
    spec = importlib.util.find_spec("simple_icd_10_cm")
    assert spec is not None and spec.origin is not None  # noqa: S101, PT018  # it is installed
    (found,) = (Path(spec.origin).parent / "data").glob("icd10c-tabular-*.xml")
    return found


def main() -> None:
    """Write the table."""
    (release,) = taken([tabular_list()])
    holds = {
        row["code"]: (*(" ".join(row[name]) for name in LISTS), "yes" if row["manifestation"] else "no")
        for row in release.rows.sort("code").iter_rows(named=True)
    }
    nothing = ("", "", "", "no")
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", *LISTS, "manifestation"])
        for code, here in holds.items():
            above = next((code[:size] for size in range(len(code) - 1, 2, -1) if code[:size] in holds), None)
            if here != (holds[above] if above else nothing):
                writer.writerow([code, *here])


if __name__ == "__main__":
    main()
