"""The table of calls and the aiohttp application that answers them.

Left out: everything not listed here, above all groups, robots, approvals and most of school.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from emulator.wecom.apis import (
    agent,
    cards,
    checkin,
    contact_changes,
    contacts,
    login,
    media,
    menu,
    school,
    send,
    token,
)
from emulator.wecom.call import Api, Verb
from emulator.wecom.stage import Stage
from emulator.wecom.world import World

LARGEST_REQUEST = 32 * 1024 * 1024
NO_USER = 40003
WRONG_PUNCH = 301075
POST = Verb.POST

TABLE = (
    Api(path="gettoken", run=token.get_token, is_open=True),
    Api(path="getcallbackip", run=token.get_callback_ip),
    Api(path="message/send", run=send.send, verb=POST),
    Api(path="externalcontact/message/send", run=school.send, verb=POST),
    Api(path="message/update_template_card", run=cards.update, verb=POST),
    Api(path="message/recall", run=cards.recall, verb=POST),
    Api(path="menu/create", run=menu.create, verb=POST, misuse=40063),
    Api(path="menu/get", run=menu.get),
    Api(path="menu/delete", run=menu.delete),
    Api(path="agent/get", run=agent.get),
    Api(path="agent/list", run=agent.list_all),
    Api(path="media/upload", run=media.upload, verb=POST, misuse=44001, is_form=True),
    Api(path="media/get", run=media.get),
    Api(path="department/list", run=contacts.department_list),
    Api(path="department/simplelist", run=contacts.department_simplelist),
    Api(path="department/get", run=contacts.department_get),
    Api(path="department/create", run=contact_changes.create_department, verb=POST, misuse=40063),
    Api(path="department/update", run=contact_changes.update_department, verb=POST, misuse=40063),
    Api(path="department/delete", run=contact_changes.delete_department),
    Api(path="user/get", run=contacts.user_get),
    Api(path="user/list", run=contacts.user_list),
    Api(path="user/simplelist", run=contacts.user_simplelist),
    Api(path="user/list_id", run=contacts.user_list_id, verb=POST),
    Api(path="user/create", run=contact_changes.create_member, verb=POST, misuse=NO_USER),
    Api(path="user/update", run=contact_changes.update_member, verb=POST, misuse=NO_USER),
    Api(path="user/delete", run=contact_changes.delete_member),
    Api(path="checkin/getcheckindata", run=checkin.read_data, verb=POST, misuse=WRONG_PUNCH),
    Api(path="checkin/getcheckinoption", run=checkin.read_option, verb=POST, misuse=WRONG_PUNCH),
    Api(path="checkin/punch_correction", run=checkin.correct, verb=POST, misuse=WRONG_PUNCH),
    Api(path="auth/getuserinfo", run=login.get_user_info),
    Api(path="user/getuserinfo", run=login.get_user_info_old),
)


def add_calls(application: web.Application, world: World) -> None:
    """Answer every call of the table under /cgi-bin/."""
    stage = Stage(world)
    for api in TABLE:
        application.router.add_route("*", f"/cgi-bin/{api.path}", _handler(stage, api))

    async def close(_: web.Application) -> None:
        stage.closing.set()

    application.on_shutdown.append(close)


def _handler(stage: Stage, api: Api) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await stage.handle(api, request)

    return handle
