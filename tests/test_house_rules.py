"""What stays small, what is never written, and what needs a reason beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.source_files import ROOT, python_files, shown, tree

LONGEST = 320
LONGER: dict[str, int] = {}
"""File to the lines it may have, with a reason beside it."""

MAY_CATCH_EVERYTHING = {
    "engine/evaluation": "one rule that raises is a finding on its claims and does not stop the others",
    "engine/pyx12_child": "pyx12 raises anything on what it does not expect; the claims are held",
    "engine/triage": "durable_rules raises bare Exception; a disagreement holds the claim",
    "cli.py": "the top of the command: a defect of ours is reported without a claim's data",
}


def text_files() -> Iterator[Path]:
    """Every text file that is kept: not what tools and runs leave behind."""
    made = {"build", "dist", "runs", "report.html"}
    kept_by_tools = re.compile(r"\.git|\.venv.*|__pycache__|\..*_cache|\.hypothesis|.*\.egg-info|.*\.partial")
    waiting = [path for path in ROOT.iterdir() if path.name not in made]
    while waiting:
        path = waiting.pop()
        if kept_by_tools.fullmatch(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            waiting += path.iterdir()
        elif path.suffix not in {".parquet", ".gz", ".png", ".xlsx", ".zip"}:
            yield path


def test_files_stay_small() -> None:
    long = []
    for path in python_files():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGER.get(shown(path), LONGEST):
            long.append(f"{shown(path)} has {lines} lines")
    assert not long, "it has two subjects, find the second noun:\n" + "\n".join(long)


def test_modules_are_named_after_what_they_hold() -> None:
    vague = {"base", "common", "core", "helpers", "manager", "managers", "misc", "tools", "util", "utils"}
    wrong = [shown(path) for path in python_files() if vague & set(path.relative_to(ROOT).with_suffix("").parts)]
    assert not wrong


def test_nothing_of_the_engine_runs_text_as_code() -> None:
    banned = {"eval", "exec", "compile", "__import__"}
    wrong = [
        f"{shown(path)}:{node.lineno}: {node.func.id}"
        for path in python_files("commands", "engine", "reports")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned
    ]
    assert not wrong, "rule files are hostile input too:\n" + "\n".join(wrong)


def test_everything_is_caught_only_where_that_has_a_reason() -> None:
    everything = {"Exception", "BaseException"}
    wrong = [
        f"{shown(path)}:{node.lineno}"
        for path in [*python_files("commands", "engine", "reports"), *ROOT.glob("*.py")]
        if not any(shown(path).startswith(place) for place in MAY_CATCH_EVERYTHING)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or everything & set(re.findall(r"\w+", ast.unparse(node.type))))
        and ast.unparse(node.body[-1]) != "raise"  # puts its things away and passes on what it met
    ]
    assert not wrong, "catch by name what can be mended there:\n" + "\n".join(wrong)


def test_an_exemption_from_a_check_names_the_check_and_the_reason() -> None:
    exemption = re.compile(r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|pragma:)(.*)")
    right = re.compile(r":?\s*(?:\[[a-z0-9, -]+\]|[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*)\s+# \S+")
    wrong = [
        f"{shown(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := exemption.search(line)) and path != Path(__file__) and not right.match(found[1])
    ]
    assert not wrong, "write `# type: ignore[code]  # reason` or `# noqa: CODE  # reason`:\n" + "\n".join(wrong)


def test_no_file_names_a_package_index_or_somebodys_home() -> None:
    # Put together here, so that this file does not hold what it looks for.
    indexes = "|".join(("pypi" + r"\.org", "python" + "hosted", "pypi" + r"\.python", "debian" + r"\.org/debian"))
    homes = "|".join(("/ho" + r"me/\w", "/ro" + r"ot/", "/Us" + r"ers/\w", "/wo" + r"rk/", "/tm" + r"p/\w"))
    # A path begins after a space, a quote or a sign; `rulesets/work/` is no home.
    pattern = re.compile(rf"{indexes}|(?<![\w.\-}}/])(?:{homes})")
    wrong = []
    for path in text_files():
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                wrong.append(f"{shown(path)}:{number}")
    assert not wrong, "a lock or a page that names a place works only there:\n" + "\n".join(wrong)
