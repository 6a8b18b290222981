"""The words that are commands, and everything else people type for them."""

from collections.abc import Mapping
from enum import StrEnum


class Word(StrEnum):
    """The commands of the contract, each by its own word."""

    HELP = "帮助"
    LEAVE = "请假"
    RETURNED = "销假"
    EXTEND = "续假"
    PUNCH = "打卡"
    PUNCHES = "打卡记录"
    MISSED_PUNCH = "补卡"
    WAITING = "待办"
    MINE = "我的申请"
    BALANCE = "余额"
    AGREE = "同意"
    AGREE_ALL = "全部同意"
    REJECT = "驳回"
    SEND_BACK = "退回"
    TRANSFER = "转交"
    PREPARE = "代填"
    ADD_SIGNER = "加签"
    TAKE_OUT = "减签"
    DELEGATE = "委派"
    REASSIGN = "改派"
    JUMP = "跳转"
    END = "终止"
    READ = "已阅"
    FILL = "填写"
    HAND_OVER = "交接"
    COMMENT = "评论"
    COPY = "抄送"
    STAND_IN = "代理"
    EXCEPTION = "例外"
    COVER = "代课"
    MAKE_UP = "补课"
    END_STAND_IN = "取消代理"
    WITHDRAW = "撤回"
    URGE = "催办"
    PROGRESS = "进度"
    CANCEL = "取消"
    BACK = "返回"
    SKIP = "跳过"
    SERVICES = "办事"
    SYNC = "同步组织"
    ROSTER = "花名册"
    ABOUT_ME = "我的信息"
    CORRECT = "纠错"
    CALENDAR = "校历"
    ORGANISATION = "组织"
    EXPLAIN = "解释"
    ATTENDANCE = "我的考勤"
    MONTH_SUMMARY = "考勤汇总"
    DISPUTE = "考勤异议"
    QUALITY = "数据质量"
    SUPPLY = "补充"
    WHY = "为什么"
    REVIEWS = "核对帐号"
    LINK = "关联"
    POSTS = "岗位"
    TELL_EVENT = "登记"
    DUTIES = "职责"
    ON_DINGTALK = "用钉钉收"
    ON_WECOM = "用企业微信收"
    DONE = "完成"
    LATER = "稍后"
    NOT_TODAY = "今日不再"
    NOT_MINE = "不归我"
    REMIND_AT = "提醒时间"
    SUPERVISIONS = "督办"
    REPORT_PROGRESS = "进展"
    ASSESSMENT = "年终考核"


