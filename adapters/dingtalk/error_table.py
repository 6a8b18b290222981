"""What each of the platform's error codes asks of us.

Both families stand in one table: numbers of the old one (the code of the wrapper 88 is its `sub_code`) and words of the
new one. Source: developer documentation, server-api-error-codes-1, call-frequency-limit and the pages of the calls. The
hints are read by the college's IT staff: what is wrong and what to do in the developer console.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Reaction(StrEnum):
    """Who must act when a code comes. LOST: the platform does not know itself whether it was done."""

    RETRY = "retry"
    LOST = "lost"
    REFRESH = "refresh"
    DROP = "drop recipient"
    FIX = "fix request"
    ALERT = "alert IT"
    HANDLE = "handle spent"


@dataclass(frozen=True, slots=True)
class Entry:
    """`wait` is how long the platform's block lasts at least, where it is known."""

    reaction: Reaction
    hint: str
    wait: timedelta | None = None


SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

# The lengths of these bans are not published; coming back within seconds prolongs them.
BAN = 5 * MINUTE
# Until somebody buys more or the month ends. Asking once an hour costs nothing that is still there to be used.
QUOTA_PAUSE = timedelta(hours=1)
# Blocked for ten minutes after the 21st text of a minute.
WEBHOOK_BLOCK = 10 * MINUTE

_BANNED = "调用过于频繁，接口被钉钉暂时禁用，数分钟后自动继续；经常出现时请检查是否有其他系统共用本应用或出口 IP"
_QPS = "接口调用超过每秒限制，已自动放慢"
_QUOTA = "本组织本月的钉钉接口调用次数已用完，在此之前消息无法发送：请在钉钉开放平台购买或升级接口额度，恢复后自动继续"
_GONE = "成员账号不存在：可能已离职，请核对通讯录"
_TOKEN = "access_token 无效，已自动重新获取"  # noqa: S105
_WRONG_SECRET = "client_id 或 client_secret 不正确：请在开发者后台“凭证与基础信息”核对后更新配置"  # noqa: S105
_NO_ANSWER = "钉钉后端超时未返回结果"
_PERMISSION = "应用没有此接口的权限：请在开发者后台“权限管理”中开通，并重新发布应用"
_CALLER = "服务器出口 IP 不在名单内：请在开发者后台“安全设置”的“服务器出口 IP”中加入"
_ROBOT = "机器人不可用：请核对 robot_code，并确认应用已添加机器人能力且已发布"
_TEMPLATE = "卡片模板不可用：请核对 card_template_id，并确认模板已发布"
_CALLBACK = "钉钉没有接受回调地址：请核对 public_url 能从公网访问且证书有效"
_CONTENT = "内容被钉钉安全策略拦截，未发送；请检查内容"

