"""Empty sheets with the names of their columns, for a site to begin from."""

from __future__ import annotations

from pathlib import Path

from ..errors import Problem, UsageError
from .columns import SHEETS


def write_template(folder: Path) -> list[Path]:
    """Write each sheet with its header alone, and give their paths; UsageError where one is there already."""
    paths = [folder / f"{name}.csv" for name in SHEETS]
    if there := [path for path in paths if path.exists()]:
        sentence = "there is such a file already, and nothing was written"
        raise UsageError([Problem(str(path), None, sentence, "file-exists") for path in there])
    folder.mkdir(parents=True, exist_ok=True)
    for path, sheet in zip(paths, SHEETS.values(), strict=True):
        path.write_text(",".join(column.name for column in sheet.columns) + "\n", encoding="utf-8")
    return paths