# The whole text (without a number or what follows it) must be one of these.
ALIASES: Mapping[Word, str] = {
    Word.HELP: "? ?? help 菜单 功能 说明 使用说明 指令 命令 怎么用 能做什么 你能做什么 有什么功能",
    Word.LEAVE: """
        我要请假 我想请假 想请假 要请假 我请假 请个假 我要请个假 我想请个假 想请个假 申请请假 请假申请
        我要申请请假
    """,
    Word.RETURNED: "我要销假 我回来了 我返校了 返校了 提前返校 提前回来 提前回来了 提前销假 到岗了 我到岗了",
    Word.EXTEND: "我要续假 延假 延长假期 申请续假 续请",
    Word.PUNCH: "签到 我要打卡 上班打卡 下班打卡",
    Word.PUNCHES: "我的打卡 打卡状态 打卡明细",
    Word.MISSED_PUNCH: """
        忘打卡 忘记打卡 忘了打卡 我忘打卡了 忘打卡了 忘记打卡了 漏打卡 漏打卡了 没打卡 没打上卡 缺卡 补打卡
        补签 补签到 我要补卡
    """,
    Word.DONE: "办完 已完成 已办完 办结",
    Word.LATER: "稍后提醒 稍后再说 晚点提醒",
    Word.NOT_TODAY: "今天不再提醒 今日不再提醒 今天别提醒",
    Word.NOT_MINE: "不归我管 不是我的 不该我办",
    Word.REMIND_AT: "设置提醒时间 每天提醒时间 待办时间",
    Word.SUPERVISIONS: "我的督办 督办列表 督办事项 本部门督办",
    Word.REPORT_PROGRESS: "报进展 反馈进展 汇报进展",
    Word.ASSESSMENT: "考核得分 部门考核 年终考核得分",
    Word.WAITING: "今日待办 我的待办 待审批 待我审批 待处理 待办事项 待办列表 审批 我的审批",
    Word.MINE: "申请记录 我的请假 我的流程 我的单子 我提交的 我的申请记录 请假记录 我发起的",
    Word.BALANCE: """
        假期余额 年假余额 调休余额 我的年假 我的假期 查余额 剩余年假 剩余假期 还剩几天年假 还有几天年假
        年假还剩几天 年假还有几天 年假剩几天 调休还剩多少 还剩多少调休 我还有几天年假 我还剩几天年假
        我还有多少年假 还有多少年假 假期还剩几天 年假余额多少 剩几天年假 还剩几天假 还有几天假 我还有几天假
    """,
    Word.AGREE: "通过 批准 准了 准假 我同意 同意申请 同意了 审批通过",
    Word.AGREE_ALL: "同意全部 同意所有 全部通过 一键同意 批量同意 都同意",
    Word.SEND_BACK: "退回修改 退回重填 退回去 发回 发回修改",
    Word.TRANSFER: "转办 转给 移交 转批 转交给",
    Word.PREPARE: "代交 代提交 替填",
    Word.ADD_SIGNER: "加签人 增加审批人",
    Word.TAKE_OUT: "减签人 取消加签 撤销加签",
    Word.DELEGATE: "委派给 征求意见",
    Word.REASSIGN: "换人办理 更换审批人",
    Word.JUMP: "跳转到 跳到",
    Word.END: "强制结束 终止流程",
    Word.READ: "已读 阅 已知悉",
    Word.FILL: "填表 填单",
    Word.HAND_OVER: "工作交接 交接给",
    Word.COMMENT: "留言 批注",
    Word.COPY: "抄送给 抄给 知会",
    Word.EXCEPTION: "准予例外 批准例外",
    Word.STAND_IN: "代理人 委托 委托代理 我的代理",
    Word.COVER: "找人代课 请人代课 代课安排",
    Word.MAKE_UP: "另行补课 自己补课",
    Word.END_STAND_IN: "取消委托 结束代理 停止代理 取消代理人",
    Word.REJECT: "不同意 我不同意 拒绝 不批 不批准 不通过 不准 否决 打回 驳回申请 审批不通过",
    Word.WITHDRAW: "撤销 收回 取消申请 撤销申请 撤回申请 我要撤回",
    Word.URGE: "催一下 催 催审批 催促 催催 催一催 催批",
    Word.PROGRESS: "到哪了 到哪一步了 走到哪了 批了吗 批了没 批到哪了 审批进度 查进度 申请进度 我的进度",
    Word.CANCEL: "退出 算了 取消吧 取消了 不办了 不弄了 取消填写 退出填写",
    Word.BACK: "上一步 后退 返回上一步 回到上一步",
    Word.SKIP: "略过 跳过这项 跳过这一项 不填 下一项",
    Word.SERVICES: "业务 办业务 事项 服务 办理 办事大厅 可办事项 服务大厅 发起申请 发起流程",
    Word.SYNC: "同步通讯录 更新通讯录 更新组织 同步组织架构 同步组织机构 同步架构",
    Word.ROSTER: "人员名册 人事花名册 教职工花名册 导入花名册 导入名单 人员名单 人员花名册",
    Word.ABOUT_ME: "我的资料 个人信息 我的数据 数据维护 个人资料 我是谁",
    Word.CORRECT: "信息纠错 数据纠错 报错 更正 信息有误 信息错了 资料错了",
    Word.CALENDAR: "日历 放假安排 工作日历 学校日历 放假通知",
    Word.ORGANISATION: "组织架构 组织机构 通讯录 部门 机构",
    Word.EXPLAIN: "考勤解释 解释一下 解释考勤",
    Word.ATTENDANCE: "考勤 考勤记录 本月考勤 考勤情况 考勤结果",
    Word.MONTH_SUMMARY: "月考勤汇总 考勤月表 全校考勤",
    Word.DISPUTE: "对考勤有异议 考勤有异议 考勤不对",
    Word.QUALITY: "数据质量情况 数据检查 数据完整率",
    Word.SUPPLY: "补充信息 补充一下",
    Word.WHY: "为啥 为何 为什么卡住 为什么没批 为什么这么久 怎么还没批",
    Word.REVIEWS: "核对账号 待核对帐号 待核对账号 帐号核对 账号核对",
    Word.LINK: "关联帐号 关联账号",
    Word.POSTS: "岗位管理 岗位归属",
    Word.TELL_EVENT: "登记事件 事件登记 我要登记 登记一件事 收到文件 收到通知",
    Word.DUTIES: "我的职责 岗位职责 职责清单 工作职责 我该做什么 年度职责",
    Word.ON_DINGTALK: "用钉钉 钉钉收 用钉钉接收 发到钉钉 在钉钉收",
    Word.ON_WECOM: "用企业微信 企业微信收 用企业微信接收 发到企业微信 在企业微信收 用企微收 用微信收",
}

