import logging
from typing import Any

import pytest

from dalgo_flows.airbyte.attempt_log import ForwardedLog, read_log
from dalgo_flows.lines import LONGEST_LINE, LogLine


def lines(*texts: str) -> list[LogLine]:
    return [LogLine(logging.INFO, text) for text in texts]


def test_structured_events_keep_level_and_source_and_show_a_trace_only_for_errors() -> None:
    events = [
        {"timestamp": 1, "level": "info", "message": "reading", "logSource": "source", "stackTrace": "no"},
        {"timestamp": 2, "level": "error", "message": "broken", "logSource": "platform", "stackTrace": "at x"},
        {"timestamp": 3, "level": "trace", "message": "bare"},
    ]
    assert read_log({"events": events, "version": "1"}) == [
        LogLine(logging.INFO, "[source] reading"),
        LogLine(logging.ERROR, "[platform] broken\nat x"),
        LogLine(logging.DEBUG, "bare"),
    ]


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("2024-08-14 06:30:11 platform > INFO a.b(run):12 - hi", logging.INFO, "platform > INFO a.b(run):12 - hi"),
        (
            "2024-08-14 06:30:11 \x1b[44msource\x1b[0m > WARN i.a slow",
            logging.WARNING,
            "source > WARN i.a slow",
        ),
        ("2024-08-14 06:30:11 ERROR no route", logging.ERROR, "ERROR no route"),
        ("2024-08-14T06:30:11.123Z [destination] DEBUG x", logging.DEBUG, "[destination] DEBUG x"),
        ("नमस्ते ERROR is only a word here", logging.INFO, "नमस्ते ERROR is only a word here"),
    ],
)
def test_text_lines_lose_time_and_colour_and_keep_their_level(line: str, level: int, text: str) -> None:
    assert read_log({"logLines": [line]}) == [LogLine(level, text)]


@pytest.mark.parametrize("logs", [None, {}, {"events": []}, {"logLines": None}])
def test_an_absent_log_has_no_lines(logs: dict[str, Any] | None) -> None:
    assert read_log(logs) == []


def test_an_over_long_line_is_cut_and_says_so() -> None:
    (line,) = read_log({"logLines": ["x" * (LONGEST_LINE + 5)]})
    assert line.text == "x" * LONGEST_LINE + " … [5 more characters]"


def test_each_line_of_a_growing_log_is_news_once() -> None:
    log = ForwardedLog()
    assert log.news(lines()) == []
    assert log.news(lines("a", "b")) == lines("a", "b")
    assert log.news(lines("a", "b")) == []
    assert log.news(lines("a", "b", "b", "c")) == lines("b", "c")


def test_a_log_that_lost_its_head_goes_on_after_the_known_lines() -> None:
    log = ForwardedLog()
    log.news(lines(*(str(n) for n in range(100))))
    assert log.news(lines(*(str(n) for n in range(50, 110)))) == lines(*(str(n) for n in range(100, 110)))
    assert log.news(lines(*(str(n) for n in range(50, 112)))) == lines("110", "111")


def test_an_older_copy_of_the_log_brings_nothing_and_forgets_nothing() -> None:
    log = ForwardedLog()
    log.news(lines("a", "b", "c"))
    assert log.news(lines("a")) == []
    assert log.news(lines()) == []
    assert log.news(lines("a", "b", "c", "d")) == lines("d")
