"""Casts of columns after a sync, as the form of a connection selects them. Only PostgreSQL knows them."""

import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import psycopg2
from psycopg2 import sql
from pydantic import BaseModel, ConfigDict, Field

from dalgo_flows.blocks import optional_secret_object, secret_object
from dalgo_flows.config import Text
from dalgo_flows.dbt.profile import Warehouse
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.log import Log

BLOCK_PREFIX = "post-sync-"
"""The backend names the Secret block after the connection."""

_CONNECT_SECONDS = 10
_LOCK_MILLIS = 60_000
_STATEMENT_MILLIS = 600_000
_USED_BY_VIEW = "0A000"
_POSTGRES_TYPES = {"timestamp": "timestamp without time zone"}

CastType = Literal["numeric", "integer", "bigint", "boolean", "date", "timestamp", "text"]


class TableCasts(BaseModel):
    """The columns of one table with their types; names of schema and table are compared in lower case."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    schema_name: Text
    table: Text
    columns: dict[str, CastType]


class PostSync(BaseModel):
    """What follows a sync: the Secret block of the warehouse, and the casts."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    profile_block: Text
    casts: list[TableCasts] = Field(default_factory=list)


def casts_after_sync(connection_id: str, log: Log) -> None:
    """Cast the columns that the connection's form names; a connection without casts has no block."""
    post_sync = optional_secret_object(BLOCK_PREFIX + connection_id, PostSync)
    if post_sync is not None and post_sync.casts:
        apply_casts(secret_object(post_sync.profile_block, Warehouse), post_sync.casts, log)


def apply_casts(warehouse: Warehouse, casts: list[TableCasts], log: Log) -> None:
    """Cast all columns or none; the failure names the column and the value that cannot be cast."""
    if warehouse.wtype != "postgres":
        raise ConfigError("Columns can be cast in a PostgreSQL warehouse only.")
    with _connection(warehouse.creds) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "set local lock_timeout = %s; set local statement_timeout = %s; set local search_path = pg_catalog",
            (_LOCK_MILLIS, _STATEMENT_MILLIS),
        )
        for table in casts:
            _cast_table(cursor, table, log)


def _cast_table(cursor: Any, casts: TableCasts, log: Log) -> None:  # noqa: ANN401
    place = f"{casts.schema_name}.{casts.table}"
    cursor.execute(
        "select c.oid, n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where lower(n.nspname) = %s and lower(c.relname) = %s and c.relkind in ('r', 'p')"
        " order by c.relname limit 1",
        (casts.schema_name.lower(), casts.table.lower()),
    )
    found = cursor.fetchone()
    if found is None:
        raise StepFailed(f"The table {place} is not in the warehouse, so its columns were not cast.")
    oid, schema, name = found
    cursor.execute(
        "select attname, format_type(atttypid, null) from pg_attribute"
        " where attrelid = %s and attnum > 0 and not attisdropped",
        (oid,),
    )
    types = dict(cursor.fetchall())
    for wanted, cast_type in casts.columns.items():
        column = _column(types, wanted)
        if column is None:
            raise StepFailed(f"The table {place} has no column {wanted!r}, so it was not cast.")
        if types[column] != _POSTGRES_TYPES.get(cast_type, cast_type):
            _cast_column(cursor, (schema, name), column, cast_type)
            log.info("Column %s of %s is %s now.", column, place, cast_type)


def _column(types: Mapping[str, str], wanted: str) -> str | None:
    """The column of that name, or of the name that Airbyte makes of it: without marks, and of ASCII only."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", wanted) if not unicodedata.category(c).startswith("M"))
    for name in (wanted, _plain(bare), _plain(wanted)):
        if name in types:
            return name
    return next((column for column in types if column.lower() == _plain(bare).lower()), None)


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "_$") else "_" for c in name)


def _cast_column(cursor: Any, table: tuple[str, str], column: str, cast_type: CastType) -> None:  # noqa: ANN401
    # The type is one of a closed list; a blank text is no value.
    statement = sql.SQL(
        "alter table {table} alter column {column} type {type} using nullif(btrim({column}::text), '')::{type}"
    ).format(table=sql.Identifier(*table), column=sql.Identifier(column), type=sql.SQL(cast_type))
    try:
        cursor.execute(statement)
    except psycopg2.Error as refused:
        raise StepFailed(_reason(refused, ".".join(table), column, cast_type)) from None


def _reason(refused: psycopg2.Error, table: str, column: str, cast_type: str) -> str:
    start = f"Column {column!r} of {table} cannot become {cast_type}"
    if refused.pgcode == _USED_BY_VIEW:
        detail = refused.diag.message_detail or "a view reads it"
        return f"{start} while a view reads it ({detail}). Drop the view; dbt builds it again."
    # PostgreSQL quotes the first value that does not fit.
    return f"{start}: {refused.diag.message_primary or 'the warehouse broke the connection'}."


@contextmanager
def _connection(creds: Mapping[str, Any]) -> Iterator[Any]:
    ssl = creds.get("ssl_mode")
    ssl_object: Mapping[str, Any] = ssl if isinstance(ssl, Mapping) else {}
    host = str(creds.get("host") or "")
    if not host or host.startswith(("/", "@")) or "," in host:
        raise ConfigError("The warehouse's host is not the name of one host.")
    with tempfile.TemporaryDirectory() as folder:
        parameters: dict[str, Any] = {
            "host": host,
            "port": creds.get("port", 5432),
            "user": creds.get("username") or creds.get("user"),
            "password": creds.get("password") or "",
            "dbname": creds.get("database") or creds.get("dbname"),
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "dalgo",
        }
        mode = ssl_object.get("mode") or (ssl if isinstance(ssl, str) else None)
        if mode:
            parameters["sslmode"] = mode
        if ssl_object.get("ca_certificate"):
            file = Path(folder) / "root.crt"
            file.write_text(str(ssl_object["ca_certificate"]))
            parameters["sslrootcert"] = str(file)
        try:
            connection = psycopg2.connect(**parameters)
        except psycopg2.Error:
            # Its text names the host and the user.
            raise StepFailed("The warehouse cannot be reached, so its columns were not cast.") from None
        try:
            yield connection
        except psycopg2.Error as broken:
            reason = broken.diag.message_primary or "it broke the connection"
            raise StepFailed(f"The warehouse did not cast the columns: {reason}.") from None
        finally:
            connection.close()
