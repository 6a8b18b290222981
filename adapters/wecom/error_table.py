"""What each of the platform's error codes asks of us.

Source: the platform's list of global error codes (developer documentation, path 90313). The hints are read by the
college's IT staff: what is wrong and what to do in the admin console.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Reaction(StrEnum):
    """Who must act when a code comes."""

    RETRY = "retry"
    REFRESH = "refresh"
    DROP = "drop recipient"
    FIX = "fix request"
    ALERT = "alert IT"
    HANDLE = "handle spent"
    OVER = "too late"


@dataclass(frozen=True, slots=True)
class Entry:
    """`wait` is how long the platform's block lasts at least, where it is known."""

    reaction: Reaction
    hint: str
    wait: timedelta | None = None


MINUTE = timedelta(minutes=1)

_RETRY: dict[int, Entry] = {
    -1: Entry(Reaction.RETRY, "企业微信系统繁忙，稍后自动重试"),
    6000: Entry(Reaction.RETRY, "数据版本冲突，稍后自动重试"),
    45009: Entry(
        Reaction.RETRY, "接口调用超过频率限制，解除后自动继续；经常出现时请检查是否有其他系统共用本应用", MINUTE
    ),
    45033: Entry(Reaction.RETRY, "接口并发过高，已自动放慢"),
    45035: Entry(Reaction.RETRY, "并发操作冲突，稍后自动重试"),
    45036: Entry(Reaction.RETRY, "数据访问超过限制，已自动放慢"),
    301022: Entry(Reaction.RETRY, "打卡接口系统繁忙，稍后自动重试"),
    301070: Entry(Reaction.RETRY, "打卡接口系统繁忙，稍后自动重试"),
    301057: Entry(Reaction.RETRY, "审批接口系统繁忙，稍后自动重试"),
    301064: Entry(Reaction.RETRY, "假期接口系统繁忙，稍后自动重试"),
    302005: Entry(Reaction.RETRY, "批量任务系统繁忙，稍后自动重试"),
}

_REFRESH: dict[int, Entry] = {
    40001: Entry(Reaction.REFRESH, "应用 Secret 不正确、已重置或应用已停用：请在管理后台核对后更新配置"),
    40014: Entry(Reaction.REFRESH, "access_token 无效，已自动重新获取"),
    42001: Entry(Reaction.REFRESH, "access_token 过期，已自动重新获取"),
}

_DROP: dict[int, Entry] = {
    40003: Entry(Reaction.DROP, "成员账号无效：可能已离职或账号已修改，请核对通讯录"),
    40031: Entry(Reaction.DROP, "成员账号列表全部无效，请核对通讯录"),
    40066: Entry(Reaction.DROP, "部门列表无效，请核对通讯录"),
    40068: Entry(Reaction.DROP, "标签列表无效，请核对通讯录"),
    40070: Entry(Reaction.DROP, "标签成员全部无效，请核对通讯录"),
    43004: Entry(Reaction.DROP, "成员尚未激活企业微信或未关注微信插件"),
    46004: Entry(Reaction.DROP, "成员不存在，请核对通讯录"),
    50002: Entry(Reaction.DROP, "成员不在应用权限范围内：请在应用详情中调整可见范围"),
    60003: Entry(Reaction.DROP, "部门不存在，请核对通讯录"),
    60021: Entry(Reaction.DROP, "成员不在应用可见范围内：请在应用详情中调整可见范围"),
    60111: Entry(Reaction.DROP, "成员账号不存在：可能已离职或账号已修改，请核对通讯录"),
    60123: Entry(Reaction.DROP, "部门不存在，请核对通讯录"),
    81013: Entry(Reaction.DROP, "接收人无效或不在应用可见范围内：请核对通讯录并在应用详情中调整可见范围"),
    92000: Entry(Reaction.DROP, "成员不在应用可见范围内：请在应用详情中调整可见范围"),
    301021: Entry(Reaction.DROP, "打卡查询中有无效的成员账号，请核对通讯录"),
    301098: Entry(Reaction.DROP, "成员不在该假期的适用范围内，请核对假期管理设置"),
}

