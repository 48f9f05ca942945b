"""The store: one folder in which every release of every code set is kept that a site has imported.

    <store>/<code set>/<edition>-<first digits of the content>/

A release is written beside its place and published by one rename. Its name holds the hash of its
content, so that the same files imported again change nothing, two importers at once need no lock, and
a folder may be copied to another machine as it is. Nothing in a store is ever changed: a release of the
same edition with other content stands beside the first, and the later import answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from .. import __version__
from ..errors import Problem, RulesError, UsageError
from ..whole_folder import PARTIAL, REPLACED, UnfinishedFolder
from . import stored
from .content import canonical, fingerprint, types
from .difference import Difference, clipped, difference, together
from .parted import Hashed, Parted, parquet
from .release import FROM, Release
from .stored import StoredRelease, UnsoundError

VARIABLE: Final = "CLAIMSCRUB_CODE_SETS"
"""The environment variable that names a store."""

ROW_GROUP_ROWS: Final = 100_000

_LABEL: Final = "release"
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")


def default_folder() -> Path:
    """Where the store is when neither an option nor CLAIMSCRUB_CODE_SETS names it: the user's data folder."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("claimscrub", appauthor=False) / "code_sets"


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a release.

    `is_new` is false where the same content stood there already, and nothing was written. `corrects` is the
    release of the same edition that answered before. `preferred` is the one that answers for this edition,
    which is another where an older state was imported again.
    """

    release: StoredRelease
    is_new: bool
    difference: Difference | None
    corrects: StoredRelease | None
    preferred: StoredRelease


class Store:
    """The releases of a folder, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def releases(self, code_set: str | None = None) -> list[StoredRelease]:
        """The sound releases, of one code set or of all, by name and from the oldest to the one that answers first."""
        found = [release for release in self._opened(code_set) if isinstance(release, StoredRelease)]
        return sorted(found, key=lambda release: (release.code_set, *release.order))

    def problems(self, *, thorough: bool = False) -> list[Problem]:
        """What lies in the store and is not read, with what to do; thorough compares every file with its digest."""
        found: list[Problem] = []
        for opened in self._opened():
            if isinstance(opened, Problem):
                found.append(opened)
            elif thorough:
                try:
                    opened.require_sound()
                except RulesError as error:
                    found += error.problems
        return found

    def add(self, release: Release, now: datetime | None = None) -> Added:
        """Add one release; see `add_all`."""
        return self.add_all([release], now)[0]

    def add_all(self, releases: Sequence[Release], now: datetime | None = None) -> list[Added]:
        """Keep releases, and say of each what it changes.

        All are written and on the disk before the first appears, so that a full disk leaves none of them.
        ValueError for a release that no importer may make; RulesError where a name cannot be a folder's,
        UsageError where the store cannot be written.
        """
        now = now or datetime.now(UTC)
        try:
            with ExitStack() as undo:
                prepared = [self._prepare(release, now, undo) for release in releases]
                return [self._publish(*one) for one in prepared]
        except OSError as error:
            sentence = f"code sets cannot be kept here: {error.strerror or 'unknown reason'}"
            hint = f"make room or name another folder with --code-sets or {VARIABLE}"
            raise UsageError([Problem(str(self.path), None, sentence, "unwritable-store", hint)]) from None

    def _prepare(
        self, release: Release, now: datetime, undo: ExitStack
    ) -> tuple[StoredRelease, pl.DataFrame | Parted, UnfinishedFolder | None, list[StoredRelease]]:
        """Write the release where nobody sees it, unless it is there already; and those it stands beside."""
        _require_possible(release)
        rows = release.parted or canonical(release.rows, release.keys)
        content = fingerprint(rows, release.keys, release.reaches)
        place = self.path / release.code_set / _folder_name(release.edition, content)
        others = self.releases(release.code_set)
        standing = next((other for other in others if other.path.name == place.name), None)
        if standing is not None and standing.verified():
            return standing, rows, None, others
        _require_readable(place)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = UnfinishedFolder(place.parent, _LABEL)
        undo.callback(folder.discard)
        with folder.file(stored.ROWS) as stream:
            size, sha256 = _written(rows, stream)
        effective = [day for frame in _frames(rows, [FROM]) for day in (frame[FROM].min(), frame[FROM].max()) if day]
        facts = StoredRelease(
            path=place,
            code_set=release.code_set,
            edition=release.edition,
            reaches=release.reaches,
            keys=release.keys,
            columns=types(rows),
            rows=rows.height,
            distinct_keys=sum(_distinct(frame, release.keys) for frame in _frames(rows, release.keys)),
            effective=(_day(min(effective, default=None)), _day(max(effective, default=None))),
            sources=release.sources,
            read=release.read,
            refused=max(release.refused_count, len(release.refused)),
            notes=release.notes,
            imported=now,
            program=__version__,
            content=content,
            bytes=size,
            sha256=sha256,
        )
        with folder.file(stored.FACTS) as stream:
            stream.write(stored.written(facts))
        folder.open_to(self.path)
        return facts, rows, folder, [other for other in others if other is not standing]

    def _publish(
        self,
        facts: StoredRelease,
        rows: pl.DataFrame | Parted,
        folder: UnfinishedFolder | None,
        others: list[StoredRelease],
    ) -> Added:
        if folder is None:
            same = [other for other in others if other.edition == facts.edition]
            return Added(facts, is_new=False, difference=None, corrects=None, preferred=same[-1])
        is_damaged = facts.path.exists() and not _is_sound(facts.path)
        is_new = folder.offer(facts.path.name, instead=is_damaged)
        release = facts if is_new else stored.read(facts.path)
        before = [other for other in others if other.edition <= release.edition]
        same = [other for other in before if other.edition == release.edition]
        return Added(
            release,
            is_new,
            _against(before[-1], release, rows) if before and is_new else None,
            corrects=same[-1] if same else None,
            preferred=max([*same, release], key=lambda one: one.order),
        )

    def _opened(self, code_set: str | None = None) -> Iterator[StoredRelease | Problem]:
        there = next(path for path in (self.path.absolute(), *self.path.absolute().parents) if path.exists())
        if not there.is_dir():
            sentence = "the store of code sets is a folder, and this is a file"
            hint = f"name a folder with --code-sets or {VARIABLE}"
            raise UsageError([Problem(str(self.path), None, sentence, "no-folder", hint)])
        parents = [self.path / code_set] if code_set else sorted(_folders(self.path))
        for folder in sorted(folder for parent in parents for folder in _folders(parent)):
            if folder.name.endswith((PARTIAL, REPLACED)):
                continue
            try:
                yield stored.read(folder)
            except UnsoundError as error:
                where = f"{folder.parent.name}/{folder.name}"
                yield Problem(where, None, error.sentence, error.kind, error.hint)


