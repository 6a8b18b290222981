"""content/ownership.toml: whose word counts, and how somebody else is refused."""

import tomllib
from pathlib import Path

import pytest

from domain.directory_reading import MemberFacts
from domain.events import Source
from domain.ownership import Field, Owner, OwnerKind, Owners, load_owners, owned

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [Source("wecom", "staff"), Source("dingtalk", "staff"), Source("dingtalk", "students")]


def load(text):
    return load_owners("ownership.toml", tomllib.loads(text))


def owners(text):
    found = load(text)
    assert isinstance(found, Owners), found
    return found


def test_the_file_of_the_content_is_sound_and_names_every_field():
    found = owners((ROOT / "content" / "ownership.toml").read_text(encoding="utf-8"))

    assert set(found.by_field) == set(Field)
    assert isinstance(found.with_accounts(SOURCES), Owners)


def test_what_the_file_does_not_name_the_platforms_own():
    assert owners("").owner_of(Field.NAME) == Owner()
    assert owners('[name]\nowner = "roster"').owner_of(Field.POSITION).kind is OwnerKind.PLATFORM


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[name]", "缺少这一项"),
        ('[name]\nowner = "excel"', "不认识 excel"),
        ('[name]\nowner = "roster:x"', "不认识 roster"),
        ('[name]\nowner = "roster"\nofice = "人事处"', "您要写的是不是 office"),
        ('[nmae]\nowner = "roster"', "您要写的是不是 name"),
        ('name = "roster"', "应写成一个小节"),
        ("[name]\nowner = 3", "应是带引号的文字"),
        ('[status]\nowner = "hand"', "不能由手工更正说了算"),
        ('[staff_no]\nowner = "hand"', "不能由手工更正说了算"),
        ('[name]\nowner = "platform:a"\n[position]\nowner = "platform:b"', "只能有一个平台账号说了算"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, cause):
    found = load(text)

    assert not isinstance(found, Owners)
    assert cause in str(found[0])


def test_an_account_is_written_out_or_refused():
    plain = owners('[name]\nowner = "platform:students"').with_accounts(SOURCES)
    whole = owners('[name]\nowner = "platform:wecom:staff"').with_accounts(SOURCES)

    assert isinstance(plain, Owners)
    assert isinstance(whole, Owners)
    assert str(plain.owner_of(Field.NAME)) == "platform:dingtalk:students"
    assert whole.owner_of(Field.NAME).words == "企业微信通讯录（staff）"
    assert owners('[name]\nowner = "platform:staff"').with_accounts(SOURCES) == (
        "name.owner：不止一个名为 staff 的账号",
    )
    assert owners('[name]\nowner = "platform:x"').with_accounts(SOURCES) == ("name.owner：没有名为 x 的账号",)


def test_a_foreign_edit_is_refused_with_the_owners_name():
    found = owners('[name]\nowner = "roster"\noffice = "人事处"\n[position]\nowner = "hand"')

    assert found.refusal(Field.NAME) == (
        "没有更正：姓名以人事花名册（由人事处维护）为准，这里不能改。请在那里改，改好后会自动同步过来。"
    )
    assert found.refusal(Field.POSITION) is None
    assert "以平台通讯录为准" in (found.refusal(Field.LEADERS) or "")
    assert "不保存手机号" in (found.refusal(Field.MOBILE) or "")


def test_only_what_is_the_readers_is_taken_from_a_reading():
    held = MemberFacts(user_id="eve", name="伊芙", position="科员", main_department="2", leaders=frozenset({"a"}))
    read = MemberFacts(
        user_id="Eve", name="夏娃", position="科长", main_department="3", departments=frozenset({"3"}), staff_no="T1"
    )

    assert owned(read, held, frozenset()) is read
    assert owned(read, held, frozenset(Field)) == MemberFacts(
        user_id="Eve",
        name="伊芙",
        position="科员",
        main_department="2",
        leaders=frozenset({"a"}),
        departments=frozenset({"3"}),
        staff_no="T1",
    )
    assert owned(read, held, frozenset({Field.NAME})).position == "科长"