_RETRY: dict[str, Entry] = {
    "-1": Entry(Reaction.RETRY, "钉钉系统繁忙，稍后自动重试"),
    "systembusy": Entry(Reaction.RETRY, "钉钉系统繁忙，稍后自动重试", 5 * SECOND),
    **dict.fromkeys(
        ("90001", "90004", "90005", "90006", "90008", "90010", "90014", "90017"), Entry(Reaction.RETRY, _BANNED, BAN)
    ),
    "90018": Entry(Reaction.RETRY, _QPS, SECOND),
    "90019": Entry(Reaction.RETRY, _QPS, SECOND),
    "90002": Entry(Reaction.RETRY, "钉钉平台整体繁忙，稍后自动重试", 2 * SECOND),
    "90020": Entry(Reaction.RETRY, _QUOTA, QUOTA_PAUSE),
    "forbidden.accessdenied.qpslimitforappkeyandapi": Entry(Reaction.RETRY, _QPS, SECOND),
    "forbidden.accessdenied.qpslimitforapi": Entry(Reaction.RETRY, _QPS, SECOND),
    "forbidden.accessdenied.qpslimitforsuitekeyandorgandapi": Entry(Reaction.RETRY, _QPS, SECOND),
    "forbidden.accessdenied.qpmlimitforappkeyandapi": Entry(
        Reaction.RETRY, "接口调用超过每分钟限制，已自动放慢", MINUTE
    ),
    "forbidden.accessdenied.apicountlimitfororg": Entry(Reaction.RETRY, _QUOTA, QUOTA_PAUSE),
    "send.too.fast": Entry(Reaction.RETRY, "机器人发送过快，已自动放慢", 10 * SECOND),
    "send.bytoken.toofast": Entry(Reaction.RETRY, "机器人发送过快，已自动放慢", 10 * SECOND),
    "too.many.people": Entry(Reaction.RETRY, "机器人一次发送人数过多，已自动放慢", MINUTE),
    "too.many.group": Entry(Reaction.RETRY, "机器人一次发送的群过多，已自动放慢", MINUTE),
    "resource.unavailable": Entry(Reaction.RETRY, "钉钉资源暂不可用，稍后自动重试", 5 * SECOND),
    "41046": Entry(Reaction.RETRY, "工作通知超过每分钟限制，已自动放慢", MINUTE),
    "41047": Entry(Reaction.RETRY, "工作通知超过每分钟人数限制，已自动放慢", MINUTE),
    "143103": Entry(Reaction.RETRY, "工作通知超过每分钟限制，已自动放慢", MINUTE),
    "143104": Entry(Reaction.RETRY, "工作通知超过每分钟限制，已自动放慢", MINUTE),
    "410100": Entry(Reaction.RETRY, "会话内发送过快，稍后自动重试", WEBHOOK_BLOCK),
    "660026": Entry(Reaction.RETRY, "会话内发送过快，稍后自动重试", WEBHOOK_BLOCK),
}

_LOST: dict[str, Entry] = {
    "15": Entry(Reaction.LOST, _NO_ANSWER),
    "88": Entry(Reaction.LOST, _NO_ANSWER),
    "isp.top-remote-connection-timeout": Entry(Reaction.LOST, _NO_ANSWER),
    "system.error": Entry(Reaction.LOST, "钉钉系统错误，未返回结果"),
    "system.busy": Entry(Reaction.LOST, "钉钉系统繁忙，未返回结果"),
    "systemerror": Entry(Reaction.LOST, "钉钉系统错误，未返回结果"),
    "serviceunavailable": Entry(Reaction.LOST, "钉钉接口暂时不可用，未返回结果"),
    "unknown.send.result": Entry(Reaction.LOST, "钉钉不能确定消息是否已发出"),
}

_REFRESH: dict[str, Entry] = {
    "40001": Entry(Reaction.REFRESH, _WRONG_SECRET),
    "40014": Entry(Reaction.REFRESH, _TOKEN),
    "42001": Entry(Reaction.REFRESH, "access_token 过期，已自动重新获取"),
    "invalidauthentication": Entry(Reaction.REFRESH, _TOKEN),
}

_DROP: dict[str, Entry] = {
    "33012": Entry(Reaction.DROP, "成员账号无效：可能已离职，请核对通讯录"),
    "40003": Entry(Reaction.DROP, _GONE),
    "40104": Entry(Reaction.DROP, "手机号不合法，请核对通讯录"),
    "50002": Entry(Reaction.DROP, "成员不在应用可见范围内：请在开发者后台“版本管理与发布”中调整可见范围"),
    "60003": Entry(Reaction.DROP, "部门不存在，请核对通讯录"),
    "60121": Entry(Reaction.DROP, _GONE),
    "staffid.notexisted": Entry(Reaction.DROP, _GONE),
    "param.useridnotexist": Entry(Reaction.DROP, _GONE),
    "group.disbanded": Entry(Reaction.DROP, "群聊已解散"),
    "invalid.openconversationid": Entry(Reaction.DROP, "群聊不存在，或机器人不在群内"),
    "token.notexisted": Entry(Reaction.DROP, "群机器人已移除，请在群内重新添加"),
}

