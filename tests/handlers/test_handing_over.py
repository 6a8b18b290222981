"""When those who were asked have left, the request goes on with whom the directory names now."""

from sqlalchemy import insert, select

from handlers.handover import hand_over
from storage.tables_of_people import departments, memberships


async def settle_directory(college):
    async with college.database.begin(college.now) as tx:
        return await hand_over(tx, college.office)


async def test_the_successor_gets_the_card_and_the_old_click_is_refused(college):
    await college.asks_leave()
    old = await college.card_row("赵组长")
    await college.leaves_the_college("赵组长")
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(
            insert(memberships).values(
                department_id=select(departments.c.id).where(departments.c.name == "软件教研室").scalar_subquery(),
                person_id=college.ids["孙副组长"],
                leads=True,
            )
        )

    moved = await settle_directory(college)
    refused = await college.click("赵组长", old.id, "approve:2")
    await college.press("孙副组长", "同意")

    assert moved == 1
    assert refused == ["没有办理：您的账号已停用。如有疑问请联系人事处。"]
    assert await college.rows("select actor_id, step from report.decisions") == [(college.ids["孙副组长"], 1)]
    assert (await college.card("王主任")).title == "李雷的事假"


async def test_without_a_successor_of_the_same_kind_the_next_level_decides(college):
    await college.asks_leave()
    await college.leaves_the_college("赵组长")

    await settle_directory(college)

    (told,) = await college.say("李雷", "进度 1001")
    assert told.endswith("审批：直属领导 等王主任 → 部门负责人")


async def test_while_one_of_several_is_still_there_nothing_moves(college):
    await college.asks_leave("韩梅")
    await college.leaves_the_college("赵组长")

    assert await settle_directory(college) == 0


async def test_when_there_is_nobody_left_somebody_is_alerted(college):
    await college.asks_leave()
    for name in ("赵组长", "王主任", "钱院长"):
        await college.leaves_the_college(name)

    assert await settle_directory(college) == 0
    assert await college.rows("select key from alerts") == [("deserted:1001",)]


async def test_somebody_who_left_sees_no_card_move_any_more(college):
    await college.asks_leave("韩梅")
    await college.leaves_the_college("孙副组长")
    before = await college.card_row("孙副组长")

    await college.press("赵组长", "同意")

    assert (await college.card_row("孙副组长")).version == before.version
