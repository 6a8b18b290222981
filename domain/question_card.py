"""The card of the small question of the day: one tap answers it, puts it off, or ends it."""

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card
from domain.quality.check import Question
from domain.texts import quality as words

MOST_OPTIONS = 4  # beside the two other buttons: WeCom draws six


def question_card(number: int, question: Question) -> Card:
    """As it is asked; with more options than there are buttons they are numbered, and one is typed."""
    options = question.options if len(question.options) <= MOST_OPTIONS else ()
    choices = (
        Button(str(Action(Verb.CHOOSE, number, place)), option, ButtonStyle.PRIMARY)
        for place, option in enumerate(options, 1)
    )
    return Card(
        title=words.QUESTION_TITLE,
        body=question.text if options else words.question(question.text, question.options),
        buttons=(
            *choices,
            Button(str(Action(Verb.AWAY, number)), words.LATER_BUTTON),
            Button(str(Action(Verb.IGNORE, number)), words.NEVER_BUTTON),
        ),
    )


def answered_card(question: Question, ending: str) -> Card:
    """The same when it is answered."""
    return Card(title=words.QUESTION_TITLE, body=question.text, closing=ending, ending=ending, is_final=True)