PINYIN: Mapping[Word, str] = {
    Word.HELP: "bz bangzhu",
    Word.LEAVE: "qj qingjia",
    Word.RETURNED: "xj xiaojia",
    Word.EXTEND: "xujia",
    Word.PUNCH: "dk daka",
    Word.PUNCHES: "dkjl dakajilu",
    Word.MISSED_PUNCH: "bk buka",
    Word.WAITING: "db daiban",
    Word.MINE: "wdsq wodeshenqing",
    Word.BALANCE: "ye yue",
    Word.AGREE: "ty tongyi",
    Word.AGREE_ALL: "qbty quanbutongyi",
    Word.SEND_BACK: "th tuihui",
    Word.TRANSFER: "zj zhuanjiao",
    Word.PREPARE: "dt daitian",
    Word.ADD_SIGNER: "jq jiaqian",
    Word.TAKE_OUT: "jianqian",
    Word.DELEGATE: "wp weipai",
    Word.REASSIGN: "gp gaipai",
    Word.JUMP: "tz tiaozhuan",
    Word.END: "zhongzhi",
    Word.READ: "yy yiyue",
    Word.FILL: "tx tianxie",
    Word.HAND_OVER: "jj jiaojie",
    Word.COMMENT: "pl pinglun",
    Word.COPY: "cs chaosong",
    Word.EXCEPTION: "lw liwai",
    Word.STAND_IN: "dl daili",
    Word.COVER: "daike",
    Word.MAKE_UP: "buke",
    Word.END_STAND_IN: "qxdl quxiaodaili",
    Word.REJECT: "bh bohui",
    Word.WITHDRAW: "ch chehui",
    Word.URGE: "cb cuiban",
    Word.PROGRESS: "jd jindu",
    Word.CANCEL: "qx quxiao",
    Word.BACK: "fh fanhui",
    Word.SKIP: "tg tiaoguo",
    Word.SERVICES: "bs banshi",
    Word.SYNC: "tbzz tongbuzuzhi",
    Word.ROSTER: "hmc huamingce",
    Word.ABOUT_ME: "wdxx wodexinxi",
    Word.CORRECT: "jc jiucuo",
    Word.CALENDAR: "xl xiaoli",
    Word.ORGANISATION: "zz zuzhi",
    Word.EXPLAIN: "js jieshi",
    Word.ATTENDANCE: "wdkq wodekaoqin kaoqin",
    Word.MONTH_SUMMARY: "kqhz kaoqinhuizong",
    Word.DISPUTE: "kqyy kaoqinyiyi",
    Word.QUALITY: "sjzl shujuzhiliang",
    Word.SUPPLY: "bc buchong",
    Word.WHY: "wsm weishenme",
    Word.REVIEWS: "hdzh heduizhanghao",
    Word.LINK: "gl guanlian",
    Word.POSTS: "gw gangwei",
    Word.TELL_EVENT: "dj dengji",
    Word.DUTIES: "zhize",
    Word.ON_DINGTALK: "ydds yongdingdingshou",
    Word.ON_WECOM: "yqywxs yongqiyeweixinshou",
    Word.DONE: "wc wancheng",
    Word.LATER: "sh shaohou",
    Word.NOT_TODAY: "jrbz",
    Word.NOT_MINE: "bgw buguiwo",
    Word.REMIND_AT: "txsj tixingshijian",
    Word.SUPERVISIONS: "duban",
    Word.REPORT_PROGRESS: "jinzhan",
    Word.ASSESSMENT: "nzkh nianzhongkaohe",
}