_ALERT: dict[int, Entry] = {
    40013: Entry(Reaction.ALERT, "企业 ID（corp_id）不正确：请在“我的企业”页面核对"),
    40056: Entry(Reaction.ALERT, "agent_id 不正确：请在应用详情中核对"),
    43012: Entry(Reaction.ALERT, "应用未设置回调地址，不能发送可点击的卡片：请在应用“接收消息”中设置 API 接收"),
    45024: Entry(Reaction.ALERT, "成员数量已达上限，请联系企业微信管理员"),
    45026: Entry(Reaction.ALERT, "触发全量覆盖成员的删除保护，请核对导入文件"),
    48002: Entry(Reaction.ALERT, "应用没有调用此接口的权限：请确认使用的是应用 Secret，并在应用详情中开通权限"),
    48005: Entry(Reaction.ALERT, "接口已废弃：请升级本系统"),
    48006: Entry(Reaction.ALERT, "接口权限已被收回（应用长期未使用）：请在管理后台重新开通"),
    48009: Entry(
        Reaction.ALERT,
        "通讯录同步 Secret 不能读取成员详情：请改用企业微信管理后台“应用管理”中本应用的 Secret，并设置可见范围",
    ),
    48010: Entry(Reaction.ALERT, "TLS 版本过低：请升级服务器的 OpenSSL 或出口代理"),
    50001: Entry(Reaction.ALERT, "网页授权域名未设置为可信域名：请在应用“网页授权及 JS-SDK”中设置"),
    50003: Entry(Reaction.ALERT, "应用已停用：请在管理后台启用"),
    60011: Entry(Reaction.ALERT, "应用没有此成员、部门或标签的权限：请在企业微信管理后台的“应用管理”中调整可见范围"),
    60020: Entry(
        Reaction.ALERT, "服务器出口 IP 不在名单内：请在企业微信管理后台加到应用的“企业可信IP”，约 1 分钟后生效"
    ),
    60031: Entry(Reaction.ALERT, "应用被禁止调用接口：请联系企业微信客服"),
    81011: Entry(Reaction.ALERT, "无权限操作标签：请用创建该标签的应用修改"),
    301002: Entry(Reaction.ALERT, "access_token 与 agent_id 不是同一个应用：请核对 secret 与 agent_id"),
    301007: Entry(Reaction.ALERT, "企业已解散或被封禁，请联系企业微信客服"),
    301055: Entry(Reaction.ALERT, "没有审批接口权限或申请人不在可见范围：请在审批应用“可调用接口的应用”中加入本应用"),
    301056: Entry(Reaction.ALERT, "审批应用已停用：请在管理后台启用"),
    301062: Entry(Reaction.ALERT, "没有假期接口权限：请在审批应用“可调用接口的应用”中加入本应用"),
}

