"""The phones over HTTP, for the playground page. All bodies are JSON; mount it with `add_subapp`.

GET  /people
     [{"user_id", "name", "position", "departments": ["..."], "staff_no", "apps": [agent_id]}]
GET  /apps
     [{"agent_id", "name", "menu": {...as in menu/create} or null}]
GET  /{agent_id}/{user_id}?since=REVISION&wait=SECONDS
     {"revision": N, "menu": {...} or null, "bubbles": [...]}
     The bubbles that are new or changed after `since` (0: all of them), replacing earlier ones with the same "no".
     With `wait` (at most 55) the answer is held back until there is one: ask again with the "revision" just received.

A bubble: {"no", "revision", "at": ISO time, "side": "app"|"member", "kind", "msgid", "recalled": bool} and one of
     "content": {...} by kind: text and markdown {"content"}; textcard {"title","description","url","btntxt"};
                image, voice, video, file {"media_id","file_name"}; news {"articles":[{"title","url",...}]};
                location {"latitude","longitude","label"}; link {"title","url"}
     "card":    {"task_id", "content": {the template_card as it stands now},
                 "replaced_by": "" or the grey text that stands in place of the buttons,
                 "buttons": [{"text","style": 1..4,"key"} or {"text","style","url"}], empty once replaced,
                 "menu": [{"key","text"}],
                 "choices": [{"question_key","title","multiple","locked","chosen":[ids],"options":[{"id","text"}]}]}
     A recalled bubble has neither.

POST /{agent_id}/{user_id}/say       {"text"}
POST /{agent_id}/{user_id}/press     {"task_id", "key", "choices": {question_key: [ids]}}, choices may be left out
POST /{agent_id}/{user_id}/enter     {}
POST /{agent_id}/{user_id}/menu      {"name": name, key or address of an entry}
POST /{agent_id}/{user_id}/location  {"latitude", "longitude", "label"}
POST /{agent_id}/{user_id}/image     {"file_name", "base64"}
POST /{agent_id}/{user_id}/open      {"url"}: an address in a text -> {"url"} to open in the browser; from then on the
     login page of the emulator knows by a cookie whose phone it is
POST /{agent_id}/{user_id}/punch     {}: punch in the platform's own application 打卡
POST /{agent_id}/{user_id}/login     {} -> {"code"} to append to a page's address
     200 {"revision": N}; 409 {"reason": "..."} when a person could not do that; 404 for an unknown application.

POST /office/...: what an administrator changes, see `office_routes`
"""

import base64
import binascii
from collections.abc import Awaitable, Callable

from aiohttp import web

from emulator.fields import Fields
from emulator.phone.changes import add_changes
from emulator.phone.office import Office
from emulator.phone.office_routes import add_office
from emulator.phone.phone import NotPossible, Phone
from emulator.phone.view import Json, show
from emulator.wecom.corp import Corp
from emulator.wecom.errors import ApiError
from emulator.wecom.people import Member
from emulator.wecom.said import Place
from emulator.wecom.world import World

LONGEST_WAIT = 55.0
# Read by the emulated login page, which stands on another port of the same host: cookies know no ports.
WHOSE_PHONE = "dutybell_phone_wecom"
Handler = Callable[[web.Request], Awaitable[web.Response]]
Act = Callable[[Phone, str, Fields], Json]


def phone_routes(world: World, corp: Corp) -> web.Application:
    """The phones of one corp as an application of its own."""
    pages = Pages(world, corp)
    application = web.Application(client_max_size=16 * 1024 * 1024)
    add_changes(application, world, corp)
    add_office(application, Office(world, corp))
    application.router.add_get("/people", pages.people)
    application.router.add_get("/apps", pages.apps)
    application.router.add_get(r"/{agent_id:\d+}/{user_id}", pages.state)
    for name, act in ACTS.items():
        application.router.add_post(rf"/{{agent_id:\d+}}/{{user_id}}/{name}", pages.acting(act))
    return application


