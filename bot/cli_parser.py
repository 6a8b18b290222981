"""The command line's grammar, in Chinese. Imports nothing heavy, so that a typo is answered at once."""

import argparse
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from domain.api_tokens import Scope
from domain.events import Source
from domain.platforms import PLATFORM_NAMES
from domain.webhooks import Topic

USAGE_ERROR = 64  # EX_USAGE; 2 says that the guard of sync-org refused
LAST_PORT = 65535
LONGEST_NUMBER = 9  # digits
TEMPLATES = ("roster", "calendar", "timetable", "leave", "punches", "shifts", "duties")
EXPORTS = ("approvals", "leave", "attendance", "deliveries", "audit")
DUTIES, ICS = "duties", ".ics"  # an export of its own, the only one that phones can read
ENDINGS = (".xlsx", ".csv", ".json")
TOPICS = tuple(topic.value for topic in Topic)
SCOPES = tuple(scope.value for scope in Scope)

COMPLAINTS = (  # of argparse, and how we say them
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"没有 \2 这一项，可以是 \3"),
    (r"argument (\S+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 不能和 \2 一起用"),
    (r"argument (\S+): (.*)", r"\1：\2"),
)
COMMANDS: Mapping[str, str] = {
    "serve": "启动服务：接收回调、处理、发送、定时作业，直到收到停止信号",
    "demo": "启动演示：内置数据库、示例学院、平台模拟器和值铃",
    "check": "检查配置、数据库和每个平台账号，逐行说明怎么办",
    "migrate": "把数据库升级到这个版本，可以重复运行",
    "sync-org": "比较平台通讯录与现有人员，加 --apply 才写入",
    "accounts": "列出拿不准是谁的帐号，或说明它是谁的",
    "move": "把人员从一个平台账号迁到另一个：先两边都发，到期后只发新的一边",
    "job": "查看定时作业，或立即运行一次",
    "forms": "列出已发布的表单，或检查全部表单并按通讯录试走路线",
    "import": "导入花名册、校历、职责、课表、校园卡、假期额度、打卡、排班（看表头认）：逐格检查，有一格不对就不写入",
    "roster": "比较花名册与平台通讯录，列出平台上要办的事，加 --write 写到平台",
    "correct": "手工更正一个人的一项信息（只限“一数一源”里归手工的），或列出、取消更正",
    "attendance": "考勤：关账、重新打开一个月，看关账后迟到的事实，或重算一段日子",
    "export": "导出审批、请假台账、考勤、投递、审计记录或职责（给了日期就是那几天到期的）",
    "device": "登记、列出、停用门禁和人脸终端",
    "token": "做、列出、停用其他系统访问 /api/v1 用的令牌",
    "webhook": "登记、列出、停用接收通知的其他系统",
    "verify": "核对审计链、台账等全部不变量",
    "backup": "把整个数据库备份成一个文件：同一时刻、带校验，服务不用停",
    "person": "个人信息：导出一个人的全部内容，或清除一个已离职的人",
    "restore": "把备份恢复到一个空的数据库，全部成功或什么都不改",
}


class Parser(argparse.ArgumentParser):
    """Speaks Chinese, and ends with a status that no command uses."""

    def __init__(self, *, prog: str | None = None, description: str | None = None) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")
        setattr(self, "error", self._complain)  # noqa: B010 - overriding it would take over a word that we do not use

    def _complain(self, words: str) -> NoReturn:
        """One sentence, and where to read more."""
        for pattern, sentence in COMPLAINTS:
            if re.fullmatch(pattern, words):
                words = re.sub(pattern, sentence, words)
                break
        self.exit(USAGE_ERROR, f"命令写得不对：{words}。用法请看 {self.prog} --help\n")

    def format_help(self) -> str:
        """The library's layout with our word in front."""
        return super().format_help().replace("usage: ", "用法：", 1)


