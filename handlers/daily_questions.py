"""补充: the answer to the small question of the day, and HR's word on the answers, all at once."""

from collections.abc import Mapping
from datetime import timedelta

from domain.actions import Action, Verb
from domain.ownership import BY_HAND
from domain.quality.amendment import Stage
from domain.quality.check import Check, Question
from domain.quality.system import Held, Registry
from domain.question_card import answered_card, question_card
from domain.text_fold import clean, fold_text
from domain.texts import quality as words
from domain.words import Command
from handlers.amendments import make_work
from handlers.correcting import Wanted, put_right
from handlers.digest_of_quality import QUESTION, asking
from handlers.digest_show import refresh_digests
from handlers.roles import Role, holds_or_noted
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.amendments import ask, waiting
from storage.cards import StoredCard
from storage.checks import watched
from storage.daily_questions import (
    Answer,
    Asked,
    answers,
    decide_answer,
    end_question,
    lock_open,
    note_shown,
    open_for,
    wish,
)
from storage.database import Tx
from storage.systems import load_registry

LATER = frozenset({"以后再说", "以后", "稍后", "下次再说", "不清楚", "不知道"})
NEVER = frozenset({"不想说", "不愿意", "不说", "不提供", "不想回答"})
LATER_DAYS = 14
LONGEST_ANSWER = 100  # characters
MOST_LISTED = 20


async def answer_question(turn: Turn, command: Command) -> None:
    """补充 讲师. Without words the question comes on a card, with a button for each likely answer."""
    asked = await open_for(turn.tx, turn.person.id, turn.today)
    question = asking(await _checks(turn.tx)).get(asked.check) if asked else None
    if asked is None or question is None:
        await turn.say(words.NO_QUESTION)
        return
    said = clean(command.rest, LONGEST_ANSWER).strip("。.!！ ")
    folded = fold_text(said)
    if not said:
        card = question_card(asked.id, question)
        await cards.draw(turn.tx, turn.address, card, role=f"{QUESTION}:{asked.id}", request_no=None)
    elif folded in LATER:
        await _put_off(turn, asked)
    elif folded in NEVER:
        await _decline(turn, asked)
    else:
        await _take(turn, asked, question, said)


async def press_question(turn: Turn, card: StoredCard, action: Action) -> None:
    """One of its buttons, once."""
    asked = await lock_open(turn.tx, int(card.role.removeprefix(f"{QUESTION}:")))
    question = asking(await _checks(turn.tx)).get(asked.check) if asked else None
    if asked is None or question is None or asked.person != turn.person.id:
        await turn.say(words.NOT_YOURS)
        return
    match action.verb:
        case Verb.AWAY:
            ending = await _put_off(turn, asked)
        case Verb.IGNORE:
            ending = await _decline(turn, asked)
        case _:
            ending = await _take(turn, asked, question, f"{action.index or 0}")
    if ending:
        await cards.redraw(turn.tx, card.id, answered_card(question, ending))


async def _put_off(turn: Turn, asked: Asked) -> str:
    await _end(turn, asked, "later")
    await wish(turn.tx, asked, turn.tx.now + timedelta(days=LATER_DAYS))
    await turn.say(words.LATER.format(days=LATER_DAYS))
    return words.LATER_BUTTON


async def _decline(turn: Turn, asked: Asked) -> str:
    await _end(turn, asked, "never")
    await wish(turn.tx, asked, None)
    await turn.say(words.NEVER)
    return words.NEVER_BUTTON


async def _take(turn: Turn, asked: Asked, question: Question, said: str) -> str:
    """The answer; empty where it was none of the options, and that was said."""
    answer = _option(question, said)
    if answer is None:
        options = "、".join(f"{place} {each}" for place, each in enumerate(question.options, 1))
        await turn.say(words.NOT_AN_OPTION.format(options=options))
        return ""
    await _end(turn, asked, "answered", answer)
    turn.tx.audit(f"person:{turn.person.id}", "question.answer", f"person:{turn.person.id}", check=asked.check)
    await turn.say(words.ANSWERED.format(text=question.text, answer=answer))
    return answer


async def _end(turn: Turn, asked: Asked, how: str, answer: str = "") -> None:
    """The question is over, on the card of the morning too."""
    await end_question(turn.tx, asked, how, answer)
    await refresh_digests(turn.tx, turn.office, {turn.person.id})


def _option(question: Question, said: str) -> str | None:
    """What was chosen, by name or by its place; any words where there is nothing to choose from."""
    if not question.options:
        return said
    by_place = {f"{place}": each for place, each in enumerate(question.options, 1)}
    return next((each for each in question.options if fold_text(each) == fold_text(said)), by_place.get(said))


