"""Who may import whom, and what of the checkout becomes a package.

No type checker sees these rules, and they break slowly. A failing test says what to do, for it is
met months later.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_files import ROOT, imports, python_files, shown

LAYERS = (
    # A module or subpackage of engine/ imports only from lines above its own. Imports for the type checker count.
    # 0: the words everything else is said in
    "errors",  # a problem and its place; knows nothing
    "dated",  # values that change on a day; knows nothing
    "guides",  # what the implementation guides demand, as data; knows nothing
    "x12_place",  # the notation of a place in an X12 file
    "fields",  # the field dictionary, which places point into
    "findings",  # the frames a scrub gives, which reports and history read
    "tables",  # the frames a reader gives, made from the dictionary
    "guide_words",  # how a departure from a guide is said, in findings and in faults
    # Readers stand this high so that they cannot know a rule: a file is read the same whoever judges it.
    "readers",
    "reading_apart",  # the same in a process of its own
    # 1: what rules are written with
    "distinct",  # asks each distinct value of a column once; knows nothing
    "documents",  # YAML with marks; knows problems only
    "whole_folder",  # a folder that is published by one rename; knows nothing
    "code_sets",  # dated reference tables
    "language",  # expressions: tree, types, scalar meaning, column meaning
    "entries",  # typed reading of a YAML mapping
    "code_files",  # publishers' files, read into releases of code sets; a table's description is YAML
    "column_maps",  # what a user says of the columns of a sheet, for the readers
    "pairs",  # lines that NCCI pays as one
    "earlier",  # lines of the same patient on earlier claims
    # 2: what is in force
    "parameters",  # the dated values of a rule, typed by the language
    "standard_claim",  # the clean claim that every case starts from
    "case_claims",  # what a case states, laid over it
    "case_tables",  # rows of code sets that it states
    "case_files",  # cases as they are written; nothing is judged yet
    "claim_types",  # for which types of claims a rule is
    "rules",  # one rule file, read and checked
    "profiles",  # a payer's overrides, which name rules
    "rulebook",  # rules under profiles on a date
    "code_gaps",  # which of its rules lack a code set, and when
    # 3: judging
    "frames",  # one frame for each grain of `each:`
    "program",  # a rulebook compiled once
    "evaluation",  # a program over the frames of a block; does no I/O
    # 4: composing
    "places",  # where a finding stands in the file
    "sheet_places",  # and where in a sheet, which has rows and columns for segments
    "sheet_gaps",  # what a sheet has no column for was not evaluated
    "unreadable",  # values that cannot be read are findings
    "nonconformity",  # and so is what departs from the guide
    "pyx12_process",  # the process in which pyx12 reads
    "pyx12_child",  # what that process does
    "pyx12_words",  # what pyx12 objects to, in our words
    "guide_check",  # its objections as findings on claims
    "triage",  # judges signatures of findings, whatever found them
    "scrub",  # tables, rulebook, records -> findings; pure, so it stands above what writes
    "run_counts",  # the parts of a run: counts that reconcile
    "run_frames",  # frames streamed into it
    "runs",  # a scrub, kept
    "gate",  # splits a batch by a run's dispositions
    "record_tables",  # the claims of cases, as tables
    "cases",  # the tests written in rules, run through scrub
    "skeleton",  # a new rule to begin from
    "linting",  # everything an officer wrote, read together
    "earlier_claims",  # where they come from: the site's records, and the batch so far
    "checking",  # files in, a run out
    "handbook",  # pages made from rules and the dictionary
    "synth",  # made-up claims with an answer key
)


ORDER = {name: line for line, name in enumerate(LAYERS)}


def units_imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and first name below engine/ of each relative import: `from ..fields import X` is `fields`."""
    folder = path.parent.relative_to(ROOT / "engine").parts
    for entry in imports(path):
        if entry.level == 0:
            continue
        above = folder[: len(folder) - (entry.level - 1)]
        whole = (*above, *filter(None, entry.module.split(".")))
        if whole:
            yield entry.line, whole[0]
        else:
            yield from ((entry.line, name) for name in entry.names if not name.startswith("__"))


def unit(path: Path) -> str:
    """The module or subpackage of engine/ that a file belongs to."""
    return path.relative_to(ROOT / "engine").with_suffix("").parts[0]


def test_every_module_of_the_engine_has_its_line_in_the_layers() -> None:
    unknown = {unit(path) for path in python_files("engine") if unit(path) != "__init__" and unit(path) not in ORDER}
    assert not unknown, f"give each a line in LAYERS, with its reason: {sorted(unknown)}"


def test_a_module_of_the_engine_imports_only_from_layers_above_it() -> None:
    wrong: list[str] = []
    for path in python_files("engine"):
        if unit(path) == "__init__":
            continue
        own = ORDER.get(unit(path), 0)
        wrong += [
            f"{shown(path)}:{line}: {unit(path)} imports {name}"
            for line, name in units_imported(path)
            if name != unit(path) and ORDER.get(name, own) >= own
        ]
    assert not wrong, "\n".join(wrong)


