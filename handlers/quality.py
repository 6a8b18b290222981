"""数据质量: how complete, how old and how fast put right, by department and system; never with anybody's name."""

from collections.abc import Iterator

from domain.quality.standing import Standing, length, percent
from domain.texts import quality as words
from domain.texts import replies
from domain.words import Command
from handlers.daily_questions import list_answers, refuse_answer, take_all
from handlers.quality_sight import Overview, overview_for
from handlers.turn import Turn

MOST_LINES = 8  # of systems, and of departments; the page has all
CHECK, TAKE_ALL, REFUSE = "核对", "全部采用", "不采用"


async def tell_quality(turn: Turn, command: Command) -> None:
    """What is theirs to see; for HR also the answers of people, to be confirmed."""
    said = command.rest.strip()
    if said == CHECK:
        await list_answers(turn)
    elif (said == TAKE_ALL or said.startswith(REFUSE)) and not turn.is_vouched:
        await turn.say(replies.NOT_PROVEN.format(contact=turn.office.contact))
    elif said == TAKE_ALL:
        await take_all(turn)
    elif said.startswith(REFUSE):
        place = said.removeprefix(REFUSE).strip()
        await refuse_answer(turn, int(place) if place.isascii() and place.isdecimal() else 0)
    else:
        await _tell(turn)


async def _tell(turn: Turn) -> None:
    overview = await overview_for(turn)
    if overview is None:
        await turn.say(words.NOTHING_TO_SEE.format(contact=turn.office.contact))
        return
    lines = [*_systems(overview, turn), *_departments(overview)]
    if not lines:
        await turn.say(words.NOTHING_CHECKED)
        return
    page = f"\n全部：{turn.office.pages}/h5/quality" if turn.office.pages else ""
    await turn.say("\n".join([words.STANDING_HEAD, *lines]) + page)


def _systems(overview: Overview, turn: Turn) -> Iterator[str]:
    known = [(system, each) for system, each in overview.systems if each.rows or each.open or each.unknown]
    for system, standing in known[:MOST_LINES]:
        unknown = "，有来源读不到，情况未知" if standing.unknown else ""
        read = f"，{words.since(standing.read_at, turn.office.campus)}读取" if standing.read_at else ""
        yield f"{system.name}：{_said(standing)}{read}{unknown}"


def _departments(overview: Overview) -> Iterator[str]:
    for standing in overview.departments[:MOST_LINES]:
        yield f"{standing.name}：{_said(standing)}"


def _said(standing: Standing) -> str:
    return f"完整 {percent(standing.complete)}，待改 {standing.open} 处，平均 {length(standing.repair)}改好"
