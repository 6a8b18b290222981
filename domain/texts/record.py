"""The words on a printed record."""

from domain.flow.case import RunState, Standing, State
from domain.record import LaterKind

STATES = {
    State.DRAFT: "草稿，未提交",
    State.PENDING: "审批中",
    State.RETURNED: "已退回申请人",
    State.APPROVED: "已通过",
    State.REJECTED: "已驳回",
    State.WITHDRAWN: "已撤回",
    State.EXPIRED: "草稿已作废",
}
RUN_STATES = {
    RunState.WAITING: "未到",
    RunState.OPEN: "办理中",
    RunState.STUCK: "停住",
    RunState.PASSED: "通过",
    RunState.SKIPPED: "跳过",
    RunState.REFUSED: "未通过",
    RunState.CANCELLED: "不再需要",
}
STANDINGS = {
    Standing.WAITING: "未轮到",
    Standing.OPEN: "待办理",
    Standing.AGREED: "同意",
    Standing.REFUSED: "驳回",
    Standing.ADVISED: "提供意见",
    Standing.SKIPPED: "前面已同意",
    Standing.CLOSED: "无需办理",
    Standing.TAKEN_OUT: "已减签",
}
DONE = "办结"  # what agreeing is called where something was to be done
BOOKED = {"leave": "记入假期账"}
BOOKED_EVENT = "登记事项"
LATER = {
    LaterKind.RETURN: "销假",
    LaterKind.GOES_ON_FROM: "续假",
    LaterKind.GOES_ON_IN: "续假",
    LaterKind.REPRICE: "假期重算",
    LaterKind.PROOF: "补交证明",
}
REVERSED = "已于 {at} 冲销"
IN_FORCE = "有效"
UNREAD = "未阅"
BY_FORM = "按表单规定"
HIDDEN = "另有 {count} 项内容按权限不在此列出。"
ON_BEHALF = "{actor}（代{principal}）"
SIGNED = "手写签名 {hash}"
SAME = "与系统中的记录一致"
CHANGED = "打印之后又有变化"
COMPARE = "这张单由本系统打印，打印后没有变化。请核对纸面与下列内容是否相同。"
LOOK_UP = "这张单由本系统打印，但纸面已不是最新情况，请以系统中的记录为准。"
