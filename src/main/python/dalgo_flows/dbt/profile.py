"""The connection of dbt to an organisation's warehouse, from the Secret block that holds it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dalgo_flows.dbt import bounded_yaml
from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.sandbox.network import endpoints

THREADS = 4
_PREFIX = "DALGO_WAREHOUSE_"
# dbt stars out variables with this prefix in everything it prints, and refuses them to models, which tenants write.
_SECRET_PREFIX = "DBT_ENV_SECRET_" + _PREFIX


class Warehouse(BaseModel):
    """The value of the Secret block: kind of warehouse, schema to write to, credentials, dbt's further settings."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    wtype: Literal["postgres", "bigquery"]
    default_schema: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    creds: dict[str, Any]
    extras: dict[str, Any] = Field(default_factory=dict)

    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """The addresses and ports to connect to, where the warehouse is a server of the organisation's own."""
        if self.wtype != "postgres":
            return ()
        host, port = _needed(self.creds, "host"), _port(self.creds.get("port", 5432))
        try:
            return endpoints(host, port, "The warehouse")
        except StepFailed:
            # dbt reports a host without an address in its own words, if it connects at all.
            return ()


@dataclass(frozen=True)
class WrittenProfile:
    """A ``profiles.yml`` and the variables it refers to; the file itself holds no secret."""

    environment: Mapping[str, str]
    secrets: tuple[str, ...]


def profile_name(project: Path) -> str:
    """The profile that a project names in its ``dbt_project.yml``."""
    file = project / "dbt_project.yml"
    try:
        content = bounded_yaml.load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError("The project has no dbt_project.yml; was its repository pulled?") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError, ValueError):
        raise ConfigError("The project's dbt_project.yml cannot be read as YAML.") from None
    name = content.get("profile") if isinstance(content, dict) else None
    if not isinstance(name, str) or not name:
        raise ConfigError("The project's dbt_project.yml names no profile.")
    return name


def write_profile(folder: Path, name: str, target: str, warehouse: Warehouse) -> WrittenProfile:
    """Write ``profiles.yml`` (readable by its owner only) into a folder that only its owner can enter."""
    values = _Values()
    output = _postgres(warehouse, values, folder) if warehouse.wtype == "postgres" else _bigquery(warehouse, values)
    content = {name: {"target": target, "outputs": {target: output}}}
    _write_private(folder / "profiles.yml", yaml.safe_dump(content, sort_keys=False))
    return WrittenProfile(environment=values.environment, secrets=tuple(values.secrets))


class _Values:
    """Turns texts into references to variables.

    All texts, not only secret ones: dbt renders the file as a template, and what a tenant typed must not be rendered.
    """

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self.secrets: list[str] = []

    def text(self, key: str, value: object, *, secret: bool = False) -> str:
        variable = (_SECRET_PREFIX if secret else _PREFIX) + key.upper()
        self.environment[variable] = str(value)
        if not secret:
            # dbt would make a number of a schema that is called 2024; what is secret it leaves a text.
            return f"{{{{ env_var('{variable}') | as_text }}}}"
        if value:
            self.secrets.append(str(value))
        return f"{{{{ env_var('{variable}') }}}}"


def _postgres(warehouse: Warehouse, values: _Values, folder: Path) -> dict[str, Any]:
    creds = warehouse.creds
    ssl = creds.get("ssl_mode")
    ssl_object: Mapping[str, Any] = ssl if isinstance(ssl, Mapping) else {}
    output: dict[str, Any] = {
        "type": "postgres",
        "host": values.text("host", _needed(creds, "host")),
        "port": _port(creds.get("port", 5432)),
        "user": values.text("user", _needed(creds, "user", "username")),
        "password": values.text("password", creds.get("password") or "", secret=True),
        "dbname": values.text("dbname", _needed(creds, "dbname", "database")),
        "schema": values.text("schema", warehouse.default_schema),
        "threads": THREADS,
    }
    mode = creds.get("sslmode") or ssl_object.get("mode") or (ssl if isinstance(ssl, str) else None)
    if mode:
        output["sslmode"] = values.text("sslmode", mode)
    certificate = creds.get("sslrootcert_content") or ssl_object.get("ca_certificate")
    if certificate:
        file = folder / "root.crt"
        _write_private(file, str(certificate))
        output["sslrootcert"] = str(file)
    return output


def _bigquery(warehouse: Warehouse, values: _Values) -> dict[str, Any]:
    key = _service_account(warehouse.creds)
    output: dict[str, Any] = {
        "type": "bigquery",
        "method": "service-account-json",
        "project": values.text("project", _needed(key, "project_id")),
        "dataset": values.text("schema", warehouse.default_schema),
        "threads": THREADS,
        "keyfile_json": {
            field: values.text(f"key_{field}", value, secret=field.startswith("private_key"))
            for field, value in key.items()
            if isinstance(value, str) and field.isidentifier()
        },
    }
    for extra in ("location", "priority"):
        if warehouse.extras.get(extra):
            output[extra] = values.text(extra, warehouse.extras[extra])
    return output


def _service_account(creds: Mapping[str, Any]) -> Mapping[str, Any]:
    key = creds.get("credentials_json", creds)
    if isinstance(key, str):
        try:
            key = json.loads(key)
        except ValueError:
            key = None
    if not isinstance(key, Mapping) or not key.get("private_key"):
        raise ConfigError("The warehouse's credentials hold no Google service account key.")
    return key


def _needed(creds: Mapping[str, Any], *keys: str) -> str:
    for key in keys:
        if creds.get(key):
            return str(creds[key])
    raise ConfigError(f"The warehouse's credentials hold no {keys[0]}.")


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise ConfigError("The warehouse's credentials hold no valid port.")
    return port


def _write_private(file: Path, content: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
