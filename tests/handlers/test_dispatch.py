"""Whatever a person did is answered; what only the system says is left alone."""

from sqlalchemy import text

from domain.events import (
    BatchFinished,
    Change,
    DirectoryChanged,
    Joined,
    Left,
    LinkSent,
    MediaKind,
    MediaSent,
    MenuPicked,
    PageOpened,
    PlaceReported,
    PlaceSent,
    PlatformApprovalChanged,
    Strange,
    TextSaid,
    Unrecognised,
)
from domain.texts import guide
from handlers.dispatch import Outcome
from tests.handlers.college import MONDAY

SYSTEM = [
    Left(user_id="李雷", at=MONDAY),
    DirectoryChanged(user_id=None, at=MONDAY, change=Change.OTHER),
    PlatformApprovalChanged(user_id=None, at=MONDAY, number="1", status=2, cause=1, applicant="李雷"),
    BatchFinished(user_id=None, at=MONDAY, job_id="1", kind="sync"),
    PageOpened(user_id="李雷", at=MONDAY, url="https://bot.example.edu.cn"),
    PlaceReported(user_id="李雷", at=MONDAY, latitude=31.2, longitude=121.4, precision=20.0),
    Unrecognised(user_id="李雷", at=MONDAY, kind="new"),
    TextSaid(user_id=None, at=MONDAY, text="请假"),
]
PERSONAL = [
    (MediaSent(user_id="李雷", at=MONDAY, media=MediaKind.VOICE, media_id="m"), "收到，但我现在不看图片、语音和文件"),
    (PlaceSent(user_id="李雷", at=MONDAY, latitude=31.2, longitude=121.4), "收到位置，没有打卡"),
    (LinkSent(user_id="李雷", at=MONDAY, title="t", url="http://evil.example"), "收到链接，但我不会打开链接"),
    (MenuPicked(user_id="李雷", at=MONDAY, key="balance"), "年假：可用 0 天"),
    (MenuPicked(user_id="李雷", at=MONDAY, key="待办"), "没有等您审批的单。"),
    (MenuPicked(user_id="李雷", at=MONDAY, key="v2_unknown"), "没听懂这句话"),
    (Joined(user_id="李雷", at=MONDAY), "您好，这里是示例职业技术学院的办公助手。"),
    (Joined(user_id="新老师", at=MONDAY), "您好，这里是示例职业技术学院的办公助手。"),
]


async def test_the_systems_own_events_are_ignored(college):
    assert [await college.send(event) for event in SYSTEM] == [Outcome.IGNORED] * len(SYSTEM)
    assert await college.rows("select 1 from outbox") == []


async def test_everything_a_person_does_is_answered(college):
    for event, answer in PERSONAL:
        assert await college.send(event) is Outcome.DONE

        (said,) = college.heard(event.user_id)
        assert said.startswith(answer)


async def test_the_same_sentence_at_two_times_is_answered_twice(college):
    first = await college.say("李雷", "余额")
    second = await college.say("李雷", "余额")

    assert first == second
    assert len(await college.texts("李雷")) == 2


async def test_a_sender_is_known_in_any_spelling_of_the_id(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text("update accounts set user_id = 'LiLei', user_key = 'lilei' where user_id = '李雷'"))

    assert (await college.say("LILEI", "余额"))[0].startswith("年假")


async def test_something_strange_that_a_person_sent_is_answered_and_starts_nothing(college):
    event = Unrecognised(user_id="李雷", at=college.now, kind="robot.hologram", strange=Strange.UNREADABLE)

    await college.send(event)

    assert college.heard("李雷") == [guide.STRANGE]


async def test_a_spent_quota_of_pushes_is_told_to_it_once(college):
    event = Unrecognised(user_id="李雷", at=college.now, kind="robot.quota", strange=Strange.NOT_HEARD)

    outcomes = [await college.send(event), await college.send(event)]

    assert outcomes == [Outcome.DONE, Outcome.DONE]
    assert college.heard("李雷") == [guide.NOT_HEARD]
    assert await college.rows("select key, times from alerts") == [("quota:wecom:staff", 2)]
