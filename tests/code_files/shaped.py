"""What `engine/code_sets/shapes.py` says of a code set, held against what a release has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from engine.code_sets.code_set import shape_of
from engine.code_sets.shapes import SHAPES

ONLY_OF_THE_PROGRAM = {"patient-status": {"inpatient_mce"}}
"""Attributes that a table of the program has and no publisher's file; absent where a site's release answers."""


def differences(code_set: str, keys: Sequence[str], schema: Mapping[str, pl.DataType]) -> list[str]:
    """In what a release differs from the shape of its code set: keys, attributes, and their types."""
    said, found = SHAPES[code_set], shape_of(keys, schema)
    own = ONLY_OF_THE_PROGRAM.get(code_set, set())
    expected = {name: kind for name, kind in said.attributes.items() if name not in own}
    wrong = [f"keys {found.keys}, not {said.keys}"] if found.keys != said.keys else []
    wrong += [f"no {name}" for name in expected if name not in found.attributes]
    wrong += [f"{name}, which no rule can ask for" for name in found.attributes if name not in expected]
    both = expected.keys() & found.attributes.keys()
    return wrong + [f"{name} is {found.attributes[name]}" for name in both if found.attributes[name] != expected[name]]
