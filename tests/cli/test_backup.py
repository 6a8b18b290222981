"""`run.py backup`, `restore` and `person` as somebody types them."""

from tests.cli.program import run, write_configuration


async def test_a_backup_is_made_and_restored_into_an_empty_database(tmp_path, address, empty_address):
    here = str(write_configuration(tmp_path, address, 8080))
    there = str(write_configuration(tmp_path, empty_address, 8081))
    file = str(tmp_path / "x.backup")

    made = await run("backup", file, "--config", here)
    restored = await run("restore", file, "--verify", "--config", there)

    assert (made.status, restored.status) == (0, 0)
    assert "已备份到" in made.out
    assert "加密存放" in made.out
    assert "逐字节相同" in restored.out
    assert "全部核对无误" in restored.out


async def test_whoever_is_not_known_is_not_exported(tmp_path, address):
    here = str(write_configuration(tmp_path, address))

    exported = await run("person", "export", "T9", "-o", str(tmp_path / "x.zip"), "--config", here)

    assert exported.status == 1
    assert "没有工号是 T9 的人" in exported.err
    assert not (tmp_path / "x.zip").exists()
