"""The listening socket: opened with one sentence if it cannot be, and without a line for every broken request."""

import logging
import socket

from aiohttp import http_exceptions, web, web_response

from bot.sentences import cannot_listen

SERVER_LOG = "aiohttp.server"


class _WithoutStrangersNoise(logging.Filter):
    """Drops what a port scanner causes: bytes that are no HTTP, or not packed as they say.

    They are answered, and nobody here can do more about them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is worth writing."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, http_exceptions.HttpProcessingError | web.RequestPayloadError)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so before anything is started.

    Raises:
        Unable: the address cannot be used.
    """
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise cannot_listen(host, port, error) from error


async def prepare(app: web.Application, patience: float) -> web.AppRunner:
    """Ready to listen. Closing waits at most `patience` seconds for each request that is under way."""
    logger = logging.getLogger(SERVER_LOG)
    if not any(isinstance(known, _WithoutStrangersNoise) for known in logger.filters):
        logger.addFilter(_WithoutStrangersNoise())
    # The library names itself and its version in every answer, also in those that no application of ours ever sees.
    setattr(web_response, "SERVER_SOFTWARE", "")  # noqa: B010 - the only place where it can be told not to
    runner = web.AppRunner(app, access_log=None, logger=logger, shutdown_timeout=patience)
    await runner.setup()
    return runner


async def listen(runner: web.AppRunner, host: str, port: int) -> None:
    """Answer requests from now on.

    Raises:
        Unable: the address cannot be used.
    """
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise cannot_listen(host, port, error) from error