class Pages:
    """Answers for one corp."""

    def __init__(self, world: World, corp: Corp) -> None:
        self._world = world
        self._corp = corp

    async def people(self, _: web.Request) -> web.Response:
        """Everybody who has an application on the phone."""
        having: dict[str, list[int]] = {}
        for app in self._corp.apps.values():
            for member in Phone(self._world, self._corp, app).users():
                having.setdefault(member.user_id, []).append(app.agent_id)
        members = [member for member in self._corp.roster.members if member.user_id in having]
        return web.json_response([self._person(member) | {"apps": having[member.user_id]} for member in members])

    def _person(self, member: Member) -> Json:
        departments = self._corp.roster.departments
        return {
            "user_id": member.user_id,
            "name": member.name,
            "position": member.position,
            "departments": [departments[d].name for d in member.departments if d in departments],
            "staff_no": dict(member.extattr).get("工号", ""),
        }

    async def apps(self, _: web.Request) -> web.Response:
        """Every application with its menu."""
        return web.json_response(
            [{"agent_id": app.agent_id, "name": app.name, "menu": app.menu} for app in self._corp.apps.values()]
        )

    async def state(self, request: web.Request) -> web.Response:
        """A chat, at once or as soon as it changes."""
        phone, user_id = self._phone(request), request.match_info["user_id"]
        since, wait = _number(request, "since"), _number(request, "wait")
        await phone.wait(user_id, int(since), min(wait, LONGEST_WAIT))
        return web.json_response(
            {
                "revision": phone.revision,
                "menu": phone.menu,
                "bubbles": [show(bubble) for bubble in phone.bubbles(user_id, int(since))],
            }
        )

    def acting(self, act: Act) -> Handler:
        """A handler for one act."""

        async def handle(request: web.Request) -> web.Response:
            phone, user_id = self._phone(request), request.match_info["user_id"]
            body = Fields.decode(await request.read())
            try:
                done = act(phone, user_id, body or Fields({}))
            except NotPossible as refusal:
                return web.json_response({"reason": str(refusal)}, status=409)
            except ApiError as refusal:
                return web.json_response({"reason": f"errcode {refusal.code}"}, status=409)
            response = web.json_response({"revision": phone.revision, **done})
            if done.get("url"):
                response.set_cookie(WHOSE_PHONE, user_id, path="/", httponly=True, samesite="Lax")
            return response

        return handle

    def _phone(self, request: web.Request) -> Phone:
        app = self._corp.apps.get(int(request.match_info["agent_id"]))
        if app is None:
            raise web.HTTPNotFound
        return Phone(self._world, self._corp, app)


def _number(request: web.Request, name: str) -> float:
    try:
        return float(request.query.get(name, "0"))
    except ValueError:
        return 0.0


def _say(phone: Phone, user_id: str, body: Fields) -> Json:
    phone.say(user_id, body.text("text"))
    return {}


def _press(phone: Phone, user_id: str, body: Fields) -> Json:
    picked = body.part("choices")
    choices = {question: picked.texts(question) for question in picked.content}
    phone.press(user_id, body.text("task_id"), body.text("key"), choices)
    return {}


def _enter(phone: Phone, user_id: str, _: Fields) -> Json:
    phone.enter(user_id)
    return {}


def _menu(phone: Phone, user_id: str, body: Fields) -> Json:
    phone.open_menu(user_id, body.text("name"))
    return {}


def _location(phone: Phone, user_id: str, body: Fields) -> Json:
    phone.send_location(user_id, Place(_degrees(body, "latitude"), _degrees(body, "longitude"), body.text("label")))
    return {}


def _degrees(body: Fields, name: str) -> float:
    value = body.content.get(name)
    if not isinstance(value, int | float):
        raise NotPossible(f"{name} is not a number")
    return float(value)


def _image(phone: Phone, user_id: str, body: Fields) -> Json:
    try:
        content = base64.b64decode(body.text("base64"), validate=True)
    except binascii.Error:
        raise NotPossible("the picture is not base64") from None
    phone.send_image(user_id, content, body.text("file_name") or "photo.jpg")
    return {}


def _open(phone: Phone, user_id: str, body: Fields) -> Json:
    return {"url": phone.open_link(user_id, body.text("url"))}


def _punch(phone: Phone, user_id: str, _: Fields) -> Json:
    phone.punch(user_id)
    return {}


def _login(phone: Phone, user_id: str, _: Fields) -> Json:
    return {"code": phone.login_code(user_id)}


ACTS: dict[str, Act] = {
    "say": _say,
    "press": _press,
    "enter": _enter,
    "menu": _menu,
    "location": _location,
    "image": _image,
    "open": _open,
    "login": _login,
    "punch": _punch,
}
