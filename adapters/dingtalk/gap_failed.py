"""Pushes that the platform gave up on, as it lists them afterwards; readable three to five minutes after they failed.

Whether pushes over a stream come onto these lists is promised nowhere; those over HTTP do.
"""

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Protocol

from adapters.dingtalk.fields import Fields, get, inner, rows, text
from adapters.replies import as_whole

NEW = "/v1.0/event/callbacks/failedResults"
OLD = "/call_back/get_call_back_failed_result"
MOST_PAGES = 1_000  # of up to 200; a list that never ends is none

_TAGS = ("callBackTag", "call_back_tag")
_TIMES = ("eventTime", "event_time")
_CORPS = ("corpId", "corp_id")
_CONTENTS = ("callBackData", "bpmsCallBackData", "roleLabelChange")


class Calls(Protocol):
    """What is asked of the client."""

    async def api(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        repeatable: bool,
    ) -> Mapping[str, object]:
        """A call of the new family. Raises PlatformFailure."""
        ...

    async def oapi(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        repeatable: bool,
    ) -> Mapping[str, object]:
        """A call of the old family. Raises PlatformFailure."""
        ...


def milliseconds(instant: datetime) -> int:
    """As the platform counts time."""
    return int(instant.timestamp() * 1000)


async def read_failed(calls: Calls, since: datetime, until: datetime) -> AsyncGenerator[Fields]:
    """Events of the new list. It has no pages: the next question begins at the last time of the answer before.

    What carries that very time comes twice then, and is known by its key.
    """
    begin, end = milliseconds(since), milliseconds(until)
    for _ in range(MOST_PAGES):
        query = {"beginTime": str(begin), "endTime": str(end)}
        reply = await calls.api("GET", NEW, query=query, repeatable=True)
        failed = rows(reply, "failedList")
        for record in failed:
            yield flatten(record)
        if not failed or get(reply, "hasMore") is not True:
            return
        latest = max(as_whole(get(record, *_TIMES)) for record in failed)
        begin = latest if latest > begin else begin + 1


async def take_failed(calls: Calls) -> AsyncGenerator[Fields]:
    """Events of the old list. Each call deletes what the call before returned: whoever iterates keeps each event for
    good before asking for the next one.

    A call is never repeated by itself, for its lost answer would be deleted unread.
    """
    for _ in range(MOST_PAGES):
        reply = await calls.oapi(OLD, repeatable=False)
        failed = rows(reply, "failed_list")
        for record in failed:
            yield flatten(record)
        if not failed or get(reply, "has_more") is not True:
            return


def flatten(record: Fields) -> Fields:
    """A record of either list as an event: its fields beside `EventType`. The inner name varies by type."""
    tag = text(record, *_TAGS)
    content = inner(record, tag) if tag else {}
    for name in _CONTENTS:
        content = content or inner(record, name)
    # Some are wrapped once more, as the documentation shows an event.
    event = {name: value for name, value in {**content, **inner(content, "data")}.items() if name != "data"}
    known = {"EventType": tag, "EventTime": get(record, *_TIMES), "CorpId": get(record, *_CORPS)}
    return event | {name: value for name, value in known.items() if value}
