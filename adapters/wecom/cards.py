"""The neutral card as one of the platform's template cards. Pure.

A card with buttons is a `button_interaction`; one without is a `text_notice`, which must open some address when tapped.
Texts in template cards are plain: the platform reads neither links nor mentions in them, so they are only cleaned.
"""

from adapters.plain_text import clean
from adapters.wecom.card_block_rules import MOST_ROWS
from adapters.wecom.card_blocks import CardAction, CardButton, LabelledRow, Link, Title
from adapters.wecom.template_card_rules import Purpose, validate
from adapters.wecom.template_cards import ButtonInteraction, TextNotice, to_json
from adapters.wecom.text import cut
from domain.cards import ButtonStyle, Card, Row

LONGEST_TITLE = 36
LONGEST_SUBTITLE = 44
LONGEST_TEXT = 160
LONGEST_LABEL = 5
LONGEST_VALUE = 30
LONGEST_BUTTON = 10

# How the styles look is documented in a picture only: 1 is the default and the strongest.
STYLES = {ButtonStyle.PRIMARY: 1, ButtonStyle.PLAIN: 2, ButtonStyle.DANGER: 3}

# An update of a card with buttons must list a button even where the closing text takes its place.
CLOSED = "closed"


def render(card: Card, card_id: str, url: str) -> dict[str, object]:
    """JSON of a card to send. `url` opens when a card without buttons is tapped.

    Raises:
        CardInvalidError: more than six buttons, an action of more than 1,024 bytes, a `card_id` with other characters
            than letters, digits and `_-@`.
    """
    buttons = _buttons(card)
    shown = _with_buttons(card, buttons, card_id) if buttons else _notice(card, url)
    validate(shown)
    return to_json(shown)


def redraw(card: Card) -> dict[str, object]:
    """JSON that replaces a sent card. Where nothing is left to press, a grey button shows the closing text.

    Raises:
        CardInvalidError: as `render`.
    """
    buttons = _buttons(card)
    shown = _with_buttons(card, buttons, "") if buttons else _closed(card)
    validate(shown, Purpose.UPDATE)
    return to_json(shown)


def _with_buttons(card: Card, buttons: tuple[CardButton, ...], task_id: str) -> ButtonInteraction:
    rows, text = _lay_out(card, card.body)
    return ButtonInteraction(
        main_title=_title(card),
        task_id=task_id,
        sub_title_text=text,
        horizontal_content_list=rows,
        button_list=buttons,
    )


def _closed(card: Card) -> ButtonInteraction:
    """A phone may cut a long closing text inside a button: it stands in the text, the button says it in a word."""
    closing = _line(card.closing) or "已处理"
    ending = _line(card.ending) or closing
    is_told = closing == ending and len(closing) <= LONGEST_BUTTON
    rows, text = _lay_out(card, _joined("" if is_told else closing, card.body))
    return ButtonInteraction(
        main_title=_title(card),
        sub_title_text=text,
        horizontal_content_list=rows,
        button_list=(CardButton(text=cut(ending, LONGEST_BUTTON), key=CLOSED),),
        replace_text=ending,
    )


def _notice(card: Card, url: str) -> TextNotice:
    rows, text = _lay_out(card, _joined(card.closing, card.body))
    return TextNotice(
        main_title=_title(card),
        card_action=CardAction(type=Link.URL, url=url),
        sub_title_text=text,
        horizontal_content_list=rows,
    )


def _title(card: Card) -> Title:
    return Title(cut(_line(card.title), LONGEST_TITLE), cut(_line(card.subtitle), LONGEST_SUBTITLE))


def _buttons(card: Card) -> tuple[CardButton, ...]:
    return tuple(
        CardButton(text=cut(_line(button.text), LONGEST_BUTTON), key=button.action, style=STYLES[button.style])
        for button in (() if card.closing else card.buttons)
    )


def _lay_out(card: Card, body: str) -> tuple[tuple[LabelledRow, ...], str]:
    """Rows that fit go into the list, the others in full into the text below; what does not fit there either is cut."""
    rows = [Row(_line(row.label), _line(row.value)) for row in card.rows]
    listed = [row for row in rows if _fits(row)][:MOST_ROWS]
    text = _joined(body, *(_sentence(row) for row in rows if row not in listed))
    if len(text) > LONGEST_TEXT:
        listed = [row for row in rows if row.label][:MOST_ROWS]
        text = _joined(body, *(_sentence(row) for row in rows if row not in listed))
    return tuple(_row(row) for row in listed), cut(text, LONGEST_TEXT)


def _fits(row: Row) -> bool:
    return 1 <= len(row.label) <= LONGEST_LABEL and len(row.value) <= LONGEST_VALUE


def _row(row: Row) -> LabelledRow:
    return LabelledRow(keyname=cut(row.label, LONGEST_LABEL), value=cut(row.value, LONGEST_VALUE))


def _sentence(row: Row) -> str:
    return f"{row.label}：{row.value}" if row.label else row.value


def _joined(*parts: str) -> str:
    return "\n".join(part for part in (clean(part).strip() for part in parts) if part)


def _line(text: str) -> str:
    return " ".join(clean(text).split())
