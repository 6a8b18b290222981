"""What is delivered in the tests of deliveries, and what the platform was asked for."""

from datetime import UTC, datetime

from adapters.dingtalk import work_notices
from adapters.links import Links
from domain.cards import Button, Card
from domain.events import Source
from tests.dingtalk.stand_in import StandIn

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # the 25th in China
LINKS = Links("https://bot.example.edu.cn", b"s" * 32)
SOURCE = Source("dingtalk", "students")
WEBHOOK = "/robot/sendBySession"
SENT = {"processQueryKey": "K1", "invalidStaffIdList": [], "flowControlledStaffIdList": [], "filteredStaffIdList": []}
SHOWN = {
    "success": True,
    "result": {"outTrackId": "r-1", "deliverResults": [{"spaceId": "li4", "success": True, "carrierId": "C1"}]},
}
CARD = Card(title="请假申请", body="家里有事", buttons=(Button("approve:3", "同意"), Button("reject:3", "驳回")))
CLOSED = Card(title="请假申请", closing="已由 李主任 同意", is_final=True)


def bodies(dingtalk: StandIn, path: str) -> list[dict]:
    return [asked.body for asked in dingtalk.calls(path)]


def notices_of(dingtalk: StandIn) -> list[str]:
    return [body["msg"]["text"]["content"] for body in bodies(dingtalk, work_notices.SEND)]
