"""`run.py import` of campus cards: whose they are, replaced as a whole, nothing half written."""

from datetime import UTC, datetime

import pytest

from bot.importing import import_file
from bot.load import load_settings
from bot.sentences import Unable
from bot.wish import Wish
from domain.campus_cards import is_card_file
from domain.gate import Asked
from domain.roster_changes import Extent
from storage.directory import Guard
from storage.gate import known_at
from tests.bot.test_imports import write_csv
from tests.cli.program import write_configuration
from tests.storage.people import add_people

NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
HEADING = ["卡号", "学号"]


@pytest.fixture
async def settings(database, address, tmp_path):
    found = await add_people(database, "小明", "小红")
    async with database.engine.begin() as conn:
        for number, person in enumerate(found, 1):
            await conn.exec_driver_sql("update people set staff_no = $1 where id = $2", (f"S000{number}", person))
    return load_settings(write_configuration(tmp_path, address))


async def take(settings, tmp_path, *rows, extent: Extent | None = Extent.WHOLE) -> tuple[bool, list[str]]:
    said: list[str] = []
    file = write_csv(tmp_path / "cards.csv", [HEADING, *rows])
    wish = Wish(extent=extent or Extent.WHOLE, guard=Guard.ON if extent else None)
    return await import_file(settings, file, wish, said.append), said


async def knows(database, card: str) -> bool:
    async with database.begin(NOW) as tx:
        return await known_at(tx.conn, Asked(card=card), NOW) is not None


async def test_the_file_says_which_cards_open_the_gate_and_no_others(database, settings, tmp_path):
    assert (await take(settings, tmp_path, ["9001", "S0001"], ["9002", "S0001"]))[0]
    assert (await take(settings, tmp_path, ["9002", "S0002"]))[1][-1] == "已整体替换。"

    assert [await knows(database, card) for card in ("9001", "9002")] == [False, True]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["9001", "S0002"], "第 3 行 A 列（卡号）“9001”：和第 2 行重复，一张卡只能是一个人的"),
        (["9003", "S9999"], "第 3 行 B 列（学工号）“S9999”：通讯录里没有这个人"),
        (["卡", "S0002"], "第 3 行 A 列（卡号）“卡”：只能有字母"),
        (["", "S0002"], "第 3 行 A 列（卡号）：不能为空"),
        (["9003", "=1+1"], "第 3 行 B 列（学工号）“=1+1”："),
    ],
)
async def test_a_bad_cell_is_named_and_nothing_is_written(database, settings, tmp_path, row, told):
    is_sound, said = await take(settings, tmp_path, ["9001", "S0001"], row)

    assert not is_sound
    assert any(told in line for line in said), said
    assert not await knows(database, "9001")


async def test_a_dry_run_writes_nothing_and_a_part_is_refused(database, settings, tmp_path):
    assert (await take(settings, tmp_path, ["9001", "S0001"], extent=None))[0]
    with pytest.raises(Unable, match="整体替换"):
        await take(settings, tmp_path, ["9001", "S0001"], extent=Extent.PART)

    assert not await knows(database, "9001")


def test_other_files_are_no_cards():
    assert not is_card_file([(1, ["工号", "姓名", "部门"])])
    assert is_card_file([(1, ["发卡名单"]), (2, ["卡号", "姓名", "工号"])])
