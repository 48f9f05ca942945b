"""What a user installs is what stands in the checkout, under one name, and works from anywhere.

The wheel is built from a copy, without a network, by the setuptools of this environment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
HOMES: dict[str, str] = PYPROJECT["tool"]["setuptools"]["package-dir"]
"""Package to folder: `claimscrub.engine` is `engine`."""

LEFT = {path.name for path in ROOT.iterdir() if path.is_dir()} - set(HOMES.values())
"""What at the root is no package, and might not be ours: environments, caches, the sample files of others."""

pytestmark = [
    pytest.mark.xdist_group("packaging"),
    pytest.mark.skipif(
        int(version("setuptools").split(".")[0]) < 77,
        reason="building needs setuptools 77 or newer, which `make test` installs",
    ),
]


def run(*command: str | Path, **variables: str) -> str:
    """Standard output of a command that must succeed; a failure shows all it said."""
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "", **variables}, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(folder: Path) -> Path:
    """A wheel made from a fresh copy of the checkout; setuptools leaves its own files in the copy."""
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=lambda folder, _: LEFT if Path(folder) == ROOT else {"__pycache__"})
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--disable-pip-version-check")
    # The year 2026, for a zip archive holds the time of each file.
    run(
        sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder, source, SOURCE_DATE_EPOCH="1767225600"
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel, which borrows the libraries of this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", "--no-cache-dir",
        "--disable-pip-version-check", wheel,
    )  # fmt: skip
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "borrowed.pth").write_text("\n".join(sorted(borrowed)))
    return python.parent


def test_the_wheel_adds_one_name(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"claimscrub"}


def test_the_wheel_holds_every_file_of_every_package(names: set[str]) -> None:
    left = {"__pycache__", "README.md", ".gitkeep"}
    missing = [
        f"{folder}/{path.relative_to(ROOT / folder)}"
        for package, folder in HOMES.items()
        if folder != "."
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and not left & set(path.parts) and path.suffix != ".pyc"
        if f"{package.replace('.', '/')}/{path.relative_to(ROOT / folder).as_posix()}" not in names
    ]
    assert not missing, f"name them in [tool.setuptools.package-data] or packages of pyproject.toml: {missing}"


def test_the_wheel_holds_no_more_than_packages_and_licence(names: set[str]) -> None:
    python = {name for name in names if name.count("/") == 1 and name.endswith(".py")}
    assert python <= {"claimscrub/cli.py"}
    assert not [name for name in names if "/tests/" in name or "conftest" in name]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_the_wheel_says_that_it_is_typed(names: set[str]) -> None:
    assert {"claimscrub/engine/py.typed", "claimscrub/reports/py.typed"} <= names


def test_two_builds_of_one_checkout_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    assert again.name == wheel.name
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_every_installed_module_imports_from_another_folder(
    installed: Path, names: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    modules = sorted(
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names if name.endswith(".py")
    )
    assert "claimscrub.engine.errors" in modules
    code = f"import importlib\nfor name in {modules!r}:\n    print(importlib.import_module(name).__file__)"
    places = run(installed / "python", "-c", code).split()
    assert all("site-packages" in place for place in places)


def test_the_installed_command_says_its_version(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from claimscrub.engine import __version__; print(__version__)"
    assert run(installed / "python", "-c", code).strip() in run(installed / "claimscrub", "--version")
