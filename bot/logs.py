"""Logs: one line per fact on standard error, as JSON or for a console, through one redactor at the root.

Everything that logs passes here, the libraries too; so what the redactor hides is hidden everywhere.
"""

import logging
import sys
import threading
from collections.abc import Iterable, MutableMapping
from typing import TextIO, cast

import structlog
from structlog.types import EventDict, Processor

from bot.redaction import HIDDEN, HIDDEN_KEYS, Redactor, describe_exception
from bot.settings import Logging

QUIET = ("apscheduler", "asyncio", "sqlalchemy", "alembic", "aiohttp")  # warnings and worse only
NAMES = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class _Stream(logging.StreamHandler[TextIO]):
    """Standard error. A full disk or a closed pipe loses the line and nothing else."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        pass


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Looks for the configured secrets in the finished line once more, so that no renderer can bring one back."""

    redactor: Redactor

    def format(self, record: logging.LogRecord) -> str:
        return self.redactor.hide_secrets(super().format(record))


def set_up_logs(settings: Logging, secrets: Iterable[str]) -> None:
    """Send every log of this process through the redactor. `secrets` are hidden wherever they turn up."""
    redactor = Redactor(secrets)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_as_text,
        _redacting(redactor),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = _Formatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings)],
        foreign_pre_chain=shared,
    )
    formatter.redactor = redactor
    _set_up_root(formatter, NAMES[settings.level])


def _set_up_root(formatter: logging.Formatter, level: int) -> None:
    handler = _Stream(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.getLogger("aiohttp.access").disabled = True
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_thread_death


def _renderer(settings: Logging) -> Processor:
    if settings.format == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _exception_as_text(_logger: object, _name: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = describe_exception(error)
    return event


def _redacting(redactor: Redactor) -> Processor:
    def redact(_logger: object, _name: str, event: EventDict) -> EventDict:
        for key, value in cast("MutableMapping[str, object]", event).items():
            if not key.startswith("_"):  # structlog's own notes to its formatter
                event[key] = HIDDEN if key in HIDDEN_KEYS else redactor.redact_value(value)
        return event

    return redact


def _log_thread_death(death: threading.ExceptHookArgs) -> None:
    logging.getLogger("thread").error("a thread died", exc_info=death.exc_value)
