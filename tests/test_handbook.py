"""Pages and schemas follow from what runs, and are fresh."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its types are a package of their own
import pytest

from engine import handbook, profile_pages, profiles, rules
from engine.citations import GRADES
from engine.code_sets.shapes import SHAPES
from engine.documents import Listing, Node, Table, Text, read
from engine.fields import CLAIM_TYPES, FIELDS, MEMBERS, Grain
from engine.findings import DESKS, SEVERITIES
from engine.language.forms import FORMS
from engine.language.functions import FUNCTIONS
from engine.parameters import UNITS
from engine.profile_matches import KINDS
from engine.rulebook import load
from scripts import make_docs
from tests.make import ROOT, TODAY, book

RULE_SCHEMA = json.loads((ROOT / "docs/schemas/rule.schema.json").read_text(encoding="utf-8"))
PROFILE_SCHEMA = json.loads((ROOT / "docs/schemas/profile.schema.json").read_text(encoding="utf-8"))
RULES = sorted(path for path in (ROOT / "rulesets").glob("*/*.yaml") if path.parent.name != rules.TRIAGE)
PROFILES = profiles.files_of(ROOT / "payer_profiles")


def plain(node: Node) -> Any:  # noqa: ANN401  # JSON
    """A document as JSON has it: every scalar a string."""
    match node:
        case Text(value=value):
            return value
        case Listing(items=items):
            return [plain(item) for item in items]
        case Table(entries=entries):
            return {key: plain(entry) for key, entry in entries.items()}


def test_no_page_is_stale() -> None:
    behind = [path.relative_to(ROOT).as_posix() for path in make_docs.stale()]
    assert not behind, "run `make docs`:\n" + "\n".join(behind)


def test_every_field_function_and_form_is_on_its_page() -> None:
    fields, functions = handbook.fields_page(), handbook.functions_page()
    assert all(f"`{path}`" in fields for path in FIELDS)
    assert all(f"## {name}\n" in functions for name in FUNCTIONS)
    assert all(f"`{name}(" in functions for name in FORMS)


def test_the_page_of_the_language_names_every_code_set_and_attribute() -> None:
    page = (ROOT / "docs/rule-format.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| `")}
    for name, shape in SHAPES.items():
        assert all(f"`{word}`" in rows[f"`{name}`"] for word in (*shape.keys, *shape.attributes)), name


def test_a_rules_page_says_what_the_rule_says(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        {
            "title": "A | made up",
            "parameters": "{limit: {unit: dollar, values: {2020-01-01: 5, 2024-01-01: 6.50}}}",
            "when": "claim.total_charge > limit",
        },
        profiles={"acme": "overrides: {made-up: {parameters: {limit: {2025-01-01: 7}}, because: Manual}}\n"},
    )
    page = handbook.rule_page(made.rules[0], made)
    for part in (
        "# A | made up",
        "`made/made-up`",
        "> Found.",
        "**What to do.** Mend it.",
        "claim.total_charge > limit",
        "| `limit` (dollar) | 2024-01-01 | $6.50 |",
        "| `acme` | `limit` $7.00 from 2025-01-01 | Manual |  |",
        "- stays silent: nothing",
        "- fires: something",
        "- Nowhere, checked 2026-01-01",
    ):
        assert part in page
    assert "| claims | all types |" in page
    assert "| [made-up](made/made-up.md) | error | all types | A \\| made up |" in handbook.rule_index(made)
    assert [setting.row for setting in profile_pages.settings(made, "acme", TODAY)] == [
        ("made-up", "severity", "error", "", "rule", ""),
        ("made-up", "limit", "$7.00", "2025-01-01", "acme", "Manual"),
    ]


def test_a_page_names_the_types_of_claims_of_a_rule_for_some(tmp_path: Path) -> None:
    made = book(tmp_path, {"when": "present(claim.patient_paid)"})
    assert "| claims | 837P, 837D |" in handbook.rule_page(made.rules[0], made)
    assert "| error | 837P, 837D | Made up |" in handbook.rule_index(made)


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shipped_rule_is_of_the_schema(path: Path) -> None:
    jsonschema.Draft202012Validator(RULE_SCHEMA).validate(plain(read(path)))


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_shipped_profile_is_of_the_schema(path: Path) -> None:
    jsonschema.Draft202012Validator(PROFILE_SCHEMA).validate(plain(read(path)))


@pytest.mark.parametrize("schema", [RULE_SCHEMA, PROFILE_SCHEMA], ids=["rule", "profile"])
def test_a_schema_is_a_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_schemas_know_the_keys_and_words_of_the_engine() -> None:
    keys = RULE_SCHEMA["properties"]
    assert tuple(keys) == rules.KEYS
    assert tuple(RULE_SCHEMA["required"]) == rules.REQUIRED
    assert keys["severity"]["enum"] == [*SEVERITIES, "off"]
    assert keys["desk"]["enum"] == list(DESKS)
    assert keys["each"]["enum"] == list(rules.EACH)
    assert keys["claims"]["items"]["enum"] == list(CLAIM_TYPES.values())
    assert keys["parameters"]["additionalProperties"]["properties"]["unit"]["enum"] == list(UNITS)
    for case in ("clean_case", "found_case"):
        stated = RULE_SCHEMA["$defs"][case]["properties"]["claim"]["properties"]
        assert set(stated) == {"type", *MEMBERS[Grain.CLAIM]}
        assert stated["type"] == keys["claims"]["items"]
    assert tuple(PROFILE_SCHEMA["properties"]) == profiles.KEYS
    override = PROFILE_SCHEMA["properties"]["overrides"]["additionalProperties"]["properties"]
    assert tuple(override) == profiles.OVERRIDE_KEYS
    plainly, by_day = override["severity"]["anyOf"]
    assert plainly["enum"] == by_day["additionalProperties"]["enum"] == [*SEVERITIES, "off"]
    match, source = (PROFILE_SCHEMA["$defs"][name]["properties"] for name in ("match", "source"))
    assert tuple(match) == tuple(KINDS)
    assert match["claim_types"]["items"]["enum"] == list(CLAIM_TYPES.values())
    assert source["grade"]["enum"] == list(GRADES)


def test_the_rulebook_we_ship_loads() -> None:
    shipped = load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")
    assert len(shipped.rules) == len(RULES)
    assert len(shipped.profiles) == len(PROFILES)
