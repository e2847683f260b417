"""A logger that stores its lines."""

import logging


class RecordingLog(logging.Logger):
    def __init__(self) -> None:
        super().__init__("recording", logging.DEBUG)
        self.lines: list[tuple[int, str]] = []

    def handle(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, record.getMessage()))

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.lines]