def _folders(folder: Path) -> list[Path]:
    """The folders in one, but hidden ones; a folder that may not be looked into is an OSError, not an empty one."""
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _against(before: StoredRelease, release: StoredRelease, rows: pl.DataFrame | Parted) -> Difference | None:
    """The difference to a release, unless it has other keys or is damaged."""
    if before.keys != release.keys:
        return None
    try:
        scan = before.scan()
    except RulesError:
        return None
    if isinstance(rows, pl.DataFrame):
        return _between(before, release, scan.collect(), rows)
    key, found, passed = pl.col(release.keys[0]), [], pl.lit(value=True)
    for at, frame in enumerate(rows.frames(), 1):  # each part beside the old rows up to its last key
        upto = pl.lit(value=True) if at == rows.parts else key <= frame[release.keys[0]].max()
        found.append(_between(before, release, scan.filter(passed, upto).collect(), frame))
        passed = upto.not_()
    return together(found)


def _between(before: StoredRelease, release: StoredRelease, old: pl.DataFrame, rows: pl.DataFrame) -> Difference:
    if before.reaches[0] != release.reaches[0]:
        old, rows = clipped(old, before.reaches), clipped(rows, release.reaches)
    return difference(before.edition, old, rows, release.keys)


def _require_possible(release: Release) -> None:
    if not _NAME.fullmatch(release.code_set):
        sentence = f"'{release.code_set}' cannot be the name of a code set; write small letters, digits and hyphens"
        raise RulesError([Problem(release.sources[0].name if release.sources else "", None, sentence, "bad-name")])
    if release.reaches[1] < release.reaches[0] or not release.keys:
        raise ValueError("a release reaches at least one day and has a key")
    date.fromisoformat(release.edition[:10])


def _require_readable(place: Path) -> None:
    """RulesError where a release of another format has the name; a damaged one is replaced."""
    try:
        stored.read(place)
    except UnsoundError as error:
        if error.kind == "other-format":
            where = f"{place.parent.name}/{place.name}"
            raise RulesError([Problem(where, None, error.sentence, error.kind, error.hint)]) from None


def _is_sound(folder: Path) -> bool:
    try:
        return stored.read(folder).verified()
    except UnsoundError:
        return False


def _folder_name(edition: str, content: str) -> str:
    return f"{re.sub('[^a-z0-9.]+', '-', edition.lower()).strip('-.')[:80]}-{content[:8]}"


def _frames(rows: pl.DataFrame | Parted, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    return iter([rows.select(columns)]) if isinstance(rows, pl.DataFrame) else rows.frames(columns)


def _written(rows: pl.DataFrame | Parted, stream: BinaryIO) -> tuple[int, str]:
    """Write the rows as a Parquet file: its bytes and its digest."""
    hashed = Hashed(stream)
    if isinstance(rows, pl.DataFrame):
        hashed.write(parquet(rows, ROW_GROUP_ROWS))
    else:
        rows.write(hashed, ROW_GROUP_ROWS)
    return hashed.bytes, hashed.digest()


def _distinct(rows: pl.DataFrame, keys: Sequence[str]) -> int:
    """How many keys there are; sorted, they change from one row to the next."""
    changes = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift()) for key in keys)
    return int(rows.select(changes.sum()).item())


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
