"""The table of cron expressions that the backend's judge is tested with says what Prefect does."""

from pathlib import Path

import pytest
from prefect.server.schemas.schedules import CronSchedule

TABLE = Path(__file__).parents[3] / "test" / "resources" / "cron" / "prefect.csv"


def outcome(cron: str) -> str:
    try:
        schedule = CronSchedule(cron=cron, timezone="UTC")
    except ValueError:
        return "invalid"
    try:
        next(schedule._get_dates_generator(n=1))
    except Exception as error:
        if type(error).__name__ == "CroniterBadDateError":
            return "never"
        raise
    return "ok"


@pytest.mark.parametrize("line", TABLE.read_text(encoding="utf-8").splitlines())
def test_an_expression_is_what_the_table_says(line: str) -> None:
    cron, expected = line.rsplit("|", 1)
    assert outcome(cron) == expected
