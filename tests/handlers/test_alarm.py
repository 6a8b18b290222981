"""What IT must know reaches every administrator in the chat, once."""

from datetime import timedelta

from handlers.alarm import AT_ONCE, tell_admins
from storage.alerts import clear_alert, clear_silent, raise_alert
from tests.handlers.two_platforms import give_role, join_dingtalk, on_dingtalk, type_there


async def alarm(college, *keys: str) -> None:
    async with college.database.begin(college.now) as tx:
        for key in keys:
            await raise_alert(tx, key, f"{key} 出了问题，请检查。")


async def tell(college) -> int:
    college.now += timedelta(minutes=1)
    async with college.database.begin(college.now) as tx:
        return await tell_admins(tx, college.office)


async def test_every_administrator_is_told_once_and_nobody_else(college):
    give_role(college, "admin", "吴老师", "郑老师")
    await alarm(college, "queue")

    assert (await tell(college), await tell(college)) == (2, 0)
    for name in ("吴老师", "郑老师"):
        assert await college.texts(name) == ["系统告警：queue 出了问题，请检查。"]
    assert await college.one("select count(*) from outbox") == 2


async def test_an_alert_that_goes_on_is_not_told_again_but_one_that_comes_back_is(college):
    give_role(college, "admin", "吴老师")
    await alarm(college, "queue")
    await tell(college)
    await alarm(college, "queue")
    assert await tell(college) == 0

    async with college.database.begin(college.now) as tx:
        await clear_alert(tx, "queue")
    assert await tell(college) == 0
    await alarm(college, "queue")

    assert await tell(college) == 1


async def test_a_flood_is_cut_into_what_one_can_read(college):
    give_role(college, "admin", "吴老师")
    await alarm(college, *(f"a{number:02}" for number in range(AT_ONCE + 3)))

    first = await tell(college)
    texts = await college.texts("吴老师")
    second = await tell(college)

    assert (first, second) == (AT_ONCE, 3)
    assert texts[-1] == "系统告警：另有 3 条，稍后接着发；现在可运行 run.py check 查看。"
    assert len(texts) == AT_ONCE + 1


async def test_it_is_told_where_the_administrator_was_seen_and_not_again_when_that_changes(college):
    give_role(college, "admin", "吴老师")
    await join_dingtalk(college, "吴老师")
    await alarm(college, "queue")
    await tell(college)
    await type_there(college, "吴老师", "余额")

    assert await tell(college) == 0
    await alarm(college, "disk")
    assert await tell(college) == 1
    assert "系统告警：disk 出了问题，请检查。" in await college.texts(on_dingtalk("吴老师"))


async def test_somebody_who_cannot_be_reached_keeps_nothing_from_the_others(college):
    give_role(college, "admin", "吴老师", "郑老师")
    await college.leaves_the_college("吴老师")
    await alarm(college, "queue")

    assert await tell(college) == 1
    assert await college.texts("吴老师") == []


async def test_without_administrators_nothing_is_told(college):
    await alarm(college, "queue")

    assert await tell(college) == 0


async def test_what_happened_once_is_over_after_a_day_and_is_told_again_when_it_comes_back(college):
    async with college.database.begin(college.now) as tx:
        await raise_alert(tx, "quota:dingtalk:staff", "额度已用完")
        await raise_alert(tx, "stream:dingtalk:staff", "长连接断开")

    college.now += timedelta(days=2)
    async with college.database.begin(college.now) as tx:
        await clear_silent(tx, tx.now - timedelta(days=1))
        await raise_alert(tx, "quota:dingtalk:staff", "额度已用完")

    old = college.now - timedelta(days=1)
    assert await college.rows("select key, raised_at > :old from alerts order by key", old=old) == [
        ("quota:dingtalk:staff", True),
        ("stream:dingtalk:staff", False),
    ]
