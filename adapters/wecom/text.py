"""Text as this platform wants it: nothing in it may become a link or a mention, and its limits count characters."""

import re

from adapters.plain_text import ELLIPSIS, clean, clusters

# The platform's texts know `<a href>`, its group texts `<@user>`. A full-width sign looks the same and means nothing.
MARKUP = re.compile(r"<(?=\s*[/@!A-Za-z])")


def defuse(text: str) -> str:
    """Cleaned text in which nothing can become a link or a mention."""
    return MARKUP.sub("＜", clean(text))


def cut(text: str, most: int) -> str:
    """At most so many characters (the platform counts code points), with an ellipsis where something is gone."""
    if len(text) <= most:
        return text
    kept, length = [], 0
    for cluster in clusters(text):
        length += len(cluster)
        if length > most - len(ELLIPSIS):
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ELLIPSIS
