"""`run.py backup`, `restore` and `person` as somebody types them."""

from tests.cli.program import run, write_configuration


async def test_a_backup_is_made_once_and_restored_into_an_empty_database_once(tmp_path, address, empty_address):
    here = str(write_configuration(tmp_path, address, 8080))
    there = str(write_configuration(tmp_path, empty_address, 8081))
    file = str(tmp_path / "x.backup")

    made, again = await run("backup", file, "--config", here), await run("backup", file, "--config", here)
    restored = await run("restore", file, "--verify", "--config", there)
    refused = await run("restore", file, "--config", there)

    assert (made.status, again.status, restored.status, refused.status) == (0, 1, 0, 1)
    assert "已备份到" in made.out
    assert "加密存放" in made.out
    assert "已经存在，没有备份" in again.err
    assert "逐字节相同" in restored.out
    assert "全部核对无误" in restored.out
    assert "数据库不是空的，没有恢复" in refused.err


async def test_whoever_is_not_known_is_neither_exported_nor_erased(tmp_path, address):
    here = str(write_configuration(tmp_path, address))

    exported = await run("person", "export", "T9", "-o", str(tmp_path / "x.zip"), "--config", here)
    erased = await run("person", "erase", "T9", "--config", here)

    assert (exported.status, erased.status) == (1, 1)
    assert "没有工号是 T9 的人" in exported.err
    assert "没有工号是 T9 的人" in erased.err
    assert not (tmp_path / "x.zip").exists()
