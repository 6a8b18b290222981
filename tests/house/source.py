"""The tree as the house tests read it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("domain", "storage", "adapters", "handlers", "jobs", "web", "bot", "emulator")


@cache
def tracked(suffix: str) -> tuple[Path, ...]:
    """Files of the working tree that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", f"*{suffix}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(ROOT / name for name in listed if (ROOT / name).is_file())


@cache
def rooms() -> tuple[Path, ...]:
    """Production code."""
    return tuple(path for path in tracked(".py") if path.relative_to(ROOT).parts[0] in (*ROOMS, "run.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of the file, nested ones included."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def place(path: Path, line: int) -> str:
    """How a finding names its place."""
    return f"{path.relative_to(ROOT)}:{line}"
