"""One word per idea: names obey docs/glossary.md, and the project speaks of itself alone."""

import ast
import re

from tests.house.source import ROOT, functions, place, rooms, tracked, tree

BANNED = {"item", "task", "data", "info", "process", "manager", "util", "utils", "helper", "helpers", "misc", "message"}
PLATFORM_ROOMS = {"adapters", "emulator"}  # there the platforms' words are law
PLATFORM_WORDS = {"platform_message_id", "card_template_id"}

PROMISES = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|for now\b")
FOREIGN = re.compile(r"/work/|\bthis session\b|\bas an AI\b|\bLLM wrote\b", re.IGNORECASE)


def names_in(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def words_of(name):
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_"))


def test_no_name_uses_a_word_that_the_glossary_bans():
    found = [
        f"{place(path, line)} {name}"
        for path in rooms()
        if path.relative_to(ROOT).parts[0] not in PLATFORM_ROOMS
        for name, line in names_in(path)
        if name not in PLATFORM_WORDS and words_of(name) & BANNED
    ]

    assert found == []


def test_the_glossary_lists_every_banned_word():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    assert [word for word in sorted(BANNED) if f"`{word}`" not in glossary] == []


def test_nothing_promises_to_be_finished_later():
    found = [
        f"{place(path, number)} {line.strip()}"
        for path in rooms()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PROMISES.search(line)
    ]

    assert found == []


def test_the_project_speaks_of_itself_alone():
    found = [
        f"{place(path, number)} {line.strip()[:80]}"
        for suffix in (".py", ".md", ".toml", ".html", ".js", ".css", "Makefile")
        for path in tracked(suffix)
        if path.name != "test_words.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FOREIGN.search(line)
    ]

    assert found == []


def test_every_file_of_a_room_opens_with_its_sentence():
    missing = [
        str(path.relative_to(ROOT))
        for path in rooms()
        if "versions" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(tree(path))
    ]

    assert missing == []


def test_production_code_asserts_nothing_and_silences_no_type():
    found = [
        f"{place(path, node.lineno)} assert"
        for path in rooms()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert)
    ]
    found += [
        f"{place(path, number)} {line.strip()}"
        for path in rooms()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "type: ignore" in line or "pyright: ignore" in line
    ]

    assert found == []


def test_signatures_are_compared_in_constant_time():
    found = [
        f"{place(path, node.lineno)} {function.name}"
        for path in rooms()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Compare)
        and any(isinstance(op, (ast.Eq, ast.NotEq)) for op in node.ops)
        and any("signature" in ast.unparse(side).lower() for side in (node.left, *node.comparators))
    ]

    assert found == []


def test_only_the_top_reads_the_clock():
    found = [
        place(path, number)
        for path in rooms()
        if path.relative_to(ROOT).parts[0] not in {"bot", "emulator"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "datetime.now(" in line or "utcnow(" in line or "date.today(" in line
    ]

    assert found == []
