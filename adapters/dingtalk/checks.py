"""What `run.py check` finds out about an account, each with what to do about it."""

from collections.abc import Sequence

from adapters.dingtalk.answers import Reply
from adapters.dingtalk.card_route import register_card_route
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.members import ROOT, read_id, read_member
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import Finding, PlatformFailure, PlatformRefused
from adapters.replies import Record, objects, read_text

# Taking back what was never sent: the platform looks at the robot and its permission first, and nothing happens.
NEVER_SENT = "dutybell-check"

DEPARTMENTS_LOOKED_AT = 5
MEMBERS_LOOKED_AT = 20

NOT_USED = (
    "一个人也没有的字段按“不可读”处理，已保存的内容保持不变；手机号、邮箱是单独的字段权限，本系统不使用，不必开通"
)


async def check_account(client: DingtalkClient, settings: DingtalkSettings) -> tuple[Finding, ...]:
    """Never raises; what depends on something that failed is left out."""
    findings = [await _check_new_family(client), await _check_old_family(client)]
    if findings[0].is_ok:
        findings.append(await _check_robot(client, settings))
        findings.append(await _check_cards(client, settings))
    if findings[1].is_ok:
        findings += [await _check_departments(client), await _check_members(client, settings)]
    return (*findings, _arrival_advice(settings))


async def _check_new_family(client: DingtalkClient) -> Finding:
    try:
        await client.check_api_token()
    except PlatformFailure as failure:
        return _failed("应用凭证", failure)
    return Finding("应用凭证", is_ok=True)


async def _check_old_family(client: DingtalkClient) -> Finding:
    try:
        await client.check_oapi_token()
    except PlatformFailure as failure:
        return _failed("应用凭证（通讯录接口）", failure)
    return Finding("应用凭证（通讯录接口）", is_ok=True)


async def _check_robot(client: DingtalkClient, settings: DingtalkSettings) -> Finding:
    body = {"robotCode": settings.robot_code, "processQueryKeys": [NEVER_SENT]}
    try:
        await client.api("POST", "/v1.0/robot/otoMessages/batchRecall", body=body, repeatable=True)
    except PlatformRefused:
        pass  # it knows the robot, and not what was to be taken back
    except PlatformFailure as failure:
        return _failed("机器人", failure)
    return Finding("机器人", is_ok=True)


async def _check_cards(client: DingtalkClient, settings: DingtalkSettings) -> Finding:
    """The platform has no call that would tell whether a template is there and published."""
    subject = "互动卡片"
    if not settings.card_template_id:
        advice = (
            "没有配置 card_template_id：卡片以普通机器人消息发送，按钮打开网页处理，状态变化时撤回旧消息、另发新消息"
        )
        return Finding(subject, is_ok=True, advice=advice)
    if settings.mode == "stream":
        return Finding(subject, is_ok=True, advice="请确认模板已在卡片平台发布，并关联了本应用；点击经 Stream 连接回传")
    try:
        await register_card_route(client, settings)
    except PlatformFailure as failure:
        return _failed("互动卡片回调", failure)
    return Finding(subject, is_ok=True, advice=f"点击回传地址已登记为 {settings.callback_url}；请确认模板已发布")


async def _check_departments(client: DingtalkClient) -> Finding:
    subject = "通讯录部门"
    try:
        reply = await client.oapi("/topapi/v2/department/get", {"dept_id": int(ROOT)}, repeatable=True)
    except PlatformFailure as failure:
        return _failed(subject, failure)
    return Finding(subject, is_ok=True, advice=f"组织名称：{_name_of(reply)}")


async def _check_members(client: DingtalkClient, settings: DingtalkSettings) -> Finding:
    subject = "通讯录成员"
    try:
        sample = _sample(await _some_members(client), settings)
    except PlatformFailure as failure:
        return _failed(subject, failure)
    return Finding(subject, is_ok=True, advice=f"{sample}{NOT_USED}")


async def _some_members(client: DingtalkClient) -> list[Record]:
    """Of the root, else of the first department below it that has some."""
    members = await _first_page(client, ROOT)
    if members:
        return members
    below = await client.oapi("/topapi/v2/department/listsub", {"dept_id": int(ROOT)}, repeatable=True)
    for department in objects(below, "result")[:DEPARTMENTS_LOOKED_AT]:
        if members := await _first_page(client, read_id(department, "dept_id")):
            return members
    return []


async def _first_page(client: DingtalkClient, department: str) -> list[Record]:
    body = {"dept_id": int(department), "cursor": 0, "size": MEMBERS_LOOKED_AT}
    return [*objects(await client.oapi("/topapi/v2/user/list", body, repeatable=True), "result", "list")]


def _sample(members: Sequence[Record], settings: DingtalkSettings) -> str:
    """A field without permission is missing like one without a value, so that only their number can be told."""
    if not members:
        return ""
    read = [read_member(member, ROOT, settings.staff_no_from) for member in members]
    numbered, posted = sum(1 for one in read if one.staff_no), sum(1 for one in read if one.position)
    return f"抽查 {len(read)} 人，{numbered} 人有工号（{settings.staff_no_from}），{posted} 人有职务。"


def _name_of(reply: Reply) -> str:
    found = reply.get("result")
    return read_text(found, "name") if isinstance(found, dict) else ""


def _failed(subject: str, failure: PlatformFailure) -> Finding:
    return Finding(subject, is_ok=False, advice=f"{failure.hint}（{failure.code}）")


def _arrival_advice(settings: DingtalkSettings) -> Finding:
    """The platform has no call that would tell what is entered there, so it is shown to be compared."""
    if settings.mode == "stream":
        advice = "请核对开发者后台“事件订阅”与“机器人”的接收方式都是 Stream 模式"
        return Finding("消息接收", is_ok=True, advice=advice)
    advice = f"请核对“事件订阅”与“机器人”的 HTTP 地址为 {settings.callback_url}，token 与 aes_key 和配置一致"
    return Finding("消息接收", is_ok=True, advice=advice)
