"""What each kind of message but the card must hold, and what the member gets to see of it. Source: path 90236."""

from collections.abc import Callable, Mapping
from datetime import datetime

from emulator.fields import Fields
from emulator.wecom.errors import ApiError
from emulator.wecom.media import MediaStore, MediaType

TEXT_BYTES = 2048
ARTICLE_BYTES = 666 * 1024
AUTHOR_BYTES = 64
MOST_ARTICLES = 8
NOT_TO_BE_SHARED = 2
SCHEMES = ("http://", "https://")

Shown = dict[str, object]
Check = Callable[[Fields, MediaStore, datetime], Shown]


def cut(text: str, most_bytes: int) -> str:
    """The longest beginning of at most so many bytes; a character that does not fit is dropped whole."""
    encoded = text.encode()
    return text if len(encoded) <= most_bytes else encoded[:most_bytes].decode(errors="ignore")


def _text(body: Fields, _store: MediaStore, _now: datetime) -> Shown:
    content = body.text("content")
    if not content:
        raise ApiError(44004)
    # Longer texts are cut without a word: the sender has to split them.
    return {"content": cut(content, TEXT_BYTES)}


def _text_card(body: Fields, _store: MediaStore, _now: datetime) -> Shown:
    if not body.text("title"):
        raise ApiError(41016)
    if not body.text("description"):
        raise ApiError(41033)
    check_url(body.text("url"))
    return {
        "title": body.text("title")[:128],
        "description": body.text("description")[:512],
        "url": body.text("url"),
        "btntxt": body.text("btntxt")[:4] or "详情",
    }


def check_url(url: str) -> None:
    """An address must be there and have a scheme. Raises ApiError."""
    if not url:
        raise ApiError(41010)
    if not url.startswith(SCHEMES):
        raise ApiError(45034)


def _file_of(kind: MediaType) -> Check:
    def check(body: Fields, store: MediaStore, now: datetime) -> Shown:
        return _file(kind, body, store, now)

    return check


def _file(kind: MediaType, body: Fields, store: MediaStore, now: datetime) -> Shown:
    if not body.text("media_id"):
        raise ApiError(41006)
    media = store.get(body.text("media_id"), now, kind)
    shown: Shown = {"media_id": media.media_id, "file_name": media.file_name}
    if kind is MediaType.VIDEO:
        shown |= {"title": cut(body.text("title"), 128), "description": cut(body.text("description"), 512)}
    return shown


def _articles(body: Fields) -> list[Fields]:
    articles = body.parts("articles")
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise ApiError(45008)
    for article in articles:
        if not article.text("title"):
            raise ApiError(41016)
    return articles


def _news(body: Fields, _store: MediaStore, _now: datetime) -> Shown:
    articles = _articles(body)
    for article in articles:
        if not article.text("appid"):
            check_url(article.text("url"))
    return {
        "articles": [
            {
                "title": cut(article.text("title"), 128),
                "description": cut(article.text("description"), 512),
                "url": article.text("url"),
                "picurl": article.text("picurl"),
            }
            for article in articles
        ]
    }


def _mp_news(body: Fields, store: MediaStore, now: datetime) -> Shown:
    articles = _articles(body)
    for article in articles:
        _check_mp_article(article, store, now)
    return {
        "articles": [
            {
                "title": cut(article.text("title"), 128),
                "digest": cut(article.text("digest"), 512),
                "content": article.text("content"),
                "thumb_media_id": article.text("thumb_media_id"),
            }
            for article in articles
        ]
    }


def _check_mp_article(article: Fields, store: MediaStore, now: datetime) -> None:
    if not article.text("thumb_media_id"):
        raise ApiError(41006)
    store.get(article.text("thumb_media_id"), now, MediaType.IMAGE)
    if not article.text("content"):
        raise ApiError(44004)
    if len(article.text("content").encode()) > ARTICLE_BYTES:
        raise ApiError(45002)
    if len(article.text("author").encode()) > AUTHOR_BYTES:
        raise ApiError(45032)


KINDS: Mapping[str, Check] = {
    "text": _text,
    "markdown": _text,
    "textcard": _text_card,
    "image": _file_of(MediaType.IMAGE),
    "voice": _file_of(MediaType.VOICE),
    "video": _file_of(MediaType.VIDEO),
    "file": _file_of(MediaType.FILE),
    "news": _news,
    "mpnews": _mp_news,
}


def check_content(body: Fields, store: MediaStore, now: datetime) -> Shown:
    """What members will see of a message that is no card.

    Raises:
        ApiError: 40008 for an unknown kind, else the code of what is missing or too large.
    """
    kind = body.text("msgtype")
    if kind not in KINDS:
        raise ApiError(40008)
    if kind == "news" and body.number("safe"):
        raise ApiError(40074)
    if body.number("safe") == NOT_TO_BE_SHARED and kind != "mpnews":
        raise ApiError(40058)
    return KINDS[kind](body.part(kind), store, now)
