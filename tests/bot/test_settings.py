"""What the configuration file may say, and what is said about one that is wrong."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

from bot.account_settings import DingtalkAccount, WecomAccount
from bot.load import load_settings
from bot.office import make_office
from bot.problems import SettingsError
from bot.settings import Settings, secrets_of
from domain.office import LeavePolicy
from domain.shift import Shift
from jobs.inbox import WORKERS as INBOX_WORKERS
from jobs.outbox import WORKERS as SENDERS
from jobs.runs import Retention

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "config.example.toml"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ENVIRONMENT = {
    "WECOM_SECRET": "canary-secret",
    "DINGTALK_SECRET": "canary-ding",
    "WECOM_TOKEN": "canaryToken",
    "WECOM_AES_KEY": AES_KEY,
}

ACCOUNT = """
[[wecom]]
name = "staff"
corp_id = "ww0123456789abcdef"
agent_id = 1000002
secret = "canary-secret"
token = "canaryToken"
aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""

DINGTALK = """
[[dingtalk]]
name = "students"
client_id = "ding0123"
client_secret = "canary-ding"
corp_id = "ding4567"
agent_id = 123456
robot_code = "ding0123"
"""
ACCOUNTS = {"wecom": WecomAccount, "dingtalk": DingtalkAccount}


@pytest.fixture
def write(tmp_path):
    def write(text: str) -> Path:
        file = tmp_path / "config.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def complaint(file: Path, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as failure:
        load_settings(file, environment or {})
    return str(failure.value)


def test_an_empty_file_is_a_working_configuration(write):
    settings = load_settings(write(""), {})

    assert settings.server.port == 8080
    assert settings.database.url.get_secret_value() == "embedded:data/postgres"


def test_everything_that_the_contract_shows_is_understood(write):
    file = write(
        """
        [site]
        name = "示例职业技术学院"
        timezone = "Asia/Shanghai"
        [server]
        host = "127.0.0.1"
        port = 8080
        public_url = "https://bot.example.edu.cn"
        trusted_proxies = []
        [database]
        url = "postgresql://user:password@host1,host2:5432/dutybell"
        [roles]
        hr = ["wecom:staff:zhang3", "staff_no:T0001"]
        admin = ["staff_no:T0002"]
        [[wecom]]
        name = "staff"
        corp_id = "ww0123456789abcdef"
        agent_id = 1000002
        secret = "env:WECOM_SECRET"
        token = "env:WECOM_TOKEN"
        aes_key = "env:WECOM_AES_KEY"
        contacts_secret = ""
        api_base = "https://qyapi.weixin.qq.com"
        """
    )

    settings = load_settings(file, ENVIRONMENT)

    assert settings.wecom[0].secret.get_secret_value() == "canary-secret"
    assert settings.roles.hr == ("wecom:staff:zhang3", "staff_no:T0001")


def test_a_secret_may_stand_in_a_file_beside_the_configuration(write, tmp_path):
    (tmp_path / "secret").write_text("from-a-file\n", encoding="utf-8")

    settings = load_settings(write(ACCOUNT.replace('"canary-secret"', '"file:secret"')), {})

    assert settings.wecom[0].secret.get_secret_value() == "from-a-file"


def test_any_number_of_accounts_is_read(write):
    settings = load_settings(write(ACCOUNT + ACCOUNT.replace("staff", "students")), {})

    assert [account.name for account in settings.wecom] == ["staff", "students"]


def test_durations_working_lengths_and_times_of_day_are_read(write):
    file = write(
        """
        [site]
        working_day = [["08:30", "11:30"], ["13:30", "17:00"]]
        [leave]
        longest = "2d"
        urge_pause = "45m"
        back_dating = "10d"
        """
    )

    settings = load_settings(file, {})

    assert settings.site.working_day[1] == (time(13, 30), time(17))
    policy = make_office(settings).leave
    assert make_office(settings).shift.minutes == 390
    assert policy.longest == 2 * 390
    assert (policy.urge_pause_minutes, policy.back_dating_days) == (45, 10)


