"""Structured logs: one JSON object a line, for machines (TUTORIAL_LOGS=json).

What people typed, and what they call themselves, does not belong there: only what the program says itself is written.
"""

from __future__ import annotations

import json
import logging
import os
import re
import time

CLUSTER = re.compile(r"\b[Cc]luster ([\w-]{16,})")


class JsonLines(logging.Formatter):
    """A record as JSON: when, how bad, who says it, what; the cluster and the process by their ids."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        line: dict[str, object] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said,
        }
        found = CLUSTER.search(said)
        if found:
            line["cluster"] = found[1]
        process = os.environ.get("TUTORIAL_PROCESS")
        if process:
            line["process"] = process
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
