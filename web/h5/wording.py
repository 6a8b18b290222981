"""What the pages say. What was not done, why, and what to do now; nothing of a request to whom it does not concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from domain.actions import Verb, parse_action

BACK_TO_CHAT = "可以关闭本页，回到聊天。"


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of words alone. `way_on` is the text of a link that leads on, empty without one."""

    status: int
    heading: str
    text: str
    way_on: str = ""


EXPIRED = Notice(410, "链接已失效", "什么也没有办理。请回到聊天里发送“待办”，重新查看要处理的单。")
GONE = Notice(410, "单子已看不到", "什么也没有办理。这张卡片已经失效，或者不再归您处理。请回到聊天里发送“待办”。")
CHANGED = Notice(410, "按钮已失效", "什么也没有办理。这张单在发出链接后有了变化，请看聊天里最新的卡片。")
SOMEBODY_ELSE = Notice(
    403,
    "这个链接是发给别人的",
    "什么也没有办理。请让收到链接的人自己打开；如果就是您本人，请换回自己的账号。",
    "重新登录",
)
LOGIN_LOST = Notice(403, "登录没有完成", "登录等得太久，或者换了浏览器。请回到聊天里重新点开链接。")
LOGIN_STRANGER = Notice(403, "不能登录", "平台说您不是本单位的成员，什么也没有办理。如有疑问，请联系{contact}。")
LOGIN_REFUSED = Notice(503, "暂时登录不上", "平台没有确认您的身份，什么也没有办理。请稍后再试。", "再试一次")
LOGGED_OUT = Notice(403, "请重新登录", "登录已过期，刚才的操作没有办理。登录后请再按一次。", "登录")
OTHER_SITE = Notice(403, "没有办理", "请求不是从本页面发出的。请回到聊天里重新点开链接。")
FORM_OLD = Notice(403, "没有办理", "页面已过期。请重新打开后再按一次。", "重新打开")
NO_PLACE = Notice(400, "没有打卡", "浏览器没有给出位置。请打开定位开关，允许获取位置，再按一次。", "重新打卡")
NOT_KEPT = Notice(503, "没有收到", "系统正忙，刚才的操作没有办理。请过一会儿再按一次。", "返回")
AWAY = Notice(503, "系统暂时连不上", "请过一会儿再打开链接；刚才的操作办没办成，到时页面上会写明。")
TOO_MANY = Notice(429, "打开得太频繁", "请等一分钟再打开。")
FILE_TOO_LARGE = Notice(413, "没有传上", "文件超过 20 MB。请压缩或拆开后，返回上一页再传。")
NO_FILE = Notice(400, "没有收到文件", "什么也没有导入。请先选名单文件，再点 上传并检查。", "重新选")
NO_SUCH = Notice(404, "没有这张单", "没有这个单号，或者它不归您看。请回到聊天里发送“待办”或“我的申请”。")
NOT_OFFERED = Notice(404, "没有开始", "这一项现在不归您办，或者已经停办。请回到列表里重新选。", "看列表")
WHICH_ACCOUNT = "请选择您用哪个账号登录："
NOT_PRINTED = Notice(503, "没有打印", "打印用的中文字体不可用，已记下。请联系{contact}，或先看页面上的内容。", "返回")
NOT_OUR_PAPER = Notice(404, "核验不了", "这个核验码不是本系统出的，或者没有扫全。请重新扫码，或联系{contact}。")
FAILED = Notice(200, "没办成", "系统出了问题，已经通知管理员。请稍后回到聊天里再试；着急的话请直接联系{contact}。")

NOT_DONE = "没有办理：请从页面上的按钮里选。"
NO_PROOF_WANTED = "没有上传：这张单现在不收证明。请联系人事。"
NO_FILE_CHOSEN = "没有上传：请先选文件。"
NOBODY_NAMED = "没有办理：请先选人。"
NOT_SIGNED = "没有同意：这一步要手写签名，请在框内签名后再按。"
SIGNED_OTHER = "没有同意：签名期间内容有了变化。请重新核对、重新签名。"
WHOM: Mapping[str, str] = {
    "transfer": "转交给",
    "delegate": "委派给",
    "add": "加签给",
    "copy": "抄送给",
    "replace": "改由谁办",
}
DONE: Mapping[str, str] = {
    "agree": "已办好。",
    "proof": "已收到，附在这张单后面。",
    "refuse": "已驳回。",
    "return": "已退回。",
    "transfer": "已转交，对方会收到这张单。",
    "delegate": "已委派，对方给出意见后，再由您决定。",
    "add": "已加签，对方会收到这张单。",
    "take_out": "已减签，对方不用再办这张单。",
    "undo": "已撤销刚才的同意，这张单又等您办理。",
    "jump": "已跳转。",
    "end": "已终止，申请人会收到通知。",
    "replace": "已改派，对方会收到这张单。",
    "copy": "已抄送。",
    "comment": "已留言。",
    "withdraw": "已撤回。",
    "urge": "已催办。",
    "read": "已阅。",
    "submit": "已提交，等审批人处理。",
}

PUT_OFF = "好的，推迟了。到时再提醒您。"
NOT_YOURS_ANY_MORE = "没有办理：这一项已经不等您了。"
ANSWERED = "机器人已在聊天里答复您"
RECEIVED = "已收到，卡片已更新"
REASON_FOLLOWS = "写下理由再按，立即驳回；留空则由机器人在聊天里问您，回复理由后才算驳回。"


def confirm_label(action: str, text: str) -> str:
    """What the big button says; `text` is what the card's button says."""
    parsed = parse_action(action)
    verb = parsed.verb if parsed else None
    match verb:
        case Verb.PROGRESS | Verb.MORE | Verb.BACK | Verb.EDIT | Verb.DETAIL | Verb.READ | None:
            return text
        case Verb.CONFIRM | Verb.DONE:
            return text
        case Verb.RETURN | Verb.TRANSFER | Verb.ADD | Verb.FILL:  # what is still missing is asked for
            return text
        case Verb.CHOOSE:
            return f"就选“{text}”"
        case Verb.APPROVE | Verb.REJECT | Verb.SUBMIT | Verb.CANCEL | Verb.WITHDRAW | Verb.URGE:
            return f"确认{text}"
        case Verb.REPLACE | Verb.AGREE_ALL | Verb.UNDO | Verb.APPLY | Verb.IGNORE | Verb.REVERT | Verb.MEND | Verb.AWAY:
            return f"确认{text}"
        case _:
            assert_never(verb)


def wants_reason(action: str) -> bool:
    """Whether the press is nothing without a reason, given here or asked for in the chat."""
    parsed = parse_action(action)
    return bool(parsed and parsed.verb is Verb.REJECT)


def opens_page(action: str) -> bool:
    """Whether the button leads to the page of its case, where there is one."""
    parsed = parse_action(action)
    return parsed is not None and parsed.verb in {Verb.DETAIL, Verb.FILL}
