"""The page about files names every code set that an importer gives, and its example is read."""

import re
from pathlib import Path

from engine.code_files import FORMATS, read_description
from tests.code_files.files import written
from tests.source_files import ROOT

PAGE = (ROOT / "docs" / "code-files.md").read_text(encoding="utf-8")


def test_every_code_set_is_on_the_page() -> None:
    given = {name for one in FORMATS for name in one.gives}
    named = {name for line in PAGE.splitlines() if line.startswith("|") for name in re.findall(r"`([a-z0-9-]+)`", line)}
    assert given == named


def test_the_example_of_a_description_is_read(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    description = read_description(written(tmp_path / "table.yaml", example))
    assert description.attributes["units"] == ("Units", "whole")


def test_formats_are_named_once() -> None:
    names = [one.name for one in FORMATS]
    assert len(set(names)) == len(names)
