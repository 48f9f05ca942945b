"""docs/records.md names every file, column and table there is, and no other."""

import re

from engine.records import SHAPES
from engine.records.columns import CERTIFIED, SHEETS
from tests.command import ROOT

PAGE = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]


def names(text: str) -> list[str]:
    """What is quoted in a cell."""
    return re.findall(r"`([^`]+)`", text)


def test_every_sheet_is_there_with_its_columns() -> None:
    told = {cells[0].strip("`"): (names(cells[2]), names(cells[3])) for cells in ROWS if cells[0].endswith(".csv`")}
    assert told == {
        f"{sheet.name}.csv": (
            [column.name for column in sheet.columns if column.needed],
            [column.name for column in sheet.columns if not column.needed],
        )
        for sheet in SHEETS.values()
    }


def test_every_table_is_there_with_its_keys_and_attributes() -> None:
    told = {cells[0].strip("`"): (names(cells[1]), set(names(cells[2]))) for cells in ROWS if len(cells) == 3}
    keys, same = told["coverage-person"]
    assert same == set()  # "the same", but for the birth date, which is a key
    told["coverage-person"] = (keys, told["coverage"][1] - {"birth_date"})
    assert told == {name: (list(shape.keys), set(shape.attributes)) for name, shape in SHAPES.items()}


def test_every_status_of_an_authorization_is_there() -> None:
    for status in set(CERTIFIED.values()):
        assert re.search(rf"\b{status}\b", PAGE), status
