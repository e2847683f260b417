"""Casts after a sync; with a real PostgreSQL where DALGO_TEST_PG_URL names one."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg2
import pytest
from pydantic import ValidationError

from dalgo_flows import casts
from dalgo_flows.casts import PostSync, TableCasts, apply_casts, casts_after_sync
from dalgo_flows.dbt.profile import Warehouse
from dalgo_flows.errors import ConfigError, StepFailed
from tests.recording_log import RecordingLog

URL = os.environ.get("DALGO_TEST_PG_URL", "")
needs_postgres = pytest.mark.skipif(not URL, reason="DALGO_TEST_PG_URL is not set")


def warehouse(**creds: object) -> Warehouse:
    return Warehouse(wtype="postgres", default_schema="x", creds=creds)


def of(**columns: str) -> list[TableCasts]:
    return [TableCasts.model_validate({"schema_name": "casts", "table": "survey_1", "columns": columns})]


@pytest.fixture
def rows() -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(URL)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("drop schema if exists casts cascade; create schema casts")
        cursor.execute('create table casts."Survey_1" ("Age" text, seen text, ____ text, note text)')
        cursor.execute("""insert into casts."Survey_1" values ('12', '2024-01-02', '1.5', 'a'), (' ', null, '', 'b')""")
        yield cursor
        cursor.execute("drop schema casts cascade")
    connection.close()


@pytest.fixture
def target() -> Warehouse:
    url = urlsplit(URL)
    return warehouse(
        host=url.hostname, port=url.port, username=url.username, password=url.password, database=url.path[1:]
    )


def types(rows: "psycopg2.extensions.cursor") -> list[str]:
    rows.execute(
        "select data_type from information_schema.columns where table_schema = 'casts' order by ordinal_position"
    )
    return [row[0] for row in rows.fetchall()]


@needs_postgres
def test_columns_become_what_the_form_asks_for(rows: "psycopg2.extensions.cursor", target: Warehouse) -> None:
    log = RecordingLog()
    wanted = of(age="integer", seen="timestamp", उत्तर="numeric")
    apply_casts(target, wanted, log)
    assert types(rows) == ["integer", "timestamp without time zone", "numeric", "text"]
    rows.execute('select "Age", ____ from casts."Survey_1"')
    assert str(rows.fetchall()) == "[(12, Decimal('1.5')), (None, None)]"
    assert len(log.texts) == 3
    apply_casts(target, wanted, log)
    assert len(log.texts) == 3


@needs_postgres
def test_a_value_that_cannot_be_cast_is_named_and_nothing_is_cast(
    rows: "psycopg2.extensions.cursor", target: Warehouse
) -> None:
    rows.execute("""insert into casts."Survey_1" values ('twelve', null, null, null)""")
    with pytest.raises(StepFailed, match=r"'Age' of casts.Survey_1 cannot become integer: .*\"twelve\"") as failed:
        apply_casts(target, of(seen="date", age="integer"), RecordingLog())
    assert not failed.value.transient
    assert types(rows) == ["text"] * 4


@needs_postgres
def test_a_view_that_reads_the_column_is_named(rows: "psycopg2.extensions.cursor", target: Warehouse) -> None:
    rows.execute('create view casts.ages as select "Age" from casts."Survey_1"')
    with pytest.raises(StepFailed, match=r"while a view reads it .*ages"):
        apply_casts(target, of(age="integer"), RecordingLog())


@needs_postgres
def test_what_is_not_there_is_named(rows: "psycopg2.extensions.cursor", target: Warehouse) -> None:
    with pytest.raises(StepFailed, match="no column 'height'"):
        apply_casts(target, of(height="integer"), RecordingLog())
    rows.execute('drop table casts."Survey_1"')
    with pytest.raises(StepFailed, match=r"The table casts.survey_1 is not in the warehouse"):
        apply_casts(target, of(age="integer"), RecordingLog())


def test_a_warehouse_that_cannot_be_reached_is_not_quoted() -> None:
    with pytest.raises(StepFailed) as failed:
        apply_casts(warehouse(host="127.0.0.1", port=1, username="secret-user"), of(age="integer"), RecordingLog())
    assert str(failed.value) == "The warehouse cannot be reached, so its columns were not cast."


def test_only_postgresql_and_only_known_types() -> None:
    with pytest.raises(ConfigError, match="PostgreSQL"):
        apply_casts(Warehouse(wtype="bigquery", default_schema="x", creds={}), of(age="integer"), RecordingLog())
    with pytest.raises(ValidationError):
        of(age="integer); drop table x; --")


def test_a_connection_without_casts_opens_no_warehouse(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def block(name: str, _model: type) -> PostSync | None:
        asked.append(name)
        return None if name.endswith("without") else PostSync(profile_block="p")

    monkeypatch.setattr(casts, "optional_secret_object", block)
    casts_after_sync("without", RecordingLog())
    casts_after_sync("empty", RecordingLog())
    assert asked == ["post-sync-without", "post-sync-empty"]
