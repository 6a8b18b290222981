"""The secrets of one demo: random, made once per data directory, readable by its owner alone."""

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.sentences import Unable

FILE = "demo-keys.json"
FIRST_KEYS = {"corp_id", "secret", "token", "aes_key"}
ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class DemoKeys:
    """What the bot and the emulator agree on."""

    corp_id: str
    secret: str
    token: str
    aes_key: str
    dingtalk_id: str
    dingtalk_secret: str
    contacts_secret: str


def load_keys(folder: Path) -> DemoKeys:
    """Those of the folder, made if there are none yet.

    Raises:
        Unable: the file is there and is not ours.
    """
    file = folder / FILE
    fresh = _make()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if not kept.keys() >= FIRST_KEYS:
            raise ValueError(FILE)
        keys = DemoKeys(**{**asdict(fresh), **kept})  # an older demo knew one platform only
    except FileNotFoundError:
        keys, kept = fresh, {}
    except (ValueError, TypeError, AttributeError) as error:
        raise Unable(f"{file} 的内容坏了，演示没有启动。请加 --fresh 从头开始。") from error
    if asdict(keys) != kept:
        _write(file, keys)
    return keys


def forget_keys(folder: Path) -> None:
    """The next start makes new ones."""
    (folder / FILE).unlink(missing_ok=True)


def _make() -> DemoKeys:
    return DemoKeys(
        corp_id=f"ww{secrets.token_hex(8)}",
        secret=secrets.token_urlsafe(32),
        token=_letters(24),
        aes_key=_letters(43),
        dingtalk_id=f"ding{secrets.token_hex(8)}",
        dingtalk_secret=secrets.token_urlsafe(32),
        contacts_secret=secrets.token_urlsafe(32),
    )


def _write(file: Path, keys: DemoKeys) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        json.dump(asdict(keys), stream, indent=2)
    part.replace(file)


def _letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
