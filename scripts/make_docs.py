"""Writes the pages that follow from rules, profiles, fields and functions, and takes away pages of rules that are gone.

python scripts/make_docs.py            writes them
python scripts/make_docs.py --check    only says which are stale, and exits with 1 if any is
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from engine import handbook, rulebook  # noqa: E402  # the checkout is no installed package

DOCS = ROOT / "docs"


def pages() -> dict[Path, str]:
    """Every page with its text."""
    book = rulebook.load(ROOT / "rulesets", ROOT / "payer_profiles", ROOT / "code_sets")
    found = {
        DOCS / "fields.md": handbook.fields_page(),
        DOCS / "functions.md": handbook.functions_page(),
        DOCS / "profiles.md": handbook.profiles_page(book),
        DOCS / "rules" / "index.md": handbook.rule_index(book),
    }
    return found | {DOCS / "rules" / r.family / f"{r.id}.md": handbook.rule_page(r, book) for r in book.rules}


def stale() -> list[Path]:
    """The pages whose text is another than it should be, and the pages of rules that are gone."""
    wanted = pages()
    there = {path: path.read_text(encoding="utf-8") for path in wanted if path.exists()}
    gone = set((DOCS / "rules").rglob("*.md")) - set(wanted)
    return sorted([*gone, *(path for path, text in wanted.items() if there.get(path) != text)])


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones."""
    behind = stale()
    for path in behind:
        print(path.relative_to(ROOT).as_posix())
    if arguments == ["--check"]:
        return 1 if behind else 0
    wanted = pages()
    for path in behind:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