def test_judging_claims_reads_no_file() -> None:
    judging = {"frames", "evaluation", "scrub"}
    wrong = [
        f"{shown(path)}:{line}: {name}"
        for path in python_files("engine")
        for line, name in units_imported(path)
        if unit(path) in judging and name == "readers"
    ]
    assert not wrong, "a partition of claims can then be scrubbed anywhere:\n" + "\n".join(wrong)


def test_the_package_engine_itself_imports_none_of_its_modules() -> None:
    loaded = [name for _, name in units_imported(ROOT / "engine" / "__init__.py")]
    assert not loaded, "asking for the version would load Polars, and a start of the command is felt"


@pytest.mark.parametrize("folder", ["engine", "reports"])
def test_engine_and_reports_name_themselves_relatively(folder: str) -> None:
    wrong = [
        f"{shown(path)}:{entry.line}: import of {entry.module}"
        for path in python_files(folder)
        for entry in imports(path)
        if entry.level == 0 and entry.module.split(".")[0] in {folder, "claimscrub", "cli", "tests"}
    ]
    assert not wrong, "installed, the folder is claimscrub." + folder + ":\n" + "\n".join(wrong)


def test_commands_find_the_engine_and_the_reports_in_one_module() -> None:
    ours = {"claimscrub", "cli", "commands", "engine", "reports"}
    wrong = [
        f"{shown(path)}:{entry.line}: import of {entry.module or '..'}"
        for path in python_files("commands")
        for entry in imports(path)
        if path.name != "parts.py" and (entry.level > 1 or (entry.level == 0 and entry.module.split(".")[0] in ours))
    ]
    assert not wrong, "installed, the folder is claimscrub.commands; import from .parts:\n" + "\n".join(wrong)


def test_reports_know_the_engine_only_for_the_type_checker() -> None:
    wrong = [
        f"{shown(path)}:{entry.line}"
        for path in python_files("reports")
        for entry in imports(path)
        if entry.level == 0 and entry.module.split(".")[0] == "engine" and not entry.for_types_only
    ]
    assert not wrong, "put it under `if TYPE_CHECKING:`, a report is a function of a run:\n" + "\n".join(wrong)


def test_the_engine_knows_no_report() -> None:
    wrong = [
        f"{shown(path)}:{entry.line}"
        for path in python_files("engine")
        for entry in imports(path)
        if entry.module.split(".")[0] in {"commands", "reports", "rich", "typer", "jinja2"}
    ]
    assert not wrong, "reports, terminals and commands are not the engine's matter:\n" + "\n".join(wrong)


def test_only_the_command_stands_beside_the_packages() -> None:
    strays = sorted(path.name for path in ROOT.glob("*.py") if path.name != "cli.py")
    assert not strays, f"they would ship in the wheel: {strays}"


def test_every_package_is_listed_for_the_wheel() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    there = {"claimscrub", "claimscrub.code_sets", "claimscrub.payer_profiles", "claimscrub.rulesets"}
    for path in python_files("commands", "engine", "reports"):
        there.add(".".join(("claimscrub", *path.parent.relative_to(ROOT).parts)))
    assert not there - listed, f"add to [tool.setuptools] packages of pyproject.toml: {sorted(there - listed)}"
    assert not listed - there, f"remove from [tool.setuptools] packages of pyproject.toml: {sorted(listed - there)}"


def test_every_package_says_what_it_is() -> None:
    folders = {path.parent for path in python_files("commands", "engine", "reports")}
    bare = sorted(shown(folder) for folder in folders if not (folder / "__init__.py").is_file())
    assert not bare, f"without __init__.py pytest and mypy see another name than Python does: {bare}"


def test_requirements_name_the_same_packages_as_the_project() -> None:
    def names(lines: list[str]) -> set[str]:
        return {re.split(r"[<>=;\[ ]", line)[0].lower() for line in lines if line and not line.startswith("#")}

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = [
        line
        for name in ("compiled.in", "runtime.in")
        for line in (ROOT / "requirements" / name).read_text().splitlines()
    ]
    assert names(declared) == names(asked)


def test_durable_rules_is_imported_in_one_file() -> None:
    users = {
        shown(path)
        for path in python_files("commands", "engine", "reports")
        for entry in imports(path)
        if entry.module.split(".")[0] in {"durable", "durable_rules_engine"}
    }
    assert len(users) <= 1, f"what it does wrong is kept behind one door: {sorted(users)}"


def test_pyx12_is_imported_in_one_file() -> None:
    users = {
        shown(path)
        for path in python_files("commands", "engine", "reports")
        for entry in imports(path)
        if entry.module.split(".")[0] == "pyx12"
    }
    assert users == {"engine/pyx12_child.py"}, "what it says and does is kept in a process of its own"
