"""What README.md shows is what happens: its commands run, its picture is the report, its rule and profile load."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import COMMAND, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.partition(" #")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith("claimscrub ")
]
PICTURE = "claimscrub check examples/batch.837 --limit 1"
INSTALLING = ("make ", "CPPFLAGS=", "python")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the commands of the README touch."""
    for name in ("commands", "engine", "reports", "rulesets", "payer_profiles", "code_sets", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "cli.py", tmp_path)
    return tmp_path


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    words = [str(home / "cli.py") if word == str(ROOT / "cli.py") else word for word in COMMAND]
    environment = {**os.environ, "PYTHONPATH": ""}
    return subprocess.run(
        [*words, *command.split()[1:]], cwd=home, env=environment, capture_output=True, text=True, timeout=120
    )


def test_every_line_of_a_shell_block_is_a_command_that_is_run_here_or_an_installation() -> None:
    lines = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line]
    assert [line for line in lines if not line.startswith(("claimscrub ", *INSTALLING))] == []


def test_every_command_runs_as_it_stands_beside_the_rule_and_the_profile(copy: Path) -> None:
    rule, profile = (block for kind, block in BLOCKS if kind == "yaml")
    for content, folder in ((rule, copy / "rulesets" / "local"), (profile, copy / "payer_profiles")):
        folder.mkdir(exist_ok=True)
        (folder / f"{content.split(maxsplit=2)[1]}.yaml").write_text(content)
    for command in COMMANDS:
        done = run(command, copy)
        assert done.returncode in (0, 1), f"{command}\n{done.stderr}"
        assert "error:" not in done.stderr


def test_the_picture_is_the_report(copy: Path) -> None:
    (shown,) = (block for kind, block in BLOCKS if kind == "text" and block.startswith("claimscrub check-"))
    digest = re.compile(r"check-[0-9a-f]{12}")  # it hangs on every rule
    assert digest.sub("check-…", run(PICTURE, copy).stdout) == digest.sub("check-…", shown)


def test_the_number_of_rules_is_not_boasted() -> None:
    rules = len([path for path in (ROOT / "rulesets").glob("*/*.yaml") if path.parent.name != "triage"])
    assert int(re.findall(r"(\d+) rules", README)[0]) <= rules


def test_every_page_it_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
