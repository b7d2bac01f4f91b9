"""The engine's log lines of one job, kept without the text they may quote.

Must not let a character of the page pass: only templates whose arguments are style sheet syntax are filled in.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from ..model.laid import EngineLog

ABOUT_STYLES = re.compile(
    r"Ignored|Deprecated|Invalid|Unsupported|Unknown|Parse error|Error: %s at|Missing|Expected a media|No source|@"
)
"""Templates that only quote style sheets."""
NO_MATTER = "Using fontTools instead of HarfBuzz-Subset"
"""The file is the same, only slower to make; `handouts doctor` tells what to install."""
PLACEHOLDER = re.compile(r"%[rsd]|%0?\d*[dX]")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[EngineLog] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not str(record.msg).startswith(NO_MATTER):
            self.lines.append(EngineLog(record.levelname.lower(), scrubbed(record)))


def scrubbed(record: logging.LogRecord) -> str:
    """Return the line with its arguments when they come from a style sheet, otherwise with `…` for each."""
    template = str(record.msg)
    if ABOUT_STYLES.match(template):
        return record.getMessage()
    return PLACEHOLDER.sub("…", template)


@contextmanager
def collected_log() -> Iterator[list[EngineLog]]:
    """Collect what the engine logs, warnings and errors, while the block runs."""
    collector = _Collector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield collector.lines
    finally:
        logger.removeHandler(collector)