# Everything below is about one request: burying it is right, stopping the account is not.
_REQUEST: dict[int, Entry] = {
    40004: Entry(Reaction.FIX, "媒体文件类型不合法"),
    65014: Entry(Reaction.FIX, "企业没有开通家校沟通，不能发给家长：请开通，或把本账号的 guardians 改为 false"),
    65022: Entry(Reaction.FIX, "没有家校沟通的权限：请在“家校沟通 → 家长可使用的应用”中加入本应用"),
    65023: Entry(Reaction.FIX, "没有家校沟通的权限：请在“家校沟通 → 家长可使用的应用”中加入本应用"),
    40005: Entry(Reaction.FIX, "文件类型不合法"),
    40006: Entry(Reaction.FIX, "文件大小不合法"),
    40007: Entry(Reaction.FIX, "media_id 无效或已超过 3 天，需要重新上传"),
    40008: Entry(Reaction.FIX, "消息类型不合法"),
    40009: Entry(Reaction.FIX, "图片大小不合法"),
    40011: Entry(Reaction.FIX, "视频大小不合法"),
    40029: Entry(Reaction.FIX, "登录授权码无效，请重新进入页面"),
    40032: Entry(Reaction.FIX, "成员列表超过长度限制"),
    40033: Entry(Reaction.FIX, "请求含有不合法的字符"),
    40035: Entry(Reaction.FIX, "请求参数不合法"),
    40050: Entry(Reaction.FIX, "群聊不存在"),
    40058: Entry(Reaction.FIX, "请求参数不合法"),
    40063: Entry(Reaction.FIX, "缺少必要的请求参数"),
    40089: Entry(Reaction.FIX, "批量任务已不可查询，平台只保留最近 5 个"),
    40092: Entry(Reaction.FIX, "导入文件缺少必需的列或内容为空"),
    40201: Entry(Reaction.FIX, "消息内容被平台反垃圾策略拦截，未发送；请检查内容，必要时联系企业微信客服"),
    40204: Entry(Reaction.FIX, "消息内容被平台反垃圾策略拦截，未发送；请检查内容，必要时联系企业微信客服"),
    41001: Entry(Reaction.FIX, "请求缺少 access_token"),
    41011: Entry(Reaction.FIX, "请求缺少 agentid"),
    41016: Entry(Reaction.FIX, "请求缺少标题"),
    41033: Entry(Reaction.FIX, "请求缺少描述"),
    42003: Entry(Reaction.FIX, "登录授权码已过期，请重新进入页面"),
    42022: Entry(Reaction.FIX, "登录授权码已使用，请重新进入页面"),
    42052: Entry(Reaction.OVER, "消息已超过 24 小时，不能撤回"),
    44001: Entry(Reaction.FIX, "媒体文件为空"),
    44004: Entry(Reaction.FIX, "消息内容为空"),
    45001: Entry(Reaction.FIX, "媒体文件超过大小限制"),
    45002: Entry(Reaction.FIX, "消息内容超过长度限制"),
    45029: Entry(Reaction.FIX, "返回内容过大，请缩小部门范围"),
    46003: Entry(Reaction.FIX, "应用没有设置菜单"),
    60001: Entry(Reaction.FIX, "部门名称太长：请缩短后再写入"),
    60004: Entry(Reaction.FIX, "上级部门不存在：请先新建上级部门"),
    60008: Entry(Reaction.FIX, "同一上级下已有同名部门：请换一个名称"),
    60009: Entry(Reaction.FIX, "部门名称含有不允许的符号：请去掉冒号、星号、问号、引号、斜杠和竖线后再写入"),
    60010: Entry(Reaction.FIX, "部门不能移到自己的下级部门之下"),
    60102: Entry(Reaction.FIX, "成员账号已存在"),
    60103: Entry(Reaction.FIX, "手机号不合法：请核对后再写入"),
    60104: Entry(Reaction.FIX, "手机号已存在"),
    60106: Entry(Reaction.FIX, "邮箱已存在"),
    60110: Entry(Reaction.FIX, "一名成员所属的部门太多：请减少部门"),
    60112: Entry(Reaction.FIX, "成员姓名为空或太长：请核对后再写入"),
    60125: Entry(Reaction.FIX, "部门名称为空或太长：请核对后再写入"),
    60127: Entry(Reaction.FIX, "成员没有部门：请补上部门"),
    60129: Entry(Reaction.FIX, "成员没有手机号和邮箱：请至少补上一项"),
    60132: Entry(Reaction.FIX, "部门与负责人标记的个数不一致"),
    60257: Entry(Reaction.FIX, "直接上级太多：请只保留一人"),
    60140: Entry(Reaction.HANDLE, "卡片更新凭证无效、已过期或已使用"),
    81012: Entry(Reaction.FIX, "没有指定接收人"),
    82001: Entry(Reaction.FIX, "没有指定接收人"),
    82002: Entry(Reaction.FIX, "部门数超过 100"),
    82003: Entry(Reaction.FIX, "标签数超过 100"),
    82004: Entry(Reaction.FIX, "内容可能导致客户端异常，平台拒绝发送"),
    84014: Entry(Reaction.FIX, "登录凭证已过期，请重新进入页面"),
    84015: Entry(Reaction.FIX, "登录凭证无效，请重新进入页面"),
    86001: Entry(Reaction.FIX, "群聊编号不合法"),
    86003: Entry(Reaction.FIX, "群聊不存在"),
    86008: Entry(Reaction.FIX, "群聊不是由本应用创建"),
    93000: Entry(Reaction.FIX, "群机器人地址无效或已移除，请重新添加群机器人"),
    93004: Entry(Reaction.FIX, "群机器人已停用，请在群内启用"),
    93008: Entry(Reaction.FIX, "群机器人不在群内，请重新添加"),
    301023: Entry(Reaction.FIX, "打卡查询人数应为 1 至 100"),
    301024: Entry(Reaction.FIX, "打卡查询的时间跨度超过限制"),
    301075: Entry(Reaction.FIX, "打卡参数不合法"),
    301080: Entry(Reaction.FIX, "企业微信里没有这个上下班时间：请核对打卡规则后在管理后台“打卡”中手工补卡"),
    301081: Entry(Reaction.FIX, "补卡时间不合法：请在管理后台“打卡”中手工补卡"),
    301082: Entry(Reaction.FIX, "补卡日期不合法：请在管理后台“打卡”中手工补卡"),
    301083: Entry(Reaction.FIX, "打卡参数不合法"),
    301025: Entry(Reaction.FIX, "审批参数不合法"),
    301063: Entry(Reaction.FIX, "假期参数不合法"),
    301079: Entry(Reaction.FIX, "审批时间与已有记录冲突"),
    301112: Entry(Reaction.FIX, "审批查询结果过多，请缩小时间范围"),
}

_CARD: dict[int, Entry] = {
    code: Entry(Reaction.FIX, f"模板卡片不合法：{hint}")
    for code, hint in {
        42014: "task_id", 42015: "由其他应用更新", 42016: "task_id 不存在", 42017: "缺少按钮 key", 42018: "按钮 key",
        42019: "按钮 key 重复或过长", 42020: "缺少按钮名称", 42021: "参数", 42022: "参数", 42023: "参数", 42024: "参数",
        42025: "参数", 42026: "参数", 42027: "缺少 keyname", 42028: "缺少 url", 42029: "缺少 media_id",
        42030: "缺少 appid", 42031: "card_type", 42032: "参数", 42033: "缺少标题", 42034: "参数",
        42035: "二级标题列表长度", 42036: "竖向内容列表长度", 42037: "选项列表长度", 42038: "按钮文案",
        42039: "按钮 key", 42040: "选项 id", 42041: "选项文案", 42042: "跳转列表长度", 42043: "question_key",
        42044: "card_image",
        42045: "card_action", 42046: "提交按钮 key", 42047: "选择器列表长度", 42048: "参数", 42049: "提交按钮文案",
        42050: "userid", 42051: "菜单 key 重复",
    }.items()
}  # fmt: skip

_MENU: dict[int, Entry] = {
    code: Entry(Reaction.FIX, "应用菜单不合法，请核对按钮数量、名称与链接") for code in range(40016, 40028)
}

# Later tables win: 42022 is a login code before it is a number inside the range of the cards.
TABLE: dict[int, Entry] = {**_MENU, **_CARD, **_REQUEST, **_ALERT, **_DROP, **_REFRESH, **_RETRY}