def make_parser() -> Parser:
    """Everything that `run.py` understands."""
    parser = Parser(prog="run.py", description="值铃：自托管的办公机器人")
    parser.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help="配置文件，默认 config.toml"
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    parsers = {name: commands.add_parser(name, help=text, description=text) for name, text in COMMANDS.items()}
    for each in parsers.values():
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")
    parsers["serve"].add_argument(
        "--role", choices=("web", "worker"), help="只运行一半：web 收回调、接长连接、出网页，worker 处理和发送"
    )
    _add_demo(parsers["demo"])
    _add_sync(parsers["sync-org"])
    _add_accounts(parsers["accounts"])
    _add_move(parsers["move"])
    _add_job(parsers["job"])
    _add_forms(parsers["forms"])
    _add_import(parsers["import"])
    _add_roster(parsers["roster"])
    _add_correct(parsers["correct"])
    _add_attendance(parsers["attendance"])
    _add_export(parsers["export"])
    _add_device(parsers["device"])
    _add_token(parsers["token"])
    parsers["backup"].add_argument("file", type=Path, metavar="FILE", help="写到哪个文件，不能已经存在")
    _add_restore(parsers["restore"])
    _add_person(parsers["person"])
    _add_webhook(parsers["webhook"])
    return parser


def _add_demo(demo: Parser) -> None:
    demo.add_argument("--port", type=_port, default=8080, metavar="N", help="网页端口，默认 8080")
    demo.add_argument("--data", type=Path, default=Path("data/demo"), metavar="DIR", help="数据目录，默认 data/demo")
    demo.add_argument("--fresh", action="store_true", help="清空数据目录，从头开始")


def _add_sync(sync: Parser) -> None:
    sync.add_argument("--account", metavar="NAME", help="只处理这个账号（如 staff 或 dingtalk:staff），默认全部")
    write = sync.add_mutually_exclusive_group()
    write.add_argument("--dry-run", action="store_true", help="只比较，不写入（默认）")
    write.add_argument("--apply", action="store_true", help="写入")
    sync.add_argument("--force", action="store_true", help="变化很多时仍然写入，与 --apply 一起用")


def _add_accounts(accounts: Parser) -> None:
    does = accounts.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出要核对的帐号", description="列出要核对的帐号和可能的人")
    link = does.add_parser("link", help="说明一个帐号是谁的", description="说明一个帐号是谁的")
    link.add_argument("number", type=_count, metavar="N", help="列表里的编号")
    link.add_argument("who", metavar="WHO", help="工号，列表里的 甲、乙……，或 new（新人）")
    for each in (listing, link):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_move(move: Parser) -> None:
    move.add_argument(
        "does",
        nargs="?",
        choices=("list", "cancel", "finish"),
        metavar="list|cancel|finish",
        help="列出迁移、取消一个，或在期满后关闭旧的一边；不写则开始一个",
    )
    move.add_argument("--from", dest="origin", type=_source, metavar="A", help="原来的账号，例如 wecom:staff")
    move.add_argument("--to", dest="target", type=_source, metavar="B", help="新的账号，例如 dingtalk:staff")
    move.add_argument("--both-until", dest="last_day", type=_day, metavar="D", help="两边都发到这一天（含）")


def _add_job(job: Parser) -> None:
    does = job.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出定时作业、上次和下次运行", description="列出定时作业、上次和下次运行")
    run = does.add_parser("run", help="立即运行一次", description="立即运行一次")
    run.add_argument("name", metavar="NAME", help="作业名")
    run.add_argument("--at", type=_instant, metavar="TIME", help="当作在这个时刻运行，例如 2026-11-25T08:00")
    for each in (listing, run):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_forms(forms: Parser) -> None:
    does = forms.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出已发布的表单和版本", description="列出已发布的表单和版本")
    check = does.add_parser("check", help="检查表单文件并试走路线", description="检查表单文件并试走路线")
    compare = does.add_parser(
        "compare", help="比较一张表单的两个版本", description="比较一张表单的两个版本，说出改了什么"
    )
    compare.add_argument("key", metavar="KEY", help="表单的代号，例如 travel")
    compare.add_argument("old", type=_version, nargs="?", metavar="OLD", help="旧的是第几版；不写就是最新发布的")
    compare.add_argument("new", type=_version, nargs="?", metavar="NEW", help="新的是第几版；不写就是文件现在的写法")
    for each in (listing, check, compare):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_import(taking: Parser) -> None:
    taking.add_argument(
        "file", type=Path, metavar="FILE", help="名单、校历或职责：.xlsx 或 .csv，看表头认；校历和职责也可以是 .toml"
    )
    taking.add_argument(
        "--template",
        choices=TEMPLATES,
        metavar="WHAT",
        help="不导入，写出一个空的模板：roster（花名册）、calendar（校历）、timetable（课表）、leave（假期额度）、"
        "punches（打卡）、shifts（排班）、duties（职责）",
    )
    taking.add_argument("--part", action="store_true", help="文件里只有变化的人（或校历事项、职责），其他的不动")
    taking.add_argument("--new-departments", action="store_true", help="名单里有通讯录还没有的部门")
    taking.add_argument("--dry-run", action="store_true", help="只检查和比较，不写入")
    taking.add_argument("--force", action="store_true", help="变化很多时仍然写入")


