"""Cards that were sent, as each recipient sees them now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from emulator.fields import Fields


class CardType(StrEnum):
    """The five kinds of template cards."""

    TEXT_NOTICE = "text_notice"
    NEWS_NOTICE = "news_notice"
    BUTTONS = "button_interaction"
    VOTE = "vote_interaction"
    MULTIPLE = "multiple_interaction"


INTERACTIVE = frozenset({CardType.BUTTONS, CardType.VOTE, CardType.MULTIPLE})


def gives_code(card: Fields) -> bool:
    """Whether sending this card yields a response_code: interactive cards and those with a menu."""
    return card.text("card_type") in INTERACTIVE or card.has("action_menu")


@dataclass(frozen=True, slots=True)
class Selector:
    """Something to choose on a card before a button is pressed."""

    key: str
    options: frozenset[str]
    chosen: tuple[str, ...]
    is_multiple: bool = False
    is_locked: bool = False


def button_keys(card: Fields) -> frozenset[str]:
    """Keys of buttons that call back, replaced or not."""
    match card.text("card_type"):
        case CardType.BUTTONS:
            return frozenset(b.text("key") for b in card.parts("button_list") if not b.number("type"))
        case CardType.VOTE | CardType.MULTIPLE:
            return frozenset({card.part("submit_button").text("key")}) - {""}
        case _:
            return frozenset()


def menu_keys(card: Fields) -> frozenset[str]:
    """Keys of the upper-right menu."""
    return frozenset(action.text("key") for action in card.part("action_menu").parts("action_list"))


def selectors(card: Fields) -> list[Selector]:
    """Everything that can be chosen on the card."""
    return list(_selectors(card))


def _selectors(card: Fields) -> Iterator[Selector]:
    match card.text("card_type"):
        case CardType.BUTTONS if card.has("button_selection"):
            yield _drop_down(card.part("button_selection"))
        case CardType.VOTE:
            yield _checkbox(card.part("checkbox"))
        case CardType.MULTIPLE:
            for row in card.parts("select_list"):
                yield _drop_down(row)
        case _:
            return


def _checkbox(box: Fields) -> Selector:
    options = box.parts("option_list")
    return Selector(
        key=box.text("question_key"),
        options=frozenset(option.text("id") for option in options),
        chosen=tuple(option.text("id") for option in options if option.content.get("is_checked") is True),
        is_multiple=box.number("mode") == 1,
        is_locked=box.content.get("disable") is True,
    )


def _drop_down(row: Fields) -> Selector:
    options = [option.text("id") for option in row.parts("option_list")]
    # A drop-down always shows one option: the selected one, else the first.
    return Selector(
        key=row.text("question_key"),
        options=frozenset(options),
        chosen=(row.text("selected_id") or options[0],),
        is_locked=row.content.get("disable") is True,
    )


@dataclass(slots=True)
class CardView:
    """One recipient's view. `replaced_by` is the grey text in place of buttons; `past_keys` are those that are gone."""

    task_id: str
    card: Fields
    replaced_by: str = ""
    past_keys: frozenset[str] = frozenset()

    @property
    def buttons(self) -> frozenset[str]:
        """Keys that can be pressed now."""
        return frozenset() if self.replaced_by else button_keys(self.card)

    @property
    def menu(self) -> frozenset[str]:
        """Keys of the menu that can be picked now."""
        return menu_keys(self.card)

    def grey_out(self, replaced_by: str) -> None:
        """Form A: the buttons become one grey text."""
        self.past_keys |= button_keys(self.card)
        self.replaced_by = replaced_by

    def replace(self, card: Fields) -> None:
        """Form B: another card stands in the same place."""
        self.past_keys |= button_keys(self.card) | menu_keys(self.card)
        self.card = card
        self.replaced_by = card.text("replace_text")


@dataclass(slots=True, kw_only=True)
class SentCard:
    """One card as sent to all its recipients; `views` are keyed by the user id in lower case."""

    agent_id: int
    task_id: str
    msgid: str
    sent_at: datetime
    card_type: str
    views: dict[str, CardView] = field(default_factory=dict[str, CardView])


def new_card(agent_id: int, msgid: str, card: Fields, sent_at: datetime) -> SentCard:
    """A card that nobody sees yet."""
    return SentCard(
        agent_id=agent_id,
        task_id=card.text("task_id"),
        msgid=msgid,
        sent_at=sent_at,
        card_type=card.text("card_type"),
    )
