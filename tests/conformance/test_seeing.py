"""People are found in the chat of every platform, and what is held of oneself is told there."""

from tests.conformance.house import House
from tests.conformance.subjects import APPLICANT, Subject


async def told(house: House, subject: Subject, words: str) -> str:
    before = len(subject.texts(APPLICANT))
    subject.say(APPLICANT, words)
    await house.settle()
    return "\n".join(subject.texts(APPLICANT)[before:])


async def test_somebody_is_found_by_their_initials(house, subject):
    answer = await told(house, subject, "组织 zzr")

    assert answer.startswith("赵主任")


async def test_ones_own_department_is_shown_with_its_heads(house, subject):
    answer = await told(house, subject, "组织")

    assert "负责人：" in answer
    assert "赵主任" in answer
    assert "组织 代理" in answer


async def test_what_is_held_of_oneself_is_told(house, subject):
    answer = await told(house, subject, "我的信息")

    assert "姓名：李雷" in answer
    assert "来源：" in answer
