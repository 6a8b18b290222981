"""The fixed words of leave sentences and what each means. Longer words win; slips of the keyboard come last."""

from collections.abc import Iterator, Mapping

from domain.leave_types import BY_NAME, LEAVE_TYPES
from domain.sentence.typos import slips
from domain.sentence.tokens import Leave, Mark, Part, Relative, Typed, Vague, Said

Words = tuple[Said, ...]

RELATIVE = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}
RELATIVE_AS_SPOKEN = {
    "前日": -2,
    "昨日": -1,
    "昨儿": -1,
    "今日": 0,
    "今儿": 0,
    "今儿个": 0,
    "明日": 1,
    "明儿": 1,
    "明儿个": 1,
    "后日": 2,
    "后儿": 2,
    "大大后天": 4,
}

PARTS = {"上午": Part.MORNING, "下午": Part.AFTERNOON, "全天": Part.WHOLE, "中午": Part.NOON}
PARTS_AS_SPOKEN = {
    "早上": Part.MORNING,
    "早晨": Part.MORNING,
    "清早": Part.MORNING,
    "一早": Part.MORNING,
    "午前": Part.MORNING,
    "上半天": Part.MORNING,
    "前半天": Part.MORNING,
    "午后": Part.AFTERNOON,
    "下半天": Part.AFTERNOON,
    "后半天": Part.AFTERNOON,
    "整天": Part.WHOLE,
    "一整天": Part.WHOLE,
    "全日": Part.WHOLE,
    "正午": Part.NOON,
    "午间": Part.NOON,
    "午休": Part.NOON,
    "晚上": Part.EVENING,
    "晚间": Part.EVENING,
    "夜里": Part.EVENING,
    "夜间": Part.EVENING,
    "傍晚": Part.EVENING,
    "凌晨": Part.EVENING,
    "半夜": Part.EVENING,
}

# Two words in one: 今早, 明下午, 明后天.
JOINED: Mapping[str, Words] = {
    "今早": (Relative(0), Part.MORNING),
    "今晨": (Relative(0), Part.MORNING),
    "明早": (Relative(1), Part.MORNING),
    "昨晚": (Relative(-1), Part.EVENING),
    "今晚": (Relative(0), Part.EVENING),
    "明晚": (Relative(1), Part.EVENING),
    "后晚": (Relative(2), Part.EVENING),
    "今上午": (Relative(0), Part.MORNING),
    "今下午": (Relative(0), Part.AFTERNOON),
    "明上午": (Relative(1), Part.MORNING),
    "明下午": (Relative(1), Part.AFTERNOON),
    "昨上午": (Relative(-1), Part.MORNING),
    "昨下午": (Relative(-1), Part.AFTERNOON),
    "今明天": (Relative(0), Mark.AND, Relative(1)),
    "今明两天": (Relative(0), Mark.AND, Relative(1)),
    "今明后三天": (Relative(0), Mark.TO, Relative(2)),
    "明后天": (Relative(1), Mark.AND, Relative(2)),
    "明后两天": (Relative(1), Mark.AND, Relative(2)),
}

VAGUE = (
    "过两天 过几天 过些天 过一阵 过段时间 这两天 这几天 近几天 近两天 近期 最近 改天 哪天 择日 有空 "
    "月初 月中 月底 月末 下月初 下月中 下月底 下月末 下个月初 下个月中 下个月底 年初 年中 年底 年末 "
    "上旬 中旬 下旬 下周 下个周 下星期 下个星期 下礼拜 下个礼拜 下下周 本周 这周 这个周 这星期 这个星期 本星期 "
    "这礼拜 这个礼拜 上周 上个星期 上礼拜 周内 周初 下周初 下周末 本周末 这周末 周末 周未 下月 下个月 本月 这个月 上个月 "
    "明年 后年 去年 春节 除夕 过年 元旦 清明 清明节 五一 端午 端午节 中秋 中秋节 国庆 国庆节 节前 节后 节假日 "
    "寒假 暑假 期初 期中 期末 开学 放假前 稍后 晚点 晚些 等会 等会儿 待会 待会儿 一会 一会儿 过会儿 马上 现在 立刻 "
)

