"""What people read of what systems hold, what was found, and what is to be put right."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.texts.about_me import day

LONGEST_SAMPLE = 40  # characters of one of several, in a line
AWAY_LINE = "“{title}”读不到，结果未知：{trouble}"
AMENDMENT_LINE = "{name}的{label}已同意改为“{value}”，{system}里还没有改"
SHOWN = "已更正：{label}在{system}里已是“{value}”，这件事办结了。"
STILL_OLD = (
    "还没有改好：{label}已同意改为“{value}”（{number}），但{system}再次读取时仍是“{held}”。"
    "已请{owner}去改，改好后告诉您。"
)
SYSTEM_GONE = "来源系统"

OWN_HEAD = "各项的来源："
OWN_FIELD = "{label}：{system}，{owner}负责，{checked}"
OPEN_ABOUT = "检查发现：{words}"
OPEN_AMENDMENT = "更正在办：{label}改为“{value}”（{stage}）"
NOT_FILLED = "待填"
STAGES = {"asked": "待审批", "agreed": "已同意，等来源改好", "reopened": "已同意，来源还没有改"}
PROOF = "佐证请在填表时发文件。来源显示新内容后才算办结。"
CLOSED = "没有更正：{label}由{office}在{system}里维护，这里不能申请更正，请直接联系{office}。"
SAME = "没有更正：{label}登记的就是“{value}”。"
NOT_OFFERED = "没有更正：没有您可以填的更正表单。请联系{office}在{system}里改。"
UNDER_WAY = "{label}的更正已在办（{number}），改为“{value}”。要看进度请发 进度 {no}。"
ASKED_BEFORE = "{label}的更正已在办，改为“{value}”，等人事核对。"
MAY_CLAIM = "\n自己的信息有错，可申请更正：{labels}。例如 纠错 {first} 正确的内容。"

STRUCTURE_CHANGES = (
    "{system}的数据结构将于{at}变更：{title}。请提前核对读取它的检查和接口，有问题联系{contact}（{number}）。"
)

QUESTION_LINE = "请补一项：{text}回复 补充 加您的回答，或只发 补充 用按钮选"
QUESTION = "请补一项：{text}{options}回复 补充 加上您的回答；不清楚可发 补充 以后再说，不愿意可发 补充 不想说。"
QUESTION_TITLE = "每日一问"
LATER_BUTTON = "以后再说"
NEVER_BUTTON = "不想说"
NOT_YOURS = "没有办：这一问不是问您的，或者已经答过了。"
NO_QUESTION = "今天没有要您补充的信息。"
EMPTY_ANSWER = "请在 补充 后面写上您的回答，例如 补充 讲师。"
NOT_AN_OPTION = "没有记下：请从这几项里选一个：{options}。"
ANSWERED = "已记下：{text}您的回答是“{answer}”，人事核对后生效。"
LATER = "好的，过 {days} 天再问您这一项。"
NEVER = "好的，这一项不再问您。"
TAKEN = "您补充的{label}（{value}）已核对采用。"
NOT_TAKEN = "您补充的{label}（{value}）没有采用，如有疑问请联系{contact}。"
HR_LINE = "有 {number} 条本人补充的信息等您核对"
NO_ANSWERS = "没有等核对的补充信息。"
ANSWERS_HEAD = "本人补充、等核对的信息（共 {number} 条）："
ANSWERS_HOW = "都对请发 数据质量 全部采用；个别不对的先发 数据质量 不采用 序号。"
ANSWERS_TAKEN = "已采用 {number} 条。{rest}"
BY_HAND_TAKEN = "{number} 条已直接更正。"
AT_SOURCE = "{number} 条要在来源系统里改，已列入系统负责人的待办，来源改好后自动办结。"
ANSWER_REFUSED = "已注明不采用：{name}的{label}“{value}”，已告诉本人。"
NO_SUCH_ANSWER = "没有办：没有第 {number} 条，请先发 数据质量 核对 看列表。"
STANDING_HEAD = "数据质量（不写姓名，完整率按检查过的内容算）："
NOTHING_TO_SEE = "数据质量由部门负责人、系统负责岗位和人事查看。您自己的信息请发 我的信息；如有疑问请联系{contact}。"
NOTHING_CHECKED = "还没有检查过，明天早上再看。"
NOT_HR = "没有办：本人补充的信息由人事核对。"


def question(text: str, options: Sequence[str]) -> str:
    """With what may be answered, and how."""
    numbered = "、".join(f"{place} {each}" for place, each in enumerate(options, 1))
    return QUESTION.format(text=text, options=f"可选：{numbered}。" if options else "")


def line(title: str, number: int, samples: Sequence[str], since: str, *, is_back: bool) -> str:
    """One line for everything of one check: few are named, many are counted."""
    back = "，有的是再次出现" if is_back else ""
    if number == 1:
        return f"{samples[0]}（{since}起{back}）"
    shown = "；".join(each[:LONGEST_SAMPLE] for each in samples)
    return f"{title} {number} 处（最早{since}起{back}）：{shown}{'等' if number > len(samples) else ''}"


def since(at: datetime, campus: ZoneInfo) -> str:
    """11月23日."""
    local = at.astimezone(campus)
    return f"{local.month}月{local.day}日"


def checked(read_at: datetime | None, unknown_since: datetime | None, campus: ZoneInfo) -> str:
    """When it was looked at last; while the source is away, since when nothing is known."""
    if unknown_since is not None:
        return f"自 {day(unknown_since, campus)} 起读不到，情况未知"
    return f"最近检查 {day(read_at, campus)}" if read_at else "还没有检查过"
