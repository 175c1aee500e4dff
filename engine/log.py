"""What the program tells its keeper, on standard error, one line an event; never a clock inside the pure core."""

import logging
import sys

import structlog


def configure(level: int = logging.WARNING) -> None:
    """Write events of `level` and above to standard error as `key=value` lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["event", "level"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def log() -> structlog.typing.FilteringBoundLogger:
    """The program's logger."""
    return structlog.get_logger()  # type: ignore[no-any-return]