# These act on the numbered thing that follows them.
NUMBERED = frozenset(
    {
        Word.AGREE,
        Word.REJECT,
        Word.WITHDRAW,
        Word.URGE,
        Word.PROGRESS,
        Word.WHY,
        Word.CANCEL,
        Word.RETURNED,
        Word.EXTEND,
        Word.WAITING,
        Word.MINE,
        Word.REVIEWS,
        Word.LINK,
        Word.SEND_BACK,
        Word.TRANSFER,
        Word.PREPARE,
        Word.ADD_SIGNER,
        Word.TAKE_OUT,
        Word.COMMENT,
        Word.COPY,
        Word.DELEGATE,
        Word.REASSIGN,
        Word.JUMP,
        Word.END,
        Word.READ,
        Word.FILL,
        Word.DONE,
        Word.LATER,
        Word.NOT_TODAY,
        Word.NOT_MINE,
        Word.REPORT_PROGRESS,
    }
)
# These start or change something: a word that merely resembles one of them is asked about, not obeyed.
STARTING = frozenset(
    {
        Word.AGREE,
        Word.REJECT,
        Word.WITHDRAW,
        Word.URGE,
        Word.SYNC,
        Word.CANCEL,
        Word.BACK,
        Word.SKIP,
        Word.AGREE_ALL,
        Word.STAND_IN,
        Word.EXCEPTION,
        Word.COVER,
        Word.MAKE_UP,
        Word.END_STAND_IN,
        Word.SEND_BACK,
        Word.TRANSFER,
        Word.PREPARE,
        Word.ADD_SIGNER,
        Word.TAKE_OUT,
        Word.COMMENT,
        Word.COPY,
        Word.DELEGATE,
        Word.REASSIGN,
        Word.JUMP,
        Word.END,
        Word.READ,
        Word.FILL,
        Word.HAND_OVER,
        Word.LEAVE,
        Word.RETURNED,
        Word.EXTEND,
        Word.MISSED_PUNCH,
        Word.LINK,
        Word.POSTS,
        Word.TELL_EVENT,
        Word.SUPPLY,
        Word.ON_DINGTALK,
        Word.ON_WECOM,
        Word.DONE,
        Word.LATER,
        Word.NOT_TODAY,
        Word.NOT_MINE,
        Word.REMIND_AT,
        Word.REPORT_PROGRESS,
    }
)
# What may follow these without a space is what they are about: 办事出差, 解释5月3日.
WITH_SUBJECT = frozenset(
    {
        Word.COVER,
        Word.MAKE_UP,
        Word.SERVICES,
        Word.EXPLAIN,
        Word.ATTENDANCE,
        Word.MONTH_SUMMARY,
        Word.DISPUTE,
        Word.CORRECT,
        Word.BALANCE,
        Word.CALENDAR,
        Word.ORGANISATION,
        Word.DUTIES,
        Word.ROSTER,
        Word.TELL_EVENT,
        Word.EXTEND,
        Word.MISSED_PUNCH,
        Word.QUALITY,
        Word.SUPPLY,
        Word.WHY,
        Word.PROGRESS,
        Word.HELP,
        Word.ABOUT_ME,
        Word.ASSESSMENT,
    }
)

BY_NAME: Mapping[str, Word] = {
    name: word for word in Word for name in (word.value, *ALIASES[word].split(), *PINYIN[word].split())
}
LONGEST_NAME = max(map(len, BY_NAME))
