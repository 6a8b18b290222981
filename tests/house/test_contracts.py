"""Each import contract is broken once on purpose, and seen to be caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT

BREACHES = {
    "Imports run downhill": ("domain/events.py", "import storage.tables"),
    "Handlers stay off the network": ("handlers/__init__.py", "import aiohttp"),
    "SQLAlchemy and asyncpg are storage's alone": ("jobs/__init__.py", "import sqlalchemy"),
    "The domain is pure": ("domain/ids.py", "import asyncio"),
    "Web and jobs know platforms by their protocols only": ("web/__init__.py", "import adapters.wecom.parse"),
    "Platforms do not know each other": ("adapters/dingtalk/__init__.py", "import adapters.wecom.parse"),
    "The product does not know that it is being pretended to": ("adapters/ports.py", "import emulator"),
    "The emulator shares nothing with the product but the envelope and the vocabulary": (
        "emulator/__init__.py",
        "import storage.tables",
    ),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint(house: Path) -> str:
    script = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([script, "--no-cache"], cwd=house, capture_output=True, text=True, check=False).stdout


def test_every_contract_has_its_breach(house):
    contracts = [
        line.split('"')[1] for line in (house / "pyproject.toml").read_text().splitlines() if line.startswith("name = ")
    ]

    assert sorted(contracts[1:]) == sorted(BREACHES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_is_caught(house, contract):
    name, line = BREACHES[contract]
    file = house / name
    honest = file.read_text(encoding="utf-8")
    file.write_text(f"{honest}\n{line}\n", encoding="utf-8")

    report = lint(house)

    file.write_text(honest, encoding="utf-8")
    broken = [row for row in report.splitlines() if row.rstrip().endswith("BROKEN")]
    assert any(row.startswith(contract[:60]) for row in broken), report
