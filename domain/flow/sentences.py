"""What people read of a case: what happened, and why an attempt was refused."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.flow.case import Case, Entry, State
from domain.flow.kinds import QUIET, ActKind
from domain.people import Person
from domain.texts.moments import HOUR, ago, moment

LEFT = "没有办理：您的账号已停用。"
NOT_YOURS = "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"
NOT_APPLICANT = "没有办理：只有申请人本人可以这样做。"
NOT_ADMIN = "没有办理：只有管理员可以这样做。"
OWN_REQUEST = "没有办理：不能审批自己的申请。想收回请发 撤回。"
OWN_ADMIN = "没有办理：这是您自己的申请，请另一位管理员处理。"
STILL_DRAFT = "没有办理：这张单还没有提交。"
WITH_APPLICANT = "没有办理：这张单已退回申请人修改，重新提交后再处理。"
NOT_OFFERED = "没有办理：这一步不能{verb}。"
REASON_MISSING = "没有{verb}：请写明理由，例如 {verb} {no} 请补充说明。"
WORDS_MISSING = "没有留言：请写下内容。"
SIGNATURE_MISSING = "没有同意：这一步需要手写签名，请在页面上签名后再同意。"
FIELDS_MISSING = "没有办结：这一步还有必填内容没有填写，请先填写。"
FOREIGN_FIELD = "没有保存：这些内容不在这一步填写。"
NO_APPROVER = "没有提交：{label}没有找到可审批的人。请联系{contact}。"
BEGUN = "没有撤回：{when} 起已经生效，只能在那之前撤回。请联系{contact}处理。"
NOTHING_BOOKED = "没有撤回：这张单已经办结，没有可以撤回的登记。要更正请联系{contact}，或重新提交一张。"
BOOKED_AT_ONCE = "没有撤回：这张单通过时就已生效，不能撤回。请联系{contact}处理。"
URGED_OUT = "没有再催：今天已催 {times} 次，请明天再试。"
OTHER_LEFT = "没有办理：{name}的账号已停用，请另选一位。"
STILL_HERE = "没有办理：{name}没有离职，请管理员改派。"
NO_APPLICANT = "没有退回：{name}已离职，不能再修改。请驳回、退回到前面的步骤，或请管理员终止。"
PREPARED = "由{name}代填"
TO_APPLICANT = "没有办理：不能交给申请人本人，请另选一位。"
ALREADY_ASKED = "没有办理：{name}已在这一步，请另选一位。"
TOO_MANY = "没有办理：这一步的人太多了（最多 {most} 位）。"
NOT_ADDED = "没有办理：没有您加签的人可以减去。"
NOT_EARLIER = "没有办理：只能退回到前面的步骤。"
NO_STEP = "没有办理：没有这一步，请从步骤列表里选。"
NOT_SAFE = "没有办理：这一步要逐单查看，不能批量同意。"
NOT_IN_BATCH = "没有撤销：只有刚才批量同意的单可以撤销。"
UNDO_OVER = "没有撤销：已过撤销时间，或者之后有人办理过。"
NOTHING_DUE = "没有到时间的步骤。"
NO_PLACE = "没有办理：{name}在这张单上没有待办。"
NO_STAND_IN = "没有代理：{name}此时没有可用的代理人。"
NO_COPY = "没有需要您已阅的抄送。"
ALREADY_COPIED = "没有抄送：这些人都已收到。"
NOBODY_ASKED = "没有跳转：这样就没有人审批了。"
EXPIRED = "没有办理：这张草稿放了太久，已作废。请重新发起。"
UNKNOWN_CARD = "没有办理：这张卡片对不上，请发 待办 重新查看。"

VERBS = {
    ActKind.SUBMIT: "提交",
    ActKind.RESUBMIT: "重新提交",
    ActKind.AGREE: "同意",
    ActKind.REFUSE: "驳回",
    ActKind.RETURN: "退回",
    ActKind.TRANSFER: "转交",
    ActKind.DELEGATE: "委派",
    ActKind.ADD: "加签",
    ActKind.TAKE_OUT: "减签",
    ActKind.FILL: "填写",
    ActKind.WITHDRAW: "撤回",
    ActKind.DROP: "取消",
    ActKind.EXPIRE: "作废",
    ActKind.URGE: "催办",
    ActKind.COMMENT: "留言",
    ActKind.COPY: "抄送",
    ActKind.READ: "已阅",
    ActKind.UNDO: "撤销批量同意",
    ActKind.ELAPSE: "按时限处理",
    ActKind.BEGIN_STAND_IN: "启用代理",
    ActKind.END_STAND_IN: "结束代理",
    ActKind.HAND_OVER: "交接",
    ActKind.JUMP: "跳转",
    ActKind.END: "终止",
    ActKind.REPLACE: "改派",
}


def who(entry: Entry) -> str:
    """The real person, and for whom."""
    return f"{entry.actor.name}（代{entry.on_behalf_of.name}）" if entry.on_behalf_of else entry.actor.name


def happened(entry: Entry, at: datetime, campus: ZoneInfo) -> str:
    """Who did what and when."""
    return f"{who(entry)}在 {moment(entry.at, at, campus)} {VERBS[entry.kind]}"


def last_change(case: Case, after: int = 0) -> Entry | None:
    """The last act that changed anything to decide on, if it came after that version."""
    return next((e for e in reversed(case.history) if e.kind not in QUIET and e.version > after), None)


def finished(case: Case, reader: Person, at: datetime, campus: ZoneInfo) -> str:
    """The case has ended, or others were first; whoever was asked has nothing to do any more."""
    if case.state is State.EXPIRED:
        return EXPIRED
    entry = last_change(case)
    if entry is None:
        return NOT_YOURS
    if entry.actor.id == reader.id:
        return f"这张单您已在 {moment(entry.at, at, campus)} {VERBS[entry.kind]}。"
    relief = "" if reader.id == case.applicant.id else "，您无需再处理"
    return f"这张单已由{happened(entry, at, campus)}{relief}。"


def already_yours(entry: Entry, at: datetime, campus: ZoneInfo) -> str:
    """The same person comes again."""
    return f"这张单您已在 {moment(entry.at, at, campus)} {VERBS[entry.kind]}，不用再点。"


def stale(case: Case, seen: int, at: datetime, campus: ZoneInfo) -> str:
    """The card is older than what has changed since."""
    entry = last_change(case, seen)
    since = f"{happened(entry, at, campus)}，" if entry else ""
    return f"没有办理：{since}这张单后来有改动，请看最新的卡片再点一次。"


def waits_for(case: Case) -> str:
    """The people whose turn it is."""
    names = dict.fromkeys(assignment.person.name for _, assignment in case.open_places())
    return "、".join(names) or "管理员"


def not_your_turn(case: Case) -> str:
    return f"没有办理：还没轮到您，这张单正等{waits_for(case)}处理。"


def already_submitted(case: Case) -> str:
    return f"这张单已经提交，单号 {case.no}，正等{waits_for(case)}处理，不用再点。"


def urged_lately(since: timedelta, pause: timedelta) -> str:
    """The brake on urging."""
    wait = max(1, -int(-(pause - since).total_seconds() // 60))
    length = f"{wait} 分钟" if wait < HOUR else f"{-(-wait // HOUR)} 小时"
    return f"没有再催：{ago(since)}已催过，请过 {length}再试。"
