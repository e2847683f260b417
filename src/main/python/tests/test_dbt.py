import json
import logging
import stat
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from dalgo_flows.dbt.output import read_line
from dalgo_flows.dbt.profile import Warehouse, profile_name, write_profile
from dalgo_flows.errors import ConfigError
from dalgo_flows.lines import LogLine, Redactor

POSTGRES = Warehouse(
    wtype="postgres",
    default_schema="analytics",
    creds={"host": "db", "port": "5433", "username": "u{{ 1 }}", "password": "123456", "database": "wh", "schema": "x"},
)


def test_a_postgres_profile_holds_no_text_of_the_credentials_and_is_private(tmp_path: Path) -> None:
    written = write_profile(tmp_path, "ngo", "default", POSTGRES)
    file = tmp_path / "profiles.yml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for text in ("123456", "u{{ 1 }}", "analytics"):
        assert text not in file.read_text()
        assert text in written.environment.values()
    output = yaml.safe_load(file.read_text())["ngo"]["outputs"]["default"]
    assert (output["type"], output["port"], output["threads"]) == ("postgres", 5433, 4)
    assert output["password"] == "{{ env_var('DBT_ENV_SECRET_DALGO_WAREHOUSE_PASSWORD') }}"
    assert written.environment["DALGO_WAREHOUSE_SCHEMA"] == "analytics"
    assert written.secrets == ("123456",)


@pytest.mark.parametrize(
    "creds",
    [
        {"sslmode": "verify-ca", "sslrootcert_content": "PEM"},
        {"ssl_mode": {"mode": "verify-ca", "ca_certificate": "PEM"}},
    ],
)
def test_a_certificate_goes_into_a_private_file(tmp_path: Path, creds: dict[str, object]) -> None:
    warehouse = POSTGRES.model_copy(update={"creds": POSTGRES.creds | creds})
    written = write_profile(tmp_path, "ngo", "default", warehouse)
    output = yaml.safe_load((tmp_path / "profiles.yml").read_text())["ngo"]["outputs"]["default"]
    assert written.environment["DALGO_WAREHOUSE_SSLMODE"] == "verify-ca"
    assert Path(output["sslrootcert"]).read_text() == "PEM"
    assert stat.S_IMODE(Path(output["sslrootcert"]).stat().st_mode) == 0o600


def test_a_bigquery_profile_refers_to_every_field_of_the_key(tmp_path: Path) -> None:
    key = {"type": "service_account", "project_id": "p-1", "private_key": "-----BEGIN\nabc\n", "client_email": "a@b"}
    warehouse = Warehouse(
        wtype="bigquery", default_schema="analytics", creds=key, extras={"location": "asia-south1", "priority": None}
    )
    written = write_profile(tmp_path, "ngo", "prod", warehouse)
    output = yaml.safe_load((tmp_path / "profiles.yml").read_text())["ngo"]["outputs"]["prod"]
    assert output["method"] == "service-account-json"
    assert set(output["keyfile_json"]) == set(key)
    assert "priority" not in output
    assert written.environment["DALGO_WAREHOUSE_LOCATION"] == "asia-south1"
    assert written.secrets == ("-----BEGIN\nabc\n",)


def test_credentials_that_lack_a_field_are_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="hold no host"):
        write_profile(tmp_path, "n", "default", POSTGRES.model_copy(update={"creds": {"user": "u"}}))
    with pytest.raises(ConfigError, match="no Google service account key"):
        write_profile(tmp_path, "n", "default", POSTGRES.model_copy(update={"wtype": "bigquery"}))
    with pytest.raises(ValidationError, match="wtype"):
        Warehouse.model_validate({"wtype": "snowflake", "default_schema": "x", "creds": {}})


def test_the_profile_name_comes_from_the_project(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no dbt_project\.yml"):
        profile_name(tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: a\nprofile: ngo\n")
    assert profile_name(tmp_path) == "ngo"
    (tmp_path / "dbt_project.yml").write_text("name: [")
    with pytest.raises(ConfigError, match="cannot be read"):
        profile_name(tmp_path)


def test_lines_of_dbt_become_their_message_at_their_level() -> None:
    event = {"info": {"level": "warn", "msg": "\x1b[33mcareful\x1b[0m"}, "data": {}}
    assert read_line(json.dumps(event)) == LogLine(logging.WARNING, "careful")
    assert read_line("Traceback …") == LogLine(logging.INFO, "Traceback …")
    assert read_line('{"info": 3}') == LogLine(logging.INFO, '{"info": 3}')
    assert read_line(json.dumps({"info": {"level": "info", "msg": ""}})) is None


def test_secrets_are_blackened_longest_first_and_line_by_line() -> None:
    redact = Redactor(["hunter2", "hunter22", "abc", "key one\nkey two"])
    assert redact("hunter22 hunter2 abc, key two") == "***** ***** abc, *****"
    assert Redactor([])("as it is") == "as it is"