_ALERT: dict[str, Entry] = {
    "33001": Entry(Reaction.ALERT, "企业编号不正确：请核对 corp_id 与 client_id 属于同一组织"),
    "40056": Entry(Reaction.ALERT, "agent_id 不正确：请在开发者后台“凭证与基础信息”核对"),
    "40089": Entry(Reaction.ALERT, _WRONG_SECRET),
    "40096": Entry(Reaction.ALERT, _WRONG_SECRET),
    "invalidclientidorsecret": Entry(Reaction.ALERT, _WRONG_SECRET),
    "43007": Entry(Reaction.ALERT, "应用未获授权：请确认应用已发布、未停用，并属于本组织"),
    "50004": Entry(
        Reaction.ALERT, "部门不在应用的通讯录权限范围内：请在开发者后台“权限管理”中把通讯录范围设为全部员工"
    ),
    "60011": Entry(Reaction.ALERT, _PERMISSION),
    "60020": Entry(Reaction.ALERT, _CALLER),
    **dict.fromkeys((str(code) for code in range(71006, 71014)), Entry(Reaction.ALERT, _CALLBACK)),
    "forbidden.accessdenied.accesstokenpermissiondenied": Entry(Reaction.ALERT, _PERMISSION),
    "forbidden.accessdenied.ipnotinwhitelist": Entry(Reaction.ALERT, _CALLER),
    "invalidparameter.robotcode.empty": Entry(Reaction.ALERT, _ROBOT),
    "invalidparameter.robotcode.invalid": Entry(Reaction.ALERT, _ROBOT),
    "invalidparameter.robotcode.notexsit": Entry(Reaction.ALERT, _ROBOT),
    "invalidparameter.robotcode.auth": Entry(Reaction.ALERT, _ROBOT),
    "invalidparameter.robotcode.coolapp": Entry(Reaction.ALERT, _ROBOT),
    "robot.oto.notexist": Entry(Reaction.ALERT, _ROBOT),
    "chatbotid.notallow.sendoto": Entry(
        Reaction.ALERT, "机器人没有单聊发送权限：请开通“企业内机器人发送消息”权限并重新发布"
    ),
    "bot.stopped": Entry(Reaction.ALERT, "机器人已停用：请在开发者后台启用"),
    "param.cardtemplateidempty": Entry(Reaction.ALERT, _TEMPLATE),
    "param.templatenotexist": Entry(Reaction.ALERT, _TEMPLATE),
    "param.templateunpublished": Entry(Reaction.ALERT, _TEMPLATE),
}

_HANDLE: dict[str, Entry] = {
    "300001": Entry(Reaction.HANDLE, "会话回复地址已失效"),
    "session.expired": Entry(Reaction.HANDLE, "会话回复地址已失效"),
    "param.cardnotexist": Entry(Reaction.HANDLE, "卡片不存在或已失效，不能更新"),
}