MARKS: Mapping[Mark, str] = {
    Mark.TO: "到 至 直到 一直到 起至 起到 - -- — —— – ~ ~~ → > 止于",
    Mark.FROM: "从 自 自从 打",
    Mark.AFTER: "后 以后 之后 过后 起 开始 往后 起开始 开始往后",
    Mark.LEAVING: "走 就走 要走 先走 早走 想走 离开 要离开 离校 下班 早退 提前走",
    Mark.BEFORE: "前 之前 以前",
    Mark.AND: "和 与 及 以及 还有 加 加上 + 跟 、 & 外加 并",
    Mark.OR: "或 或者 或是 还是 要么 抑或",
    Mark.BACK: "补 补请 补一下 补报 补录 后补 补填 补办请假",
    Mark.EACH: "每 每天 每日 每个 每逢 逢 隔天 天天",
    Mark.BECAUSE: "因为 因 由于 原因 原因是 事由 事由是 理由 理由是 缘由 请假原因 请假事由 请假理由 为了",
    Mark.OF: "的 之",
    Mark.BREAK: ", 。 ; : ! ? . … \" ' “ ” ‘ ’ / | \\ * # @ _ = < [ ] 【 】 「 」 《 》 · •",
}

# Said around a leave and meaning nothing for it. Longer ones first by the reader.
FILLERS = (
    "我 本人 我们 想 要 想要 需要 打算 准备 计划 申请 希望 特此 现申请 特申请 特此申请 现请 特请 拟请 拟申请 麻烦 劳驾 烦请 帮我 给我 替我 为我 "
    "请批准 请领导批准 请予批准 请批复 请审批 望批准 盼批准 望领导批准 恳请 恳请批准 敬请批准 请批一下 批一下 批个 帮忙批一下 批准 谢谢 谢谢您 "
    "谢谢老师 谢谢领导 谢了 多谢 感谢 辛苦 辛苦了 拜托 您好 你好 老师好 老师您好 老师你好 领导好 领导您好 大家好 hi hello "
    "早安 晚安 老师 老师们 领导 各位领导 ( ) 吧 啊 呀 哈 哦 噢 喔 嗯 额 呃 哎 唉 诶 那个 "
    "就是 一下 一下子 个 一个 一次 了 啦 喽 共 一共 总共 共计 合计 总计 大概 大约 大致 差不多 左右 这样 那天 "
    "当天 这天 时间 时间是 日期 请假时间 请假类型 请假类别 假别 类型 类别 时长 天数 请假天数 为止 止 期间 之间 这段时间 "
    "先 就 只 只是 也 不来了 不来 来不了 来不了了 不去了 不去学校 不去学校了 不到校 不能来 不能到校 不在学校 "
    "不上班 不上班了 上不了班 不能上班 不能来上班 无法上班 无法到岗 无法到校 到不了 没法来 没法上班 不能到岗 是 "
    "钟 整 时候 的时候 于 好的 嗯嗯 麻烦您 麻烦了 打扰了 打扰一下 报告 汇报"
)

# Pinyin initials and full pinyin of the words that a hurried hand abbreviates.
PINYIN: Mapping[str, Words] = {
    "qj": (Leave.WORD,),
    "qingjia": (Leave.WORD,),
    "jt": (Relative(0),),
    "jintian": (Relative(0),),
    "mt": (Relative(1),),
    "mingtian": (Relative(1),),
    "ht": (Relative(2),),
    "houtian": (Relative(2),),
    "sw": (Part.MORNING,),
    "shangwu": (Part.MORNING,),
    "xw": (Part.AFTERNOON,),
    "xiawu": (Part.AFTERNOON,),
    "sj": (Typed("personal", "事假"),),
    "shijia": (Typed("personal", "事假"),),
    "bj": (Typed("sick", "病假"),),
    "bingjia": (Typed("sick", "病假"),),
    "nj": (Typed("annual", "年假"),),
    "nianjia": (Typed("annual", "年假"),),
    "tx": (Typed("comp_off", "调休"),),
    "tiaoxiu": (Typed("comp_off", "调休"),),
    "hunjia": (Typed("marriage", "婚假"),),
    "chanjia": (Typed("maternity", "产假"),),
    "sangjia": (Typed("bereavement", "丧假"),),
    "gongjia": (Typed("official", "公假"),),
}