@pytest.mark.parametrize(
    ("text", "key", "cause", "example"),
    [
        (
            '[leave]\nnext_level_over = "2d"',
            "leave.next_level_over",
            "已经取消，请假由谁审批看 content/forms/teacher_leave.toml 的步骤和 [settings]，请删去这一行",
            "",
        ),
        ("[server]\nport = 70000", "server.port", "不能大于 65535（现在是 70000）", "port = 8080"),
        ("[server]\nport = 0", "server.port", "不能小于 1", "port = 8080"),
        ('[server]\nport = "x"', "server.port", "应是整数", "port = 8080"),
        ("[server]\nprot = 80", "server.prot", "没有这个配置项，您要写的是不是 server.port", "port = 8080"),
        ("[serve]\nport = 80", "serve", "没有这个配置项，您要写的是不是 server", ""),
        ("port = 80", "port", "没有这个配置项，您要写的是不是 server.port", "port = 8080"),
        ('[server]\npublic_url = "bot.example.edu.cn"', "server.public_url", "应是以 https:// 开头", "https://bot"),
        ('[server]\ntrusted_proxies = ["proxy"]', "server.trusted_proxies[1]", "应是 IP 地址或网段", "10.0.0.0/8"),
        ("server = 3", "server", "应写成一个表", ""),
        ('[site]\ntimezone = "Asia/Shangai"', "site.timezone", "没有这个时区", "Asia/Shanghai"),
        ('[site]\nname = ""', "site.name", "应是 1 到 64 个字符", "示例职业技术学院"),
        ('[site]\nworking_day = [["8:00", "12:00"]]', "site.working_day[1][1]", "24 小时制时刻", "08:00"),
        ('[site]\nworking_day = [["14:00", "18:00"], ["08:00", "12:00"]]', "site.working_day", "按先后排列", "08:00"),
        (
            '[database]\nurl = "mysql://x/y"',
            "database.url",
            "应以 postgresql:// 或 embedded: 开头",
            "postgresql://user",
        ),
        ('[database]\nurl = "postgresql://u:p@h"', "database.url", "缺少数据库名", "/dutybell"),
        ("[leave]\nurge_pause = 30", "leave.urge_pause", "应是带引号的“数字加单位”", 'urge_pause = "2h"'),
        ('[leave]\nurge_pause = "2w"', "leave.urge_pause", "单位只能是 s、m、h、d 之一", 'urge_pause = "2h"'),
        ('[leave]\nback_dating = "36h"', "leave.back_dating", "应是整天", 'back_dating = "30d"'),
        ('[roles]\nhr = ["张三"]', "roles.hr[1]", "不能写姓名", "staff_no:T0001"),
        ('[roles]\nhr = ["wecom:nobody:zhang3"]', "roles.hr[1]", "没有名为 nobody 的 [[wecom]] 账号", ""),
        (
            '[logging]\nlevel = "loud"',
            "logging.level",
            '只能是 "debug"、"info"、"warning"、"error" 之一',
            'level = "info"',
        ),
        ("[[dingtalk]]\nname = 1", "dingtalk[1].name", "应是带引号的文字", 'name = "students"'),
        (DINGTALK + 'mode = "http"', "dingtalk[1]（students）", "要填写 token 和 aes_key", ""),
        (DINGTALK + 'staff_no_from = "工号"', "dingtalk[1]（students）.staff_no_from", "extension:", "job_number"),
        (DINGTALK * 2, "dingtalk[2].name", "用了两次", ""),
        (DINGTALK + '[roles]\nhr = ["dingtalk:other:u1"]', "roles.hr[1]", "没有名为 other 的 [[dingtalk]] 账号", ""),
        ("[wecom]\nname = 1", "wecom", "[[wecom]]", ""),
        (ACCOUNT.replace('"staff"', '"职工"'), "wecom[1]（职工）.name", "小写字母", 'name = "staff"'),
        (ACCOUNT + ACCOUNT, "wecom[2].name", "账号名 staff 用了两次", ""),
        (
            ACCOUNT.replace('G"', '"'),
            "wecom[1]（staff）.aes_key",
            "应是 43 个字母或数字（现在是 42 个字符）",
            "env:WECOM_AES_KEY",
        ),
        (ACCOUNT.replace('secret = "canary-secret"', ""), "wecom[1]（staff）.secret", "缺少这一项", "env:WECOM_SECRET"),
        (
            ACCOUNT.replace("canary-secret", "env:NOWHERE"),
            "wecom[1]（staff）.secret",
            "环境变量 NOWHERE 没有设置",
            "export",
        ),
        (
            ACCOUNT.replace("canary-secret", "file:nowhere"),
            "wecom[1]（staff）.secret",
            "读不到文件 nowhere（文件不存在）",
            "file:",
        ),
        (
            ACCOUNT.replace("canaryToken", "a b"),
            "wecom[1]（staff）.token",
            "应是 3 到 32 个字母或数字",
            "env:WECOM_TOKEN",
        ),
    ],
)
def test_a_mistake_is_named_with_file_key_cause_and_example(write, text, key, cause, example):
    file = write(text)

    said = complaint(file)

    line = next(line for line in said.splitlines()[1:] if f" {key}：" in line)
    assert str(file) in said
    assert cause in line
    assert example in line


