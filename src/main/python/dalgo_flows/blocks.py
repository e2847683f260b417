"""Secrets, which a worker takes from Prefect's Secret blocks and from nowhere else."""

import json
from typing import Any, TypeVar

from prefect.blocks.system import Secret
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from pydantic import BaseModel, ValidationError

from dalgo_flows.errors import ConfigError, StepFailed

M = TypeVar("M", bound=BaseModel)


def secret_text(name: str) -> str:
    """The value of a Secret block that holds plain text."""
    value = _load(name)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"The Secret block {name!r} in Prefect must hold a text.")
    return value.strip()


def secret_object(name: str, model: type[M]) -> M:
    """The value of a Secret block that holds a JSON object; the error names the faulty field, never its value."""
    value = _load(name)
    if isinstance(value, str):
        # Prefect parses a value that looks like JSON by itself, but not in every version.
        try:
            value = json.loads(value)
        except ValueError:
            raise ConfigError(f"The Secret block {name!r} in Prefect must hold a JSON object.") from None
    try:
        return model.model_validate(value)
    except ValidationError as invalid:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'value'}: {fault['msg']}"
            for fault in invalid.errors(include_url=False, include_input=False, include_context=False)
        )
        raise ConfigError(f"The Secret block {name!r} in Prefect is not usable: {faults}.") from None


def optional_secret_object(name: str, model: type[M]) -> M | None:
    """As :func:`secret_object`; none when there is no such block."""
    try:
        return secret_object(name, model)
    except _MissingBlock:
        return None


class _MissingBlock(ConfigError):
    pass


def _load(name: str) -> Any:  # noqa: ANN401
    try:
        block: Any = Secret.load(name)
    except (ValueError, ObjectNotFound):
        raise _MissingBlock(f"There is no Secret block {name!r} in Prefect.") from None
    except PrefectHTTPStatusError as refused:
        raise StepFailed(
            f"Prefect did not give the Secret block {name!r} (HTTP {refused.response.status_code}).",
            transient=True,
        ) from None
    return block.get()
