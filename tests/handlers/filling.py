"""Forms that are filled in by chat words: what people type, and what the draft holds."""

from tests.handlers.college import College

TRAVEL = "目的地：杭州 是否出省：否 起止时间：明天下午 事由：开会 预计费用：300"


async def answer(college: College, name: str, *words: str) -> list[str]:
    """Several texts, one after the other; what was heard for the last."""
    for each in words:
        said = await college.say(name, each)
    return said


async def fields(college: College, number: int = 1001) -> dict[str, object]:
    """What the draft holds."""
    return await college.one("select fields from requests where no = :no", no=number)
