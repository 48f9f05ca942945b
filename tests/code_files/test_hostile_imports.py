"""What is offered in place of a file leaves the store as it was: the command says one sentence and exits with 2."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.code_files.files import PAIRS, PAIRS_PREAMBLE, written, zipped
from tests.code_files.test_ncci_units import HEADER, NAME, NOTICE, ROWS
from tests.command import claimscrub

WHOLE = PAIRS_PREAMBLE + PAIRS
MEMBER = "ccipra-v322r0-f1.TXT"
PAGE = "<!DOCTYPE html>\n<html><head><title>License</title></head><body>AMA</body></html>"


def cut(folder: Path) -> Path:
    """An archive that breaks off, as a download does."""
    whole = zipped(folder / "whole", {MEMBER: WHOLE * 50}).read_bytes()
    return written(folder / "ccipra-v322r0-f1.zip", whole[: len(whole) // 2])


def bomb(folder: Path) -> Path:
    """A few kilobytes that unpack to a hundred megabytes of pairs."""
    file = folder / "ccipra-v322r0-f1.zip"
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, archive.open(MEMBER, "w") as member:
        member.write(WHOLE.encode())
        for _ in range(100):
            member.write(b"X0001\tX0002\t\t20200101\t*\t0\tx\r\n" * 34_000)
    return file


def within(folder: Path, content: bytes, levels: int = 1, name: str = "inner.zip") -> Path:
    """An archive with a good member beside one of this content, or so many levels of them."""
    for _ in range(levels):
        content = zipped(folder / "a.zip", {f"good/{MEMBER}": WHOLE, name: content}).read_bytes()
    return folder / "a.zip"


def medicaid(folder: Path) -> Path:
    """Edits of Medicaid, as the outer archive alone tells."""
    inner = zipped(folder / "inner", {MEMBER: WHOLE}).read_bytes()
    return zipped(folder / "medicaid-ncci-2026-q3-ptp-edits.zip", {"ccipra.zip": inner})


def two_levels(folder: Path) -> Path:
    """An archive within an archive within an archive."""
    return within(folder, zipped(folder / "inner", {MEMBER: WHOLE}).read_bytes(), levels=2)


def inner_bomb(folder: Path) -> Path:
    """An archive within an archive; neither is packed a hundred times, both together are."""
    inner = folder / "inner"
    with ZipFile(inner, "w", ZIP_DEFLATED) as archive:
        for at in range(90):
            archive.writestr(f"{at}.txt", "".join(f"{number:06}" for number in range(2_000)) * 20)
    return within(folder, inner.read_bytes())


def inner_cut(folder: Path) -> Path:
    """An archive within an archive that breaks off."""
    return within(folder, cut(folder).read_bytes())


def many_together(folder: Path) -> Path:
    """Two archives within one, each of fewer members than are read, and both of more."""
    few = zipped(folder / "few", {f"{at}.txt": "x" for at in range(600)}).read_bytes()
    return zipped(folder / "a.zip", {MEMBER: WHOLE, "one.zip": few, "other.zip": few})


def encrypted(folder: Path) -> Path:
    """An archive whose member says that it is encrypted."""
    whole = bytearray(zipped(folder / "whole", {MEMBER: WHOLE}).read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1
    return written(folder / "ccipra-v322r0-f1.zip", bytes(whole))


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "the page of a licence": (lambda folder: written(folder / "ccipra-v322r0-f1.zip", PAGE), "web page"),
    "an archive that breaks off": (cut, "breaks off"),
    "an archive that unpacks to too much": (bomb, "100 times its size"),
    "a header that has drifted": (
        lambda folder: written(folder / NAME, NOTICE + HEADER.replace("Adjudication", "Verdict") + ROWS),
        "no column for 'adjudication_indicator'",
    ),
    "a pair that has lost a column": (
        lambda folder: written(folder / MEMBER, PAIRS_PREAMBLE.replace("Deletion", "Finis") + PAIRS),
        "no column for 'deletion'",
    ),
    "a member that leads out": (lambda folder: zipped(folder / "a.zip", {f"../../{MEMBER}": WHOLE}), "leads out"),
    "a member of an absolute path": (lambda folder: zipped(folder / "a.zip", {f"/{MEMBER}": WHOLE}), "leads out"),
    "edits of another programme in an archive within": (medicaid, "NCCI edits of Medicaid"),
    "an archive two levels deep": (two_levels, "two levels deep"),
    "archives that are packed too much together": (inner_bomb, "100 times its size"),
    "an archive within that breaks off": (inner_cut, "breaks off"),
    "archives with too many members together": (many_together, "no more than 1000 are read"),
    "a member of an inner archive that leads out": (
        lambda folder: within(folder, zipped(folder / "inner", {f"../{MEMBER}": WHOLE}).read_bytes()),
        "leads out",
    ),
    "a member that is encrypted": (encrypted, "encrypted"),
}


def everything(folder: Path) -> dict[Path, bytes | None]:
    """All there is beneath a folder: files with their bytes, folders without."""
    return {path: path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store that has one release, from which the command is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMSCRUB_CODE_SETS", "store")
    good = written(tmp_path / NAME, NOTICE + HEADER + ROWS)
    assert claimscrub("codes", "import", good).code == 0
    good.unlink()
    return tmp_path


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a good file"])
def test_a_hostile_file_is_refused_by_one_sentence_and_the_store_is_as_it_was(
    what: str, beside: bool, here: Path
) -> None:
    make, said = HOSTILE[what]
    (here / "downloads").mkdir()
    files = [make(here / "downloads")]
    if beside:
        files.append(written(here / "downloads" / "ccioph-v322r0-f1.TXT", WHOLE))
    before = everything(here)
    done = claimscrub("codes", "import", *files)
    assert (done.code, done.out, len(done.kinds)) == (2, "", 1)
    (line,) = [line for line in done.err.splitlines() if line.endswith("]")]
    assert said in line
    assert ": error: " in line
    assert "Traceback" not in done.err
    assert everything(here) == before


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_does_not_make_a_store(what: str, here: Path) -> None:
    (here / "downloads").mkdir()
    file = HOSTILE[what][0](here / "downloads")
    assert claimscrub("codes", "import", file, "--code-sets", here / "none").code == 2
    assert not (here / "none").exists()
