"""What `run.py check` finds out about an account, each with what to do about it."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from adapters.ports import Finding, PlatformFailure
from adapters.replies import Record, objects, read_text, read_whole, values
from adapters.wecom.client import Reply, WecomClient
from adapters.wecom.members import read_member
from adapters.wecom.settings import WecomSettings

READING = "通讯录读取"
DEPARTMENTS_LOOKED_AT = 5

NOT_SHOWN = (
    "姓名、部门、职务、上级按可见范围读取；手机号、邮箱、头像、性别自 2022-06-20 起平台不再提供给新应用，本系统不使用"
)
NAMELESS = (
    "读不到姓名：自 2022-08-15 起通讯录同步 Secret 只能读到编号。请在企业微信管理后台“应用管理”中打开本应用，"
    "把它的 Secret 填到 secret；已保存的姓名保持不变"
)
WRITES = "只用于写入通讯录；平台自 2022-08-15 起只让它读到编号，读取仍用应用 Secret"


async def check_account(
    client: WecomClient, contacts: WecomClient | None, settings: WecomSettings
) -> tuple[Finding, ...]:
    """Never raises; what depends on something that failed is left out."""
    findings = [await _check_secret(client, "应用 Secret")]
    if findings[0].is_ok:
        findings += await _check_application(client, settings)
        findings.append(await _check_reading(client, settings))
    if contacts:
        findings.append(await _check_contacts(contacts))
    return (*findings, _callback_advice(settings))


async def _check_secret(client: WecomClient, subject: str) -> Finding:
    try:
        await client.check_token()
    except PlatformFailure as failure:
        return _failed(subject, failure)
    return Finding(subject, is_ok=True)


async def _check_contacts(client: WecomClient) -> Finding:
    """Whether it may write is known only when it writes: the platform has no call that would tell."""
    subject = "通讯录同步 Secret"
    found = await _check_secret(client, subject)
    return replace(found, advice=WRITES) if found.is_ok else found


async def _check_reading(client: WecomClient, settings: WecomSettings) -> Finding:
    """What the platform shows of departments and members, on a few that come first."""
    try:
        departments = objects(await client.get("/cgi-bin/department/list"), "department")
        found = await _some_members(client, departments)
        members = [read_member(one, settings.staff_no_attribute) for one in found]
    except PlatformFailure as failure:
        return _failed(READING, failure)
    if not all(read_text(one, "name") for one in (*departments, *found)):
        return Finding(READING, is_ok=False, advice=NAMELESS)
    source = settings.staff_no_attribute or "userid"
    numbered = sum(1 for one in members if one.staff_no)
    told = f"抽查 {len(members)} 人，{numbered} 人有工号（{source}）。" if members else ""
    return Finding(READING, is_ok=True, advice=f"{told}{NOT_SHOWN}")


async def _some_members(client: WecomClient, departments: Sequence[Record]) -> list[Record]:
    for department in departments[:DEPARTMENTS_LOOKED_AT]:
        query = {"department_id": read_text(department, "id")}
        if found := objects(await client.get("/cgi-bin/user/list", query), "userlist"):
            return [*found]
    return []


async def _check_application(client: WecomClient, settings: WecomSettings) -> list[Finding]:
    try:
        reply = await client.get("/cgi-bin/agent/get", {"agentid": str(settings.agent_id)})
    except PlatformFailure as failure:
        return [_failed("应用详情", failure)]
    return [_state_of(reply), _range_of(reply), _trusted_domain(reply, settings)]


def _failed(subject: str, failure: PlatformFailure) -> Finding:
    return Finding(subject, is_ok=False, advice=f"{failure.hint}（{failure.code}）")


def _state_of(reply: Reply) -> Finding:
    if read_whole(reply, "close"):
        return Finding("应用状态", is_ok=False, advice="应用已停用：请在管理后台“应用管理”中启用")
    return Finding("应用状态", is_ok=True, advice=f"应用名称：{read_text(reply, 'name')}")


def _range_of(reply: Reply) -> Finding:
    visible = [
        len(objects(reply, "allow_userinfos", "user")),
        len(values(reply, "allow_partys", "partyid")),
        len(values(reply, "allow_tags", "tagid")),
    ]
    if not any(visible):
        advice = "可见范围为空：请在应用详情中把使用本系统的部门加入可见范围，否则无法读取通讯录和发送消息"
        return Finding("应用可见范围", is_ok=False, advice=advice)
    return Finding(
        "应用可见范围", is_ok=True, advice=f"成员 {visible[0]} 人、部门 {visible[1]} 个、标签 {visible[2]} 个"
    )


def _trusted_domain(reply: Reply, settings: WecomSettings) -> Finding:
    """Only a wrong domain is a fault: an account without web pages needs none."""
    host = urlsplit(settings.public_url).hostname or ""
    trusted = read_text(reply, "redirect_domain").split(":")[0]
    if trusted and trusted != host:
        advice = f"可信域名是 {trusted}，与 public_url 的 {host} 不一致：请在应用“网页授权及 JS-SDK”中修改"
        return Finding("网页可信域名", is_ok=False, advice=advice)
    return Finding("网页可信域名", is_ok=True, advice="" if trusted else f"如需使用网页，请把 {host} 设为可信域名")


def _callback_advice(settings: WecomSettings) -> Finding:
    """The platform has no call that would tell what is entered there, so the address is shown to be compared."""
    advice = f"请核对应用“接收消息”中的 URL 为 {settings.callback_url}，Token 与 EncodingAESKey 和配置一致"
    return Finding("回调地址", is_ok=True, advice=advice)
