"""What the bot can do, told to the one who asks."""

from collections.abc import Sequence

from domain.office import Office

NOT_UNDERSTOOD = "没听懂这句话，什么也没有办。想请假可说 请事假 明天下午 家里有事；其他请发 帮助。"
QUESTION = "这是个问题，我没有替您提交任何申请。要请假请直接说，例如 请事假 明天下午；规定请问{contact}。"
NEGATION = "好的，没有提交任何申请。要收回已提交的单，请发 撤回 加单号；正在填的可发 取消。"
MEDIA = "收到，但我现在不看图片、语音和文件，没有替您办理。请用文字说，例如 请事假 明天下午 家里有事。"
QUOTA_SPENT = (
    "{account} 本月的平台推送额度已用完：大家发来的话已收不到，卡片按钮也可能失灵。请在钉钉管理后台购买或升级额度，"
    "下月会自动恢复。"
)
NOT_HEARD = "抱歉，本单位这个月的平台额度已用完，您刚才的话没有传到，没有替您办理。着急的话请直接联系经办人。"
STRANGE = "收到，但这种消息我看不懂，没有替您办理。请用文字说，例如 请事假 明天下午 家里有事。"
LINK = "收到链接，但我不会打开链接，没有替您办理。请用文字说明；能办的事请发 帮助。"
LEFT = "没有办理：您的账号已停用。如有疑问请联系{contact}。"
UNKNOWN_SENDER = "通讯录里没有找到您，暂时不能为您办理。请联系{contact}登记后再试。"
UNDER_REVIEW = "暂时不能为您办理：您的帐号正等人事核对是哪一位。请联系{contact}，核对后即可使用。"
IN_A_GROUP = "请假、审批等个人事务请和我单聊办理，群里不办，也不显示任何人的信息。"
TOO_LONG = "这段话有 {length} 字，太长了，没有办理。请用 {most} 字以内的一句话说明。"

_OWN = (
    "请假：直接说，例如 请事假 明天下午 家里有事",
    "办事：看能办的事项；发 办事 加名称或编号开始",
    "我的申请：看自己的单；可发 进度 N、催办 N、撤回 N",
    "销假：休假回来说一声，提前回来退回没休的；续假 到3月8日：接着请",
    "余额：看年假和调休",
    "我的考勤：看本月的考勤；解释 5月3日 看那天是怎么算的",
    "打卡：上下班打卡；打卡记录 看最近三天",
    "组织：看部门、找人，例如 组织 教务处、组织 张三",
    "校历：今天第几周、近期放假；例如 校历 第12周、校历 10月",
    "待办：该办的事，按期限排；可发 完成 N、稍后 N、转给 N 张三、不归我 N；提醒时间 7:50",
    "职责：您的岗位一年里要做什么、下次什么时候；负责人可发 职责 加部门",
    "登记：您的岗位要登记的事，例如收到文件；收到的通知可直接转发给我",
    "我的信息：通讯录里登记的您，和改正的办法；纠错 职务 讲师：申请更正",
    "取消、返回、跳过、草稿：正在填的单，放弃、退一步、不填这项、接着填",
    "为什么 N：这张单为什么这样走、卡在哪里",
    "代填 N 张三：您替张三填好的草稿，交其本人提交",
)
_APPROVING = (
    "待办 里也有等您审批的单；可发 同意 N、驳回 N 理由",
    "抄送：您还没看的抄送；看过发 已阅 N",
    "还可发 退回 N 理由、转交 N 张三、加签 N 张三、抄送 N 张三、评论 N 内容",
    "代理 张三 11月25日到11月28日：请人代您审批；取消代理 结束",
)


_RECEIVING = ("用钉钉收、用企业微信收：选择在哪边收通知",)
_HR = (
    "同步组织：和平台比较通讯录，看过再应用，30 天内可撤销",
    "岗位：部门改名以后，岗位归哪个部门；职责 未排期：还没有日期的职责",
    "花名册：看现有的、下载模板、发文件导入；花名册 核对 与平台比较，看过再写到平台",
    "校历 添加 运动会 11月25日-11月26日 放假；校历 删除 运动会",
    "核对帐号：拿不准是谁的帐号；可发 关联 编号 工号",
)


def help_text(*, approves: bool, office: Office, chooses: bool = False, is_hr: bool = False) -> str:
    """Only what works: for approvers and HR what they may do, and how to choose for whoever has two platforms."""
    lines = (
        *(_APPROVING if approves else ()),
        *_OWN,
        *(_RECEIVING if chooses else ()),
        *(_HR if is_hr else ()),
    )
    return "\n".join(("我可以为您办：", *lines, f"N 是单号或上次列表里的序号。办不了的请找{office.contact}。"))


def not_understood(candidates: Sequence[str]) -> str:
    """Nothing that is known; commands it may have been meant for are named, not obeyed."""
    if not candidates:
        return NOT_UNDERSTOOD
    return f"没听懂这句话，什么也没有办。您是想发 {' 或 '.join(candidates)} 吗？请再发一次完整的词。"


def welcome(name: str, waiting: int, own: int, annual: str) -> str:
    """On opening the chat: the person's own counts; `annual` is empty for who has none."""
    counts = "，".join(filter(None, (f"待办 {waiting} 张", f"申请中 {own} 张", annual)))
    return f"{name}，您好。{counts}。想请假可直接说，例如 请事假 明天下午；其他请发 帮助。"


def joined(office: Office) -> str:
    """The first words to somebody who may use the bot from now on."""
    return f"您好，这里是{office.name}的办公助手。想请假可直接说，例如 请事假 明天下午 家里有事；其他请发 帮助。"
