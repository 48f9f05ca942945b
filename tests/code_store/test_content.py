"""The hash of a release's content is what its definition says, value by value."""

import hashlib
import json
import struct
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.code_sets.content import canonical, fingerprint

REACHES = (date(2026, 1, 1), date(2026, 3, 31))
TYPES = {"code": "text", "from": "date", "to": "date", "flag": "boolean", "places": "texts", "units": "number"}
SCHEMA = pl.Schema(
    {
        "code": pl.String(), "from": pl.Date(), "to": pl.Date(), "flag": pl.Boolean(),
        "places": pl.List(pl.String), "units": pl.Int64(),
    }
)  # fmt: skip

texts = st.text(alphabet="a0é漢 ", max_size=3)
rows = st.tuples(
    texts,
    st.none() | st.dates(),
    st.none() | st.dates(),
    st.none() | st.booleans(),
    st.none() | st.lists(texts, max_size=3),
    st.none() | st.integers(-(2**63), 2**63 - 1),
)


def number(value: bool | int | date | None, _: str = "") -> bytes:
    whole = (value - date(1970, 1, 1)).days if isinstance(value, date) else int(value or 0)
    return struct.pack("<q", whole)


def written(values: list[object], word: str) -> bytes:
    """A column by the definition: which are null, then the values; of texts the lengths, then the letters."""
    nulls = bytes(value is None for value in values)
    if word == "text":
        encoded = [str(value or "").encode() for value in values]
        return nulls + b"".join(struct.pack("<I", len(text)) for text in encoded) + b"".join(encoded)
    if word == "texts":
        lists = [value if isinstance(value, list) else [] for value in values]
        lengths = b"".join(struct.pack("<I", len(one)) for one in lists)
        return nulls + lengths + written([text for one in lists for text in one], "text")
    assert all(value is None or isinstance(value, bool | int | date) for value in values)
    return nulls + b"".join(number(value) for value in values if value is None or isinstance(value, bool | int | date))


@given(st.lists(rows, max_size=8))
def test_the_hash_is_the_one_that_plain_python_computes(given: list[tuple[object, ...]]) -> None:
    frame = canonical(pl.DataFrame(given, SCHEMA, orient="row"), ("code",))
    head = {
        "keys": ["code"],
        "reaches": ["2026-01-01", "2026-03-31"],
        "rows": len(given),
        "columns": [list(one) for one in TYPES.items()],
    }
    digest = hashlib.sha256(json.dumps(head).encode())
    for name, word in TYPES.items():
        digest.update(written(frame[name].to_list(), word))
    assert fingerprint(frame, ("code",), REACHES) == digest.hexdigest()


@given(st.lists(rows, max_size=8).flatmap(lambda listed: st.tuples(st.just(listed), st.permutations(listed))))
def test_the_order_in_which_rows_come_does_not_matter(
    two: tuple[list[tuple[object, ...]], list[tuple[object, ...]]],
) -> None:
    one, other = (canonical(pl.DataFrame(listed, SCHEMA, orient="row"), ("code",)) for listed in two)
    assert one.equals(other)
    assert fingerprint(one, ("code",), REACHES) == fingerprint(other, ("code",), REACHES)


def test_a_slice_of_a_longer_table_has_the_hash_of_its_own_rows() -> None:
    whole = pl.DataFrame({"code": ["a", "bc", "d"]}).with_columns(
        pl.lit(None, pl.Date).alias("from"), pl.lit(None, pl.Date).alias("to")
    )
    parts = pl.concat([whole.slice(1, 1), whole.slice(2)], rechunk=False)
    alone = pl.DataFrame({"code": ["bc", "d"]}).with_columns(
        pl.lit(None, pl.Date).alias("from"), pl.lit(None, pl.Date).alias("to")
    )
    assert fingerprint(parts, ("code",), REACHES) == fingerprint(alone, ("code",), REACHES)
