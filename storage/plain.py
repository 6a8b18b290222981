"""Text that PostgreSQL takes: without NUL and without halves of surrogate pairs, which people's clients do send."""

import hashlib

REPLACEMENT = "\ufffd"

KEY_LENGTH = 300  # characters of an event's key; longer ones are hashed


def storable(text: str) -> str:
    """The text with every character replaced that PostgreSQL refuses."""
    if "\x00" in text:
        text = text.replace("\x00", REPLACEMENT)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def storable_json(value: object) -> object:
    """The same for every text inside."""
    match value:
        case str():
            return storable(value)
        case list() | tuple():
            return [storable_json(part) for part in value]
        case dict():
            return {storable(str(name)): storable_json(part) for name, part in value.items()}
        case _:
            return value


def fitted(text: str, limit: int) -> str:
    """The text itself if it is plain and short, else its hash, so that no stranger's key can stop its neighbours."""
    if len(text) <= limit and storable(text) == text:
        return text
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