# Longer words that hold one of ours and mean something else.
NOT_OURS = (
    "病假条 病假单 假条 请假条 休息 休学 休克 休整 休养 疗休养 放假 销假 假牙 假山 假如 假装 假设 真假 虚假 双休 轮休 午休时间 "
    "请示 请问 请客 请教 请人 请师傅 请柬 请帖 邀请 聘请 宴请 因此 因而 到达 到时 到家 到校 到货 到期 到场 到底 到位 到处 遇到 "
    "收到 接到 得到 看到 想到 从事 从小 从来 从没 自己 自行 自家 自驾 自考 自学 自动 自由 打针 打车 打算 打扫 打印 打球 打疫苗 打架 "
    "和平 和谐 和好 跟进 跟踪 加班 加油 加急 加固 加装 补课 补考 补牙 补习 补充 补贴 补丁 补材料 补证 补办证 补办身份证 补办 "
    "前往 前台 前面 前期 前夫 前妻 后勤 后面 后续 后期 后台 后来 术后 产后 饭后 课后 起床 起飞 起诉 起草 起来 一起 引起 开始上课 "
    "调休上班 调休上课 调休补班 调休补课 走路 走访 走亲戚 走不开 离开学校 下班车 每月 每年 或许 并且 并发症 与会 以及时 天气 周岁 周边 周转 半路 半夜里 "
    "一点儿 一些 一般 一样 一家 一趟 一边 一直 一定 一时 一级 一年级 二年级 三年级 四年级 五年级 六年级 之一"
)

LEAVE_WORDS = "请假 请个假 请下假 请一下假 请上假 请点假 休假 休个假 告假 请长假 请短假 请假申请 申请请假 想休息"

# A slip that is a word of its own says what it says: 长假 is no 产假, 不休 no 补休, 下雾 no 下午.
REAL_WORDS = frozenset(
    "不休 不体 供休 共休 补修 补体 公修 公体 年修 年体 长假 常假 场假 厂假 参假 残假 藏假 产家 产加 是假 十假 四假 时假 师假 "
    "伤假 上假 三假 散假 死假 实假 市假 室假 失假 食假 使假 公家 婚家 婚嫁 病家 病加 丧家 事加 年家 年加 请家 请加 请嫁 请驾 "
    "下雾 下屋 下物 下五 下伍 下务 下误 下勿 下干 下牛 下污 上五 上伍 上屋 上物 上务 上污 上牛 上干 三午 商午 晌午 "
    "尽天 近天 晴天 惊天 经天 禁天 民天 作天 坐天 做天 左天 劝天 权天 后无 后夫 明无 明夫 今无 今夫 全无 全夫 昨无 昨夫 掉体 调体".split()
)

_SLIPPED = ("请假", "明天", "后天", "今天", "昨天", "上午", "下午", "全天", "调休", "年休", "公休", "补休")


def _spelt() -> Iterator[tuple[str, Words]]:
    for mark, words in MARKS.items():
        yield from ((word, (mark,)) for word in words.split())
    yield from ((word, (Mark.FILLER,)) for word in FILLERS.split())
    yield from ((word, (Vague(word),)) for word in VAGUE.split())
    yield from ((word, (Relative(days),)) for word, days in (RELATIVE | RELATIVE_AS_SPOKEN).items())
    yield from ((word, (part,)) for word, part in (PARTS | PARTS_AS_SPOKEN).items())
    yield from JOINED.items()
    yield from ((word, (Leave.WORD,)) for word in LEAVE_WORDS.split())
    yield from ((name, (Typed(each.code, name),)) for name, each in BY_NAME.items())
    yield from ((verb, (Leave.ASK,)) for verb in ("请", "请了", "请上", "请掉", "请下"))
    yield from ((verb, (Leave.REST,)) for verb in ("休", "歇", "休掉", "休上", "用掉"))
    yield from ((word, (Mark.FREE,)) for word in NOT_OURS.split())
    yield from ((noun, (Leave.NOUN,)) for noun in ("假", "假期"))
    yield from ((word, (Mark.BACK, Leave.NOUN)) for word in ("补假", "补个假", "补一个假", "补请假", "补请个假"))
    yield (" ", (Mark.BREAK,))


def _with_slips(exact: Mapping[str, Words]) -> dict[str, Words]:
    """The exact words, and under every likely slip of a short one what was meant."""
    named = tuple(each.name for each in LEAVE_TYPES)
    meant: dict[str, Words] = {}
    for word in (*_SLIPPED, *named):
        for slip in slips(word):
            if slip not in REAL_WORDS:
                meant.setdefault(slip, exact[word])
    return meant | dict(exact)


WORDS: Mapping[str, Words] = _with_slips(dict(_spelt()))
LONGEST_WORD = max(map(len, WORDS))