def _add_roster(roster: Parser) -> None:
    roster.add_argument("--account", metavar="NAME", help="只比较这个账号（如 staff 或 dingtalk:staff），默认全部")
    roster.add_argument(
        "--write", action="store_true", help="把程序能办的写到平台：部门、改信息、调部门、停用，从不删除"
    )
    roster.add_argument("--force", action="store_true", help="变化很多时仍然写，与 --write 一起用")
    roster.add_argument("-o", dest="file", type=_sheet_file, metavar="FILE", help="把清单写到哪个文件：.xlsx")


def _add_correct(correct: Parser) -> None:
    does = correct.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出生效的更正", description="列出生效的更正")
    setting = does.add_parser("set", help="更正一项", description="更正一个人的一项信息，同步不会覆盖")
    setting.add_argument("staff_no", metavar="工号", help="谁的")
    setting.add_argument("field", metavar="项目", help="姓名、职务、主部门或直属上级")
    setting.add_argument("value", metavar="更正为", help="直属上级写工号，几个用逗号隔开")
    setting.add_argument("--reason", required=True, metavar="原因", help="依据，会记进审计")
    ending = does.add_parser("end", help="取消一条更正", description="取消一条更正，这一项以后以它的来源为准")
    ending.add_argument("number", type=_count, metavar="N", help="列表里的编号")
    for each in (listing, setting, ending):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_attendance(attendance: Parser) -> None:
    does = attendance.add_subparsers(dest="does", metavar="做什么", required=True)
    helps = {"close": "关账", "open": "重新打开", "withheld": "列出关账后才到、会改变结果的事实"}
    months = [does.add_parser(name, help=text, description=text) for name, text in helps.items()]
    for each in months:
        each.add_argument("month", type=_month, metavar="MONTH", help="哪个月，例如 2026-09")
    months[0].add_argument("--force", action="store_true", help="还有部门没有签字时仍然关账")
    again = does.add_parser("derive", help="重算一段日子", description="重算一段日子：新加的考勤组、补导入以前的规则")
    again.add_argument("--from", dest="first", type=_day, required=True, metavar="D", help="从这一天（含）")
    again.add_argument("--to", dest="last", type=_day, required=True, metavar="D", help="到这一天（含）")
    for each in (*months, again):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_device(device: Parser) -> None:
    does = device.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出设备、最近上报和时钟偏差", description="列出设备、最近上报和时钟偏差")
    adding = does.add_parser("add", help="登记一台，密钥只显示一次", description="登记一台，密钥只显示一次")
    ending = does.add_parser("end", help="停用一台", description="停用一台，它的密钥作废")
    for each in (adding, ending):
        each.add_argument("name", metavar="NAME", help="设备名，例如 gate-1")
    for each in (listing, adding, ending):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_token(token: Parser) -> None:
    does = token.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出令牌和最近使用", description="列出令牌和最近使用")
    adding = does.add_parser("add", help="做一个，只显示一次", description="做一个令牌，只显示一次")
    ending = does.add_parser("end", help="停用一个", description="停用一个令牌，立即生效")
    for each in (adding, ending):
        each.add_argument("name", metavar="NAME", help="名称，例如 gate-east")
    adding.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=SCOPES,
        metavar="SCOPE",
        help=f"能做什么：{'、'.join(SCOPES)}",
    )
    adding.add_argument("--days", type=_count, default=365, metavar="N", help="多少天后过期，默认 365")
    for each in (listing, adding, ending):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_webhook(webhook: Parser) -> None:
    does = webhook.add_subparsers(dest="does", metavar="做什么", required=True)
    listing = does.add_parser("list", help="列出 webhook 和发送情况", description="列出 webhook 和发送情况")
    adding = does.add_parser("add", help="登记一个，密钥只显示一次", description="登记一个，密钥只显示一次")
    ending = does.add_parser("end", help="停用一个", description="停用一个，还没有发出的不再发")
    for each in (adding, ending):
        each.add_argument("name", metavar="NAME", help="名称，例如 erp")
    adding.add_argument("address", metavar="URL", help="网址，https:// 开头")
    adding.add_argument(
        "--topic",
        action="append",
        default=[],
        choices=TOPICS,
        metavar="TOPIC",
        help=f"要哪些通知，不写就是全部：{'、'.join(TOPICS)}",
    )
    for each in (listing, adding, ending):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _add_export(export: Parser) -> None:
    kinds = (*EXPORTS, DUTIES)
    export.add_argument("what", choices=kinds, metavar="WHAT", help=f"导出什么：{'、'.join(kinds)}")
    export.add_argument("--from", dest="first", type=_day, metavar="D", help="从这一天（含），例如 2026-09-01")
    export.add_argument("--to", dest="last", type=_day, metavar="D", help="到这一天（含）")
    export.add_argument(
        "--month", type=_month, metavar="MONTH", help="考勤的月表（汇总、日表、异常、明细，.xlsx），例如 2026-11"
    )
    export.add_argument(
        "-o",
        dest="file",
        type=_export_file,
        required=True,
        metavar="FILE",
        help="写到哪个文件：.xlsx、.csv 或 .json；职责日历也可以是 .ics",
    )


