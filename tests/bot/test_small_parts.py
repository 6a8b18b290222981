"""Tables for a terminal, the demo's keys, and which failure is whose."""

import errno
import json
import stat

import pytest

from adapters.ports import PlatformMisconfigured
from bot.demo_keys import forget_keys, load_keys
from bot.sentences import Unable, cannot_listen, sentence_for
from bot.settings import Settings
from bot.table import lines_of
from domain.directory_plan import TooMuchAtOnce
from storage.embedded import EmbeddedError


def test_columns_line_up_though_chinese_signs_are_wide():
    lines = list(lines_of(("类别", "谁"), [("新增人员", "张三"), ("x", "y")]))

    assert lines == ["类别      谁", "新增人员  张三", "x         y"]


def test_a_long_cell_is_cut_and_cannot_move_the_cursor():
    (_, line) = lines_of(("a", "b"), [("长" * 100, "\x1b[2J\nb")])

    assert "…" in line
    assert line.isprintable()


def test_the_keys_of_a_demo_are_made_once_for_their_owner_alone(tmp_path):
    first = load_keys(tmp_path / "demo")
    second = load_keys(tmp_path / "demo")
    forget_keys(tmp_path / "demo")

    assert first == second != load_keys(tmp_path / "demo")
    (file,) = (tmp_path / "demo").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_keys_of_a_demo_are_valid_settings(tmp_path):
    keys = load_keys(tmp_path)
    account = {"name": "staff", "agent_id": 1, "corp_id": keys.corp_id, "secret": keys.secret}

    Settings.model_validate({"wecom": [account | {"token": keys.token, "aes_key": keys.aes_key}]})


@pytest.mark.parametrize("content", ["", "{}", "[]", json.dumps({"corp_id": 1, "more": 2})])
def test_broken_keys_of_a_demo_are_told(tmp_path, content):
    (tmp_path / "demo-keys.json").write_text(content, encoding="utf-8")

    with pytest.raises(Unable, match="--fresh"):
        load_keys(tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unable("做不到。"), "做不到。"),
        (EmbeddedError("没有启动。"), "没有启动。"),
        (TooMuchAtOnce("6 人离开"), "6 人离开"),
        (PlatformMisconfigured("60020", "请加上出口 IP"), "请加上出口 IP（60020）。"),
        (ConnectionRefusedError(), "连不上数据库"),
        (TimeoutError(), "连不上数据库"),
        (PermissionError(errno.EACCES, "x", "/root/a.csv"), "没有权限使用 /root/a.csv"),
        (OSError(errno.ENOSPC, "x"), "磁盘满了"),
    ],
)
def test_what_people_can_cause_has_a_sentence(error, words):
    assert words in (sentence_for(error) or "")


@pytest.mark.parametrize("error", [RuntimeError("bug"), KeyError("bug"), ValueError("bug"), TypeError("bug")])
def test_what_only_we_can_cause_has_none(error):
    assert sentence_for(error) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EADDRINUSE, "正被另一个程序占用"), (errno.EACCES, "1024 以下"), (errno.EADDRNOTAVAIL, "server.host")],
)
def test_an_address_that_cannot_be_used_says_why(number, words):
    assert words in str(cannot_listen("127.0.0.1", 80, OSError(number, "x")))