def test_all_mistakes_are_listed_together(write):
    said = complaint(
        write('[server]\nport = 0\nhots = "x"\n[site]\ntimezone = "Mars"\n[[dingtalk]]\nname = "s"\n' + ACCOUNT * 2)
    )

    assert "有 9 处要改" in said


def test_no_secret_stands_in_a_complaint(write):
    text = ACCOUNT.replace(AES_KEY, "canaryKey").replace("agent_id = 1000002", 'agent_id = "canary-secret"')
    text += 'secrett = "canary-secret"\n[database]\nurl = "postgres:canary-password"\n'

    said = complaint(write(text))

    assert "canary" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[server\nport = 1", "第 1 行第 8 列"),
        ('a = "', "文件末尾"),
        ("a = 1\na = 2", "同一个键写了两次"),
        ("\x00", "第 1 行"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_place(write, text, said):
    assert said in complaint(write(text))


def test_a_missing_file_tells_how_to_make_one(tmp_path):
    assert "cp config.example.toml config.toml" in complaint(tmp_path / "config.toml")


def test_a_folder_and_a_file_that_is_no_text_are_refused(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")

    assert "路径不是一个文件" in complaint(tmp_path)
    assert "不是 UTF-8 文字" in complaint(tmp_path / "binary.toml")


def test_secrets_are_found_wherever_they_stand_and_shown_nowhere(write):
    settings = load_settings(write(ACCOUNT + '[database]\nurl = "postgresql://u:canary-password@h/d"'), {})

    assert secrets_of(settings) == {"canary-secret", "canaryToken", AES_KEY, "postgresql://u:canary-password@h/d"}
    assert "canary" not in repr(settings)


def test_relative_paths_start_where_the_file_lies(write, tmp_path):
    assert load_settings(write(""), {}).path("data/postgres") == tmp_path / "data" / "postgres"


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from keys_of(annotation, f"{prefix}{name}.")
        elif name in ACCOUNTS:
            yield from keys_of(ACCOUNTS[name], f"{name}.")
        else:
            yield f"{prefix}{name}"


def shown_keys(text: str) -> dict[str, str]:
    """Every key of the example with the comments above it; a key that is commented out counts."""
    section, above, found = "", [], {}
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[+(\w+)\]+", line):
            section, above = f"{heading[1]}.", []
        elif key := re.match(r"(?:#)?(\w+) = ", line):
            found[f"{section}{key[1]}"] = " ".join(above) + line.partition(" # ")[2]
            above = []
        elif line.startswith("# "):
            above.append(line)
    return found


def test_the_example_shows_and_explains_every_key_and_no_other():
    shown = shown_keys(EXAMPLE.read_text(encoding="utf-8"))

    assert sorted(shown) == sorted(keys_of(Settings))
    assert [key for key, words in shown.items() if len(words) < 4] == []


def test_the_example_holds_the_defaults():
    settings = load_settings(EXAMPLE, ENVIRONMENT)

    configured = {"wecom", "dingtalk", "roles"}
    assert settings.model_dump(exclude=configured) == Settings().model_dump(exclude=configured)
    assert settings.wecom[0].model_dump(
        include={"contacts_secret", "staff_no_from", "staff_no_attribute", "api_base"}
    ) == {
        "contacts_secret": SecretStr(""),
        "staff_no_from": "attribute",
        "staff_no_attribute": "工号",
        "api_base": "https://qyapi.weixin.qq.com",
    }
    needed = {"name", "client_id", "client_secret", "corp_id", "agent_id", "robot_code"}
    assert settings.dingtalk[0].model_dump(exclude=needed) == DingtalkAccount.model_validate(
        settings.dingtalk[0].model_dump(include=needed)
    ).model_dump(exclude=needed)


def test_keys_that_are_commented_out_in_the_example_are_valid_too(tmp_path):
    text = re.sub(r"(?m)^#(\w+ = )", r"\1", EXAMPLE.read_text(encoding="utf-8"))

    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert load_settings(tmp_path / "config.toml", ENVIRONMENT).server.public_url == "https://bot.example.edu.cn"


def test_defaults_are_those_of_the_rooms_that_use_them():
    settings = Settings()
    office = make_office(settings)

    assert office.leave == LeavePolicy()
    assert office.shift == Shift()
    assert (settings.limits.inbox_workers, settings.limits.senders) == (INBOX_WORKERS, SENDERS)
    assert (settings.retention.callbacks, settings.retention.deliveries) == (
        Retention().callbacks,
        Retention().deliveries,
    )
    assert settings.leave.urge_pause == timedelta(minutes=LeavePolicy().urge_pause_minutes)


def test_a_calendar_that_cannot_be_read_is_named(write, tmp_path):
    (tmp_path / "content" / "calendar").mkdir(parents=True)
    (tmp_path / "content" / "calendar" / "ours.toml").write_text("holidays = 1", encoding="utf-8")
    settings = load_settings(write('content_dir = "content"'), {})

    with pytest.raises(SettingsError, match=r"ours.toml(.|\n)*holidays"):
        make_office(settings)


def test_posts_that_cannot_be_read_are_named(write, tmp_path):
    content = tmp_path / "content"
    (content / "calendar").mkdir(parents=True)
    (content / "calendar" / "ours.toml").write_text("", encoding="utf-8")
    (content / "posts.toml").write_text('[[posts]]\ncode = "Head"\n', encoding="utf-8")

    with pytest.raises(SettingsError, match=r"posts.toml(.|\n)*code"):
        make_office(load_settings(write('content_dir = "content"'), {}))


def test_the_logo_is_read_once_and_must_be_a_picture(write, tmp_path):
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
    (tmp_path / "logo.txt").write_bytes(b"no picture")

    assert make_office(load_settings(write('[site]\nlogo = "logo.png"'), {})).logo.endswith(b"rest")
    with pytest.raises(SettingsError, match=r"logo.txt(.|\n)*PNG"):
        make_office(load_settings(write('[site]\nlogo = "logo.txt"'), {}))
    with pytest.raises(SettingsError, match=r"missing.png(.|\n)*site.logo"):
        make_office(load_settings(write('[site]\nlogo = "missing.png"'), {}))


def test_pages_lie_where_people_reach_us(write):
    listening = load_settings(write("[server]\nport = 8090"), {})
    public = load_settings(write('[server]\npublic_url = "https://bot.example.edu.cn"'), {})

    assert [make_office(each).pages for each in (listening, public)] == [
        "http://127.0.0.1:8090",
        "https://bot.example.edu.cn",
    ]
