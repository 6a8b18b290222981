"""Where events go by HTTP, and those that did not arrive. Source: docs, register callback events and failed events."""

import json
from datetime import UTC, datetime

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import NewError, OldError
from emulator.dingtalk.failed import FailedEvent
from emulator.dingtalk.letter import milliseconds
from emulator.dingtalk.org import CallbackAddress
from emulator.dingtalk.verification import verify

ALREADY = 71006
NOT_REGISTERED = 71007
NO_SUCCESS = 71009
BAD_BODY = 71010
BAD_URL = 71011
UNREACHABLE = 71012


async def register(call: Call) -> Answer:
    """A first address; its owner at the end of the plaintext is the corpId."""
    if call.org.callback is not None:
        raise OldError(ALREADY)
    return await _save(call)


async def update(call: Call) -> Answer:
    """Another address."""
    if call.org.callback is None:
        raise OldError(NOT_REGISTERED)
    return await _save(call)


def show(call: Call) -> Answer:
    """What is registered."""
    address = _registered(call)
    return call.ok(call_back_tag=[], token=address.token, aes_key=address.aes_key, url=address.url)


def delete(call: Call) -> Answer:
    """Events go nowhere by HTTP from now on."""
    _registered(call)
    call.org.callback = None
    return call.ok()


def take_failed(call: Call) -> Answer:
    """The old way: each call forgets what the one before it gave."""
    events, has_more = call.org.failed.take(call.now)
    return call.ok(has_more=has_more, failed_list=[_old(event) for event in events])


def list_failed(call: Call) -> Answer:
    """The new way: those of a time."""
    begin, end = _moment(call, "beginTime"), _moment(call, "endTime")
    events, has_more = call.org.failed.between(begin, end, call.now)
    return {"hasMore": has_more, "failedList": [_new(event) for event in events]}


def _registered(call: Call) -> CallbackAddress:
    if call.org.callback is None:
        raise OldError(NOT_REGISTERED)
    return call.org.callback


async def _save(call: Call) -> Answer:
    body = call.body
    if not body.text("token") or not body.text("aes_key"):
        raise OldError(BAD_BODY)
    if not body.text("url").startswith(("http://", "https://")):
        raise OldError(BAD_URL)
    try:
        address = CallbackAddress(body.text("url"), body.text("token"), body.text("aes_key"), call.org.corp_id)
    except ValueError:
        raise OldError(BAD_BODY) from None
    checked = await verify(call.world, call.org, address)
    if not checked.is_passed:
        raise OldError(NO_SUCCESS if checked.is_answered else UNREACHABLE)
    call.org.callback = address
    return call.ok()


def _old(event: FailedEvent) -> dict[str, object]:
    """The key of the inner object is the event's name, or another for approvals; ids of events are not told."""
    inner = "bpmsCallBackData" if event.event_type.startswith("bpms_") else event.event_type
    data = {name.lower() if name == "userId" else name: value for name, value in event.data.items()}
    return {
        "event_time": milliseconds(event.born_at),
        "call_back_tag": event.event_type,
        inner: {**data, "corpid": event.corp_id},
    }


def _new(event: FailedEvent) -> dict[str, object]:
    data = {"EventType": event.event_type, "eventId": event.event_id, **event.data}
    return {
        "callBackTag": event.event_type,
        "callBackData": json.dumps(data, ensure_ascii=False),
        "corpId": event.corp_id,
        "eventTime": milliseconds(event.born_at),
    }


def _moment(call: Call, name: str) -> datetime:
    value = call.query.get(name, "")
    if not value.isdecimal():
        raise NewError(f"MissingParameter.{name}")
    return datetime.fromtimestamp(int(value) / 1000, UTC)
