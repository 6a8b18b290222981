"""What one sees on a card."""

from domain.cards import Card


def row(card: Card, label: str) -> str:
    """The value beside the label."""
    return next(row.value for row in card.rows if row.label == label)


def buttons(card: Card) -> list[str]:
    """What may be pressed, in order."""
    return [button.text for button in card.buttons]
