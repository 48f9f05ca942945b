"""The project's own source as the tests of its shape read it: by `ast` or as text, never imported."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Import:
    """One `import` or `from … import`, as it stands in a file."""

    line: int
    level: int
    module: str
    names: tuple[str, ...]
    for_types_only: bool


def python_files(*folders: str) -> list[Path]:
    """The project's own Python files in these folders, or all of them."""
    tops = [ROOT / folder for folder in folders or ("commands", "engine", "reports", "scripts", "tests")]
    found = [path for top in tops for path in top.rglob("*.py")]
    return sorted(found if folders else [*found, *ROOT.glob("*.py")])


def shown(path: Path) -> str:
    """A path as a failing test names it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> list[Import]:
    """What a file imports, wherever in it; `if TYPE_CHECKING:` marks what only the type checker sees."""
    module = tree(path)
    guarded = {
        inner
        for node in ast.walk(module)
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for statement in node.body
        for inner in ast.walk(statement)
    }
    found = []
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names):
                found += [Import(node.lineno, 0, name.name, (), node in guarded) for name in names]
            case ast.ImportFrom(module=source, names=names, level=level):
                asked = tuple(name.name for name in names)
                found.append(Import(node.lineno, level, source or "", asked, node in guarded))
    return found
