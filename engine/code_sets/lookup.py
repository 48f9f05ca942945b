"""What the code sets say of one code, or of a pair: the rows, the release that answers, and the files it came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ..errors import Problem, UsageError
from .catalogue import mend
from .code_set import CodeSet, Edition
from .reach import Answering, answering
from .release import FROM, TO
from .store import Store
from .window import Window


@dataclass(frozen=True, slots=True)
class Answer:
    """What one release of a code set says; no rows means that it does not have the code.

    `rows` has the keys, the window and the attributes; it is None where nothing reaches the day, and then
    `mend` says what to import. `answers_for` are the days on which this release answers, `sources` the
    files it came from, none for what comes with the program.
    """

    code_set: str
    edition: str = ""
    answers_for: tuple[Window, ...] = ()
    sources: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    rows: pl.DataFrame | None = None
    mend: str = ""


def look_up(
    store: Store, bundled: Iterable[CodeSet], name: str, codes: Sequence[str], day: date | None
) -> list[Answer]:
    """What is said of codes by the code set `name`, or by each whose name it begins (`ncci-ptp`).

    Codes stand in the order of the keys or in any other; one code of a table of pairs finds every pair it
    is in. With a day the release answers that reaches it, without one all that are not superseded.
    UsageError where there is no such code set, with the nearest names, or where it has fewer keys.
    """
    own = {code_set.name: code_set for code_set in bundled}
    names = {release.code_set for release in store.releases()}
    found: list[Answer] = []
    fewer: list[str] = []
    for meant in _meant(name, names | set(own)):
        releases = store.releases(meant)
        keys = releases[-1].keys if releases else ("code",)
        if len(codes) > len(keys):
            fewer.append(f"{meant} has {len(keys)} key: {', '.join(keys)}")
            continue
        answers = [_answer(answer, codes, day) for answer in answering(releases) if _is_asked(answer, day)]
        if not answers and meant in own:
            reached = [one for one in own[meant].editions if _reaches(one.reaches, day)]
            answers = [_of_bundled(own[meant], one, codes, day) for one in reached]
        found += answers or [Answer(meant, mend=mend(meant, day))]
    if not found:
        sentence = f"{len(codes)} codes are asked for, and a row has fewer"
        raise UsageError([Problem(name, None, sentence, "too-many-codes", "; ".join(fewer))])
    return found


def _meant(name: str, known: set[str]) -> list[str]:
    """The code set of this name, else those whose names begin with it, as words."""
    if name in known:
        return [name]
    if begun := sorted(other for other in known if other.startswith(f"{name}-")):
        return begun
    close = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(sorted(known))}"
    raise UsageError([Problem(name, None, "there is no such code set", "unknown-code-set", hint)])


def _is_asked(answer: Answering, day: date | None) -> bool:
    return any(_reaches(window, day) for window in answer.windows)


def _reaches(window: Window, day: date | None) -> bool:
    return day is None or window[0] <= day <= window[1]


def _answer(answer: Answering, codes: Sequence[str], day: date | None) -> Answer:
    release = answer.release
    rows = release.scan().filter(_has(codes, release.keys), *_on(day)).collect()
    sources = tuple(dict.fromkeys(source.name for source in release.sources))
    return Answer(release.code_set, release.edition, answer.windows, sources, release.keys, rows)


def _has(codes: Sequence[str], keys: Sequence[str]) -> pl.Expr:
    """Whether each code is in one of the keys, and, where every key is given, nothing else is."""
    written = [{code.strip().upper(), code.strip().upper().replace(".", "")} for code in codes]
    each = [pl.any_horizontal(pl.col(key).is_in(list(code)) for key in keys) for code in written]
    if len(codes) == len(keys):
        each += [pl.col(key).is_in(list(set().union(*written))) for key in keys]
    return pl.all_horizontal(each)


def _on(day: date | None) -> list[pl.Expr]:
    if day is None:
        return []
    begun, lasts = pl.col(FROM) <= day, pl.col(TO) >= day
    return [begun.fill_null(value=True), lasts.fill_null(value=True)]


def _of_bundled(code_set: CodeSet, edition: Edition, codes: Sequence[str], day: date | None) -> Answer:
    keys = code_set.shape.keys
    rows = edition.rows_of({}).filter(_has(codes, keys), *_on(day)).sort(*keys, FROM)
    return Answer(code_set.name, edition.edition, (edition.reaches,), (), keys, rows)