async def list_answers(turn: Turn) -> None:
    """数据质量 核对."""
    if not await holds_or_noted(turn, Role.HR, "answers"):
        await turn.say(words.NOT_HR)
        return
    waiting_now = await answers(turn.tx, MOST_LISTED, shown=False)
    if not waiting_now:
        await turn.say(words.NO_ANSWERS)
        return
    await note_shown(turn.tx, waiting_now)
    registry, checks = await load_registry(turn.tx), await _checks(turn.tx)
    lines = [
        f"{place} {each.name}（{each.staff_no or '无工号'}）{_label(_held(each, registry, checks))}：{each.words}"
        for place, each in enumerate(waiting_now, 1)
    ]
    await turn.say("\n".join([words.ANSWERS_HEAD.format(number=len(waiting_now)), *lines, words.ANSWERS_HOW]))


async def take_all(turn: Turn) -> None:
    """数据质量 全部采用: what the hand owns is corrected, what a source owns becomes work there."""
    if not await holds_or_noted(turn, Role.HR, "answers"):
        await turn.say(words.NOT_HR)
        return
    registry, checks = await load_registry(turn.tx), await _checks(turn.tx)
    corrected = told = 0
    for each in await answers(turn.tx, MOST_LISTED, shown=True):
        held = _held(each, registry, checks)
        if held is None or not await decide_answer(turn.tx, each, "taken", turn.person.id):
            continue
        if await _corrected(turn, each, held):
            corrected += 1
        else:
            await _to_source(turn.tx, registry, each, held)
            told += 1
        text = words.TAKEN.format(label=held.field.label, value=each.words)
        await tell(turn.tx, each.person, text, key=f"answer:{each.id}:taken")
        turn.tx.audit(f"person:{turn.person.id}", "answer.take", f"person:{each.person}", answer=each.id)
    parts = [words.BY_HAND_TAKEN.format(number=corrected)] if corrected else []
    parts += [words.AT_SOURCE.format(number=told)] if told else []
    total = corrected + told
    said = words.ANSWERS_TAKEN.format(number=total, rest="".join(parts)) if total else words.NO_ANSWERS
    await turn.say(said)


async def refuse_answer(turn: Turn, place: int) -> None:
    """数据质量 不采用 2."""
    if not await holds_or_noted(turn, Role.HR, "answers"):
        await turn.say(words.NOT_HR)
        return
    found = await answers(turn.tx, MOST_LISTED, shown=True)
    if not 1 <= place <= len(found):
        await turn.say(words.NO_SUCH_ANSWER.format(number=place))
        return
    each = found[place - 1]
    await decide_answer(turn.tx, each, "refused", turn.person.id)
    label = _label(_held(each, await load_registry(turn.tx), await _checks(turn.tx)))
    text = words.NOT_TAKEN.format(label=label, value=each.words, contact=turn.office.contact)
    await tell(turn.tx, each.person, text, key=f"answer:{each.id}:refused")
    turn.tx.audit(f"person:{turn.person.id}", "answer.refuse", f"person:{each.person}", answer=each.id)
    await turn.say(words.ANSWER_REFUSED.format(name=each.name, label=label, value=each.words))


async def _corrected(turn: Turn, answer: Answer, held: Held) -> bool:
    """Whether the hand owns it, and it could be put right at once."""
    of = held.field.of
    if of is None or of not in BY_HAND or turn.office.owners.refusal(of) or answer.staff_no is None:
        return False
    wanted = Wanted(
        staff_no=answer.staff_no,
        label=of.value,
        value=answer.words,
        reason="本人补充，人事核对",
        by=f"person:{turn.person.id}",
        asker=turn.person.id,
    )
    return (await put_right(turn.tx, turn.office, wanted)).number is not None


async def _to_source(tx: Tx, registry: Registry, answer: Answer, held: Held) -> None:
    number = await ask(
        tx,
        answer.person,
        field=held.code,
        label=held.field.label,
        value=answer.words,
        no=None,
        stage=Stage.AGREED,
    )
    for each in await waiting(tx):
        if each.id == number:
            await make_work(tx, registry, each)


async def _checks(tx: Tx) -> Mapping[str, Check]:
    return {each.check.key: each.check for each in await watched(tx)}


def _held(answer: Answer, registry: Registry, checks: Mapping[str, Check]) -> Held | None:
    check = checks.get(answer.check)
    return registry.field(check.question.field) if check and check.question else None


def _label(held: Held | None) -> str:
    return held.field.label if held else "信息"