# Everything below is about one request: burying it is right, stopping the account is not.
_REQUEST: dict[str, Entry] = {
    "22": Entry(Reaction.FIX, "接口地址不存在：请升级本系统"),
    "40035": Entry(Reaction.FIX, "请求参数不合法或缺失"),
    "40019": Entry(Reaction.FIX, "此手机号加入的企业已达上限，请换一个手机号或联系本人"),
    "40021": Entry(Reaction.FIX, "此手机号已注册钉钉，不能换用"),
    "40022": Entry(Reaction.FIX, "手机号与此人登录钉钉的手机号不一致，不能修改"),
    "60001": Entry(Reaction.FIX, "部门名称为空或太长：请核对后再写入"),
    "60002": Entry(Reaction.FIX, "部门层级太深：请换一个上级部门"),
    "60004": Entry(Reaction.FIX, "上级部门不存在：请先新建上级部门"),
    "60008": Entry(Reaction.FIX, "同一上级下已有同名部门：请换一个名称"),
    "60009": Entry(Reaction.FIX, "部门名称含有不允许的符号：请去掉连字符、引号和逗号后再写入"),
    "60010": Entry(Reaction.FIX, "部门不能移到自己的下级部门之下"),
    "60018": Entry(Reaction.FIX, "根部门不能修改"),
    "60102": Entry(Reaction.FIX, "员工 UserID 已存在"),
    "60103": Entry(Reaction.FIX, "手机号不合法：请核对后再写入"),
    "60104": Entry(Reaction.FIX, "手机号已存在"),
    "60106": Entry(Reaction.FIX, "邮箱已存在"),
    "60107": Entry(Reaction.FIX, "使用此手机号登录钉钉的人已在本组织中"),
    "60110": Entry(Reaction.FIX, "一名成员所属的部门太多：请减少部门"),
    "60112": Entry(Reaction.FIX, "成员姓名为空或太长：请核对后再写入"),
    "60123": Entry(Reaction.FIX, "工号不合法：请核对后再写入"),
    "40078": Entry(Reaction.FIX, "登录授权码无效或已使用，请重新进入页面"),
    "41001": Entry(Reaction.FIX, "请求缺少 access_token"),
    "41028": Entry(Reaction.FIX, "不允许向全体员工发送工作通知"),
    "41029": Entry(Reaction.FIX, "工作通知接收人过多"),
    "41041": Entry(Reaction.FIX, "查询时间跨度超过 7 天"),
    "41045": Entry(Reaction.FIX, "今天发给全体员工的工作通知次数已满"),
    "143105": Entry(Reaction.FIX, "今天发给此人的工作通知次数已满"),
    "143106": Entry(Reaction.FIX, "今天已给此人发过相同内容的工作通知"),
    "430101": Entry(Reaction.FIX, _CONTENT),
    "430102": Entry(Reaction.FIX, _CONTENT),
    "430103": Entry(Reaction.FIX, _CONTENT),
    "430104": Entry(Reaction.FIX, _CONTENT),
    "param.cardalreadyexist": Entry(Reaction.FIX, "卡片编号已存在"),
    "param.contentunsafe": Entry(Reaction.FIX, _CONTENT),
    "template.not.existed": Entry(Reaction.FIX, "消息模板不存在"),
    "template.stopped": Entry(Reaction.FIX, "消息模板已停用"),
    "miss.openconversationid": Entry(Reaction.FIX, "请求缺少群聊编号"),
    "authenticationfailed.missingparameter": Entry(Reaction.FIX, "请求缺少 access_token"),
}

TABLE: dict[str, Entry] = {**_REQUEST, **_HANDLE, **_ALERT, **_DROP, **_REFRESH, **_LOST, **_RETRY}

# For words that the documentation lists by their beginning only.
PREFIXES: tuple[tuple[str, Entry], ...] = (
    ("forbidden.accessdenied.qps", Entry(Reaction.RETRY, _QPS, SECOND)),
    ("forbidden.accessdenied.qpm", Entry(Reaction.RETRY, _QPS, MINUTE)),
    ("forbidden.", Entry(Reaction.ALERT, _PERMISSION)),
    ("invalidparameter", Entry(Reaction.FIX, "请求参数不合法")),
    ("missingparameter", Entry(Reaction.FIX, "请求缺少必要的参数")),
    ("missing", Entry(Reaction.FIX, "请求缺少必要的参数")),
    ("miss.", Entry(Reaction.FIX, "请求缺少必要的参数")),
    ("param.", Entry(Reaction.FIX, "卡片参数不合法")),
    ("isp.", Entry(Reaction.LOST, _NO_ANSWER)),
    ("isv.", Entry(Reaction.FIX, "请求参数不合法")),
)
UNKNOWN = Entry(Reaction.FIX, "钉钉返回未知错误码，请在钉钉开放平台文档的错误码中查询")


def find_entry(code: str) -> Entry | None:
    """By the whole code, else by its beginning; None for one that we do not know. Letters in any case."""
    word = code.lower()
    if word in TABLE:
        return TABLE[word]
    return next((entry for start, entry in PREFIXES if word.startswith(start)), None)
