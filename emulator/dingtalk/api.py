"""The table of calls of both families and the aiohttp routes that answer them below one prefix.

Left out: everything not listed here, above all removing anybody, home and school, to-dos and starting approvals.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from emulator.dingtalk.apis import (
    attendance,
    callbacks,
    card_routes,
    contact_changes,
    contacts,
    gateway,
    login,
    token,
    workflow,
)
from emulator.dingtalk.apis.table_sending import SENDING
from emulator.dingtalk.call import Api, get, post
from emulator.dingtalk.stage import Stage
from emulator.dingtalk.world import World

PREFIX = "/dingtalk"

TABLE: tuple[Api, ...] = (
    get("/gettoken", token.get_token_old, is_open=True),
    post("/v1.0/oauth2/accessToken", token.get_token_new, is_open=True),
    post("/v1.0/oauth2/{corp_id}/token", token.get_token_of_corp, is_open=True),
    get("/oauth2/auth", login.authorize, is_open=True),
    post("/v1.0/oauth2/userAccessToken", login.get_user_token, is_open=True),
    get("/v1.0/contact/users/me", login.get_me, is_open=True),
    post("/topapi/v2/user/getuserinfo", login.get_user_of_code),
    post("/topapi/v2/department/listsub", contacts.list_departments),
    post("/topapi/v2/department/listsubid", contacts.list_department_ids),
    post("/topapi/v2/department/get", contacts.get_department),
    post("/topapi/v2/user/list", contacts.list_users),
    post("/topapi/user/listsimple", contacts.list_users_simply),
    post("/topapi/user/listid", contacts.list_user_ids),
    post("/topapi/v2/user/get", contacts.get_user),
    post("/topapi/user/getbyunionid", contacts.get_user_by_union_id),
    post("/topapi/v2/user/getbymobile", contacts.get_user_by_mobile),
    post("/topapi/v2/user/create", contact_changes.create_user),
    post("/topapi/v2/user/update", contact_changes.update_user),
    post("/topapi/v2/department/create", contact_changes.create_department),
    post("/topapi/v2/department/update", contact_changes.update_department),
    post("/v1.0/gateway/connections/open", gateway.open_connection, is_open=True),
    post("/call_back/register_call_back", callbacks.register),
    post("/call_back/update_call_back", callbacks.update),
    get("/call_back/get_call_back", callbacks.show),
    get("/call_back/delete_call_back", callbacks.delete),
    get("/call_back/get_call_back_failed_result", callbacks.take_failed),
    get("/v1.0/event/callbacks/failedResults", callbacks.list_failed),
    post("/v1.0/card/callbacks/register", card_routes.register),
    post("/attendance/list", attendance.list_results),
    post("/attendance/listRecord", attendance.list_punches),
    post("/v1.0/workflow/processes/instanceIds/query", workflow.list_ids),
    get("/v1.0/workflow/processInstances", workflow.get_instance),
    *SENDING,
)


def add_calls(application: web.Application, world: World) -> None:
    """Answer every call of the table, and the stream's door, below /dingtalk."""
    stage = Stage(world)
    for api in TABLE:
        application.router.add_route(api.method, f"{PREFIX}{api.path}", _handler(stage, api))
    application.router.add_get(f"{PREFIX}/connect", world.hub.handle)

    async def unknown(request: web.Request) -> web.StreamResponse:
        return await stage.handle_unknown(f"/{request.match_info['path']}", request)

    application.router.add_route("*", f"{PREFIX}/{{path:.*}}", unknown)

    async def close(_: web.Application) -> None:
        stage.player.closing.set()

    application.on_shutdown.append(close)


def _handler(stage: Stage, api: Api) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await stage.handle(api, request)

    return handle
