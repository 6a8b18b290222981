"""The card of something that is being told: the next question with its answers, or all of it to be confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.duties.report import Ask, Draft
from domain.texts import happenings as words

MOST_CHOICES = 4  # buttons of a card beside 取消, on every platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What the card shows, in words. `choices` are the kinds, or the departments, that may be pressed."""

    draft: Draft
    ask: Ask
    name: str = ""
    when: str = ""
    deadline: str = ""
    lines: Sequence[str] = ()
    choices: Sequence[str] = ()
    example: str = ""


def report_card(face: Face) -> Card:
    """With the buttons of what is asked."""
    return Card(title=words.TITLE, rows=_rows(face), body=_body(face), buttons=(*_buttons(face), _cancel(face)))


def ended_report(face: Face, closing: str, ending: str) -> Card:
    """Nothing more is asked."""
    return Card(title=words.TITLE, rows=_rows(face), closing=closing, ending=ending, is_final=True)


def _rows(face: Face) -> tuple[Row, ...]:
    said = (
        ("事件", face.name),
        ("时间", face.when),
        ("截止", face.deadline),
        ("主题", face.draft.subject),
    )
    return tuple(Row(label, value) for label, value in said if value)


def _body(face: Face) -> str:
    match face.ask:
        case Ask.KIND:
            return words.ASK_KIND
        case Ask.WHEN:
            return words.ASK_WHEN
        case Ask.DEADLINE:
            return words.ASK_DEADLINE
        case Ask.WHO:
            return f"{words.ASK_WHO.format(example=face.example)}\n{words.lines(face.lines)}"
        case Ask.SHOWN:
            return f"{words.SHOWN}\n{words.lines(face.lines) or words.NOBODY}"


def _buttons(face: Face) -> tuple[Button, ...]:
    match face.ask:
        case Ask.SHOWN:
            confirm = Action(Verb.CONFIRM, face.draft.version)
            return (Button(str(confirm), words.CONFIRM, ButtonStyle.PRIMARY),)
        case Ask.WHEN:
            texts: Sequence[str] = (words.TODAY, words.YESTERDAY)
        case Ask.DEADLINE:
            texts = (words.NOT_WRITTEN,)
        case Ask.KIND | Ask.WHO:
            texts = face.choices[:MOST_CHOICES]
    return tuple(Button(str(Action(Verb.CHOOSE, face.draft.version, place)), text) for place, text in enumerate(texts))


def _cancel(face: Face) -> Button:
    return Button(str(Action(Verb.CANCEL, face.draft.version)), words.CANCEL)
