"""DingTalk's phones over HTTP, for the playground page. All bodies are JSON; mount it with `add_subapp`.

The shape is that of `emulator.phone.routes`, so that one page can show both:

GET  /people
     [{"user_id", "name", "position", "departments": ["..."], "staff_no", "apps": [agent_id]}]
GET  /apps
     [{"agent_id", "name", "menu": null}]
GET  /college, GET /{agent_id}/changes: see `emulator.phone.ding_changes`
GET  /{agent_id}/{user_id}?since=REVISION&wait=SECONDS
     {"revision": N, "menu": null, "bubbles": [...]}
     The bubbles that are new or changed after `since` (0: all of them), replacing earlier ones with the same "no".
     With `wait` (at most 55) the answer is held back until there is one: ask again with the "revision" just received.
     Whoever asks has read the chat.

A bubble: {"no", "revision", "at": ISO time, "side": "app"|"member", "kind", "way": "robot"|"notice", "msgid",
     "recalled": bool} and one of
     "content": {...} by kind: text {"content"}; markdown {"title","content"};
                actionCard {"title","content","is_vertical","buttons":[{"text","url"}]};
                link {"title","content","pic_url","url"}; image, audio, video, file {"media_id","file_name"}, images
                sometimes {"url"}; oa {"head","title","rows":[{"label","value"}],"content","url","status"};
                picture and richText only from members
     "card":    {"task_id": the outTrackId, "content": {"title","subtitle","rows":[{"label","value"}],"body","closing"},
                 "replaced_by": "" or what stands in place of the buttons, "is_waiting": bool,
                 "buttons": [{"text","style","key": the action}], empty when the card is final or waiting,
                 "toast": "" or what the phone says over the card}
     A recalled bubble has neither.

POST /{agent_id}/{user_id}/say    {"text"}
POST /{agent_id}/{user_id}/press  {"task_id", "key"}
POST /{agent_id}/{user_id}/open   {"url"}: a link or a button of an action card -> {"url"} to open in the browser, empty
     when the tap sent a text; from then on the login page of the emulator knows by a cookie whose phone it is
POST /{agent_id}/{user_id}/image  {"file_name", "base64"}
     200 {"revision": N}; 409 {"reason": "..."} when a person could not do that; 404 for an unknown application.

POST /office/...: what an administrator changes, see `office_routes`
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.world import World
from emulator.fields import Fields
from emulator.phone.ding_changes import add_changes
from emulator.phone.ding_office import Office
from emulator.phone.ding_phone import DingPhone
from emulator.phone.ding_view import Json, show
from emulator.phone.office_routes import add_office
from emulator.phone.phone import NotPossible

LONGEST_WAIT: Final = 55.0
# Read by the emulated login page, which stands on another port of the same host: cookies know no ports.
WHOSE_PHONE: Final = "dutybell_phone_dingtalk"
Handler = Callable[[web.Request], Awaitable[web.Response]]
Act = Callable[[DingPhone, str, Fields], Json]


def ding_routes(world: World, org: Org) -> web.Application:
    """The phones of one organisation as an application of its own."""
    pages = Pages(world, org)
    application = web.Application(client_max_size=16 * 1024 * 1024)
    add_changes(application, world, org)
    add_office(application, Office(world, org))
    application.router.add_get("/people", pages.people)
    application.router.add_get("/apps", pages.apps)
    application.router.add_get(rf"/{{agent_id:{org.agent_id}}}/{{user_id}}", pages.state)
    for name, act in ACTS.items():
        application.router.add_post(rf"/{{agent_id:{org.agent_id}}}/{{user_id}}/{name}", pages.acting(act))
    return application


class Pages:
    """Answers for one organisation."""

    def __init__(self, world: World, org: Org) -> None:
        self._org = org
        self._phone = DingPhone(world, org)

    async def people(self, _: web.Request) -> web.Response:
        """Everybody who has the application on the phone."""
        return web.json_response([self._person(member) for member in self._phone.users()])

    def _person(self, member: Member) -> Json:
        departments = self._org.roster.departments
        return {
            "user_id": member.userid,
            "name": member.name,
            "position": member.title,
            "departments": [departments[d].name for d in member.dept_ids if d in departments],
            "staff_no": member.job_number,
            "apps": [self._org.agent_id],
        }

    async def apps(self, _: web.Request) -> web.Response:
        """The one application."""
        return web.json_response([{"agent_id": self._org.agent_id, "name": "值铃", "menu": None}])

    async def state(self, request: web.Request) -> web.Response:
        """A chat, at once or as soon as it changes."""
        user_id, since = request.match_info["user_id"], int(_number(request, "since"))
        await self._phone.wait(user_id, since, min(_number(request, "wait"), LONGEST_WAIT))
        self._phone.read(user_id)
        bubbles = [show(bubble, user_id) for bubble in self._phone.bubbles(user_id, since)]
        return web.json_response({"revision": self._phone.revision, "menu": None, "bubbles": bubbles})

    def acting(self, act: Act) -> Handler:
        """A handler for one act."""

        async def handle(request: web.Request) -> web.Response:
            user_id, body = request.match_info["user_id"], Fields.decode(await request.read())
            try:
                done = act(self._phone, user_id, body or Fields({}))
            except NotPossible as refusal:
                return web.json_response({"reason": str(refusal)}, status=409)
            response = web.json_response({"revision": self._phone.revision, **done})
            if done.get("url"):
                response.set_cookie(WHOSE_PHONE, user_id, path="/", httponly=True, samesite="Lax")
            return response

        return handle


def _number(request: web.Request, name: str) -> float:
    try:
        return float(request.query.get(name, "0"))
    except ValueError:
        return 0.0


def _say(phone: DingPhone, user_id: str, body: Fields) -> Json:
    phone.say(user_id, body.text("text"))
    return {}


def _press(phone: DingPhone, user_id: str, body: Fields) -> Json:
    phone.press(user_id, body.text("task_id"), body.text("key"))
    return {}


def _open(phone: DingPhone, user_id: str, body: Fields) -> Json:
    return {"url": phone.open_link(user_id, body.text("url"))}


def _image(phone: DingPhone, user_id: str, body: Fields) -> Json:
    try:
        content = base64.b64decode(body.text("base64"), validate=True)
    except binascii.Error:
        raise NotPossible("the picture is not base64") from None
    phone.send_image(user_id, content, body.text("file_name") or "photo.jpg")
    return {}


ACTS: dict[str, Act] = {"say": _say, "press": _press, "open": _open, "image": _image}