def _add_restore(restore: Parser) -> None:
    restore.add_argument("file", type=Path, metavar="FILE", help="run.py backup 写的文件")
    restore.add_argument("--verify", action="store_true", help="逐表读回来比较，恢复后再核对全部不变量")


def _add_person(person: Parser) -> None:
    does = person.add_subparsers(dest="does", metavar="做什么", required=True)
    exporting = does.add_parser("export", help="导出一个人的全部内容", description="导出一个人的全部内容，含附件")
    exporting.add_argument("staff_no", metavar="工号", help="谁的")
    exporting.add_argument("-o", dest="file", type=Path, required=True, metavar="FILE", help="写到哪个文件：.zip")
    erasing = does.add_parser("erase", help="清除一个已离职的人", description="清除一个已离职的人，不能撤回")
    erasing.add_argument("staff_no", metavar="工号", help="谁的")
    for each in (exporting, erasing):
        each.add_argument("--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="配置文件")


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"端口应是 1 到 {LAST_PORT} 的整数，不是 {text}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"应是列表里的编号，不是 {text}")
    return int(text)


def _source(text: str) -> Source:
    platform, _, account = text.partition(":")
    if platform not in PLATFORM_NAMES or not account:
        raise argparse.ArgumentTypeError(f"应写成 wecom:账号名 或 dingtalk:账号名，不是 {text}")
    return Source(platform, account)


def _version(text: str) -> int:
    if not text.isdecimal() or not int(text) or len(text) > LONGEST_NUMBER:
        raise argparse.ArgumentTypeError(f"应是版本号，例如 2，不是 {text}")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"应是存在的日期，例如 2026-09-01，不是 {text}") from None


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"应是月份，例如 2026-09，不是 {text}") from None


def _instant(text: str) -> datetime:
    """Without an offset it is campus time, which the caller adds."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"应是时刻，例如 2026-11-25T08:00，不是 {text}") from None


def _sheet_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError(f"文件名应以 .xlsx 结尾，不是 {text}")
    return path


def _export_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in {*ENDINGS, ICS}:
        raise argparse.ArgumentTypeError(f"文件名应以 {'、'.join(ENDINGS)} 结尾，不是 {text}")
    return path
