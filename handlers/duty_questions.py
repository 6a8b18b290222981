"""Owners are asked once for the date of a duty that has none; what they say is shown as it was read, then counts."""

from dataclasses import dataclass
from datetime import timedelta

from domain.actions import Action, Verb
from domain.cards import Card
from domain.duties.answer import Answer
from domain.duties.answer_words import NotKnown, NotThisYear, Rhythm, Said, read_answer
from domain.duties.asking import lack_of
from domain.duties.calendar_world import world_of
from domain.duties.duty import Duty
from domain.duties.question_card import NOT_THIS_YEAR, UNKNOWN, Face, answered_card, question_card
from domain.duties.rule_words import say
from domain.duties.year import next_of
from domain.leave_length import describe_day
from domain.office import Office
from domain.text_fold import clean
from domain.texts import duty_questions as words
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.duties import load_catalogue
from storage.duty_answers import answer
from storage.duty_questions import Question, end_question, keep_reading, lock_question, open_question_of
from storage.reach import addresses_of

ASKING = "duty-question"  # begins the role of a question's card; its number follows
AHEAD = timedelta(days=400)  # in which the next time is looked for: every yearly one is in it


@dataclass(frozen=True, slots=True)
class Open:
    """A question with its duty."""

    question: Question
    duty: Duty


async def draw_question(tx: Tx, office: Office, question: Question, duty: Duty) -> bool:
    """Show it to its person where they are told; False if they cannot be reached."""
    places = await addresses_of(tx, question.person)
    for to in places[:1]:
        card = question_card(_face(tx, office, Open(question, duty)))
        await cards.draw(tx, to, card, role=f"{ASKING}:{question.id}", request_no=None)
    return bool(places)


async def hear_date(turn: Turn, said: str) -> bool:
    """Whether a text that is nothing else answers the question that this person was asked last."""
    question = await open_question_of(turn.tx, turn.person.id)
    duty = (await load_catalogue(turn.tx)).duties.get(question.duty) if question else None
    if question is None or duty is None:
        return False
    read = read_answer(said, duty.rule, turn.tx.now.astimezone(turn.office.campus), turn.office.calendar)
    if read is None:
        return False
    await take_words(turn, Open(question, duty), read, said)
    return True


async def take_words(turn: Turn, asked: Open, read: Said, said: str) -> None:
    """A rule is shown and waits to be confirmed; not knowing, and not doing it this year, count at once."""
    kept = Open(await keep_reading(turn.tx, asked.question, read, clean(said)), asked.duty)
    if isinstance(read, Rhythm):
        await _show(turn, kept, question_card(_face(turn.tx, turn.office, kept)))
    else:
        await _end(turn, kept, read)


async def press_asking(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card, by whom it asks."""
    question = await lock_question(turn.tx, int(card.role.removeprefix(f"{ASKING}:")))
    if question is None or question.person != turn.person.id or question.outcome is not None:
        await turn.say(words.NOT_YOURS)
        return
    duty = (await load_catalogue(turn.tx)).duties.get(question.duty)
    if duty is None:
        await end_question(turn.tx, question, "moved", None)
        await turn.say(words.OVER)
        return
    asked, now = Open(question, duty), turn.tx.now.astimezone(turn.office.campus)
    match action.verb:
        case Verb.CONFIRM if question.reading and action.version == question.version:
            await _end(turn, asked, question.reading)
        case Verb.CHOOSE if action.index in {UNKNOWN, NOT_THIS_YEAR}:
            said = words.UNKNOWN if action.index == UNKNOWN else words.NOT_THIS_YEAR
            read = read_answer(said, duty.rule, now, turn.office.calendar)
            if read is not None:
                await take_words(turn, asked, read, said)
        case Verb.EDIT:
            await turn.say(words.SAY_AGAIN.format(example=words.EXAMPLES[lack_of(duty).wants]))
        case _:
            await cards.redraw(turn.tx, card.id, question_card(_face(turn.tx, turn.office, asked)))


async def _end(turn: Turn, asked: Open, read: Said) -> None:
    """It counts from now on; a rule as the duty's, the rest as when to ask again."""
    question, duty = asked.question, asked.duty
    meant = _meant(turn.tx, turn.office, read)
    if isinstance(read, Rhythm):
        await answer(
            turn.tx,
            duty.code,
            read.rule,
            by=turn.person.id,
            words=question.words,
            asks_again_on=read.asks_again_on,
        )
        await end_question(turn.tx, question, "answered", read.asks_again_on)
        closing = words.ANSWERED.format(meant=meant)
    else:
        outcome = "skipped" if isinstance(read, NotThisYear) else "unknown"
        await end_question(turn.tx, question, outcome, read.asks_again_on)
        closing = words.NOTED.format(meant=meant)
    await _show(turn, asked, answered_card(_face(turn.tx, turn.office, asked), closing, "已回答"))


async def _show(turn: Turn, asked: Open, card: Card) -> None:
    """On the card that waits, or on a new one."""
    role = f"{ASKING}:{asked.question.id}"
    live = [each for each in await cards.of_role(turn.tx, role) if each.state is CardState.LIVE]
    for each in live:
        await cards.redraw(turn.tx, each.id, card)
    if not live:
        await cards.draw(turn.tx, turn.address, card, role=role, request_no=None)


def _face(tx: Tx, office: Office, asked: Open) -> Face:
    question, duty = asked.question, asked.duty
    lack = lack_of(duty)
    body = words.ASK.format(lack=lack.text, example=words.EXAMPLES[lack.wants])
    if isinstance(question.reading, Rhythm):
        today = tx.now.astimezone(office.campus).date()
        world = world_of(office, today, answers={duty.code: _as_answer(tx, question, question.reading)})
        following = next_of(duty, today, today + AHEAD, world)
        body = words.READING.format(
            said=question.words,
            meant=_meant(tx, office, question.reading),
            following=words.following(following.due_on if following else None, today),
        )
    return Face(
        version=question.version,
        title=duty.title,
        place=f"{duty.department} {office.posts.titles.get(duty.post, '')}",
        body=body,
        is_read=isinstance(question.reading, Rhythm),
    )


def _as_answer(tx: Tx, question: Question, read: Rhythm) -> Answer:
    return Answer(duty=question.duty, rule=read.rule, said_by=question.person, said_at=tx.now)


def _meant(tx: Tx, office: Office, read: Said) -> str:
    today = tx.now.astimezone(office.campus).date()
    match read:
        case Rhythm():
            return say(read.rule, office.events)
        case NotThisYear():
            return words.SKIPPED_MEANT.format(day=describe_day(read.asks_again_on, today=today))
        case NotKnown():
            return words.UNKNOWN_MEANT.format(day=describe_day(read.asks_again_on, today=today))
