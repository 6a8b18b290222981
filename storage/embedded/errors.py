"""What goes wrong with the embedded database, in a sentence for the person who set it up."""


class EmbeddedError(Exception):
    """The embedded database cannot be used as configured; the text says why and what to do."""


class SlowStartError(EmbeddedError):
    """The server did not answer in time. It may still be recovering, so it is left to the next start."""
