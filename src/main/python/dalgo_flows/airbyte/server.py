"""Address and authentication of an Airbyte."""

import base64
import json
import threading
import time
from collections.abc import Generator
from typing import Annotated, Literal

import httpx
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from dalgo_flows.airbyte.errors import AirbyteRefused

_ASSUMED_LIFE = 180.0
"""Seconds; the shortest life any Airbyte gives a token, for one that carries no ``exp``."""


class AirbyteServer(BaseModel):
    """The value of the Secret block that names an Airbyte; ``url`` is the root, without ``/api``."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    url: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^/\s]+")]
    auth: Literal["none", "basic", "client-credentials"] = "none"
    username: str | None = None
    password: str | None = None
    client_id: str | None = None
    client_secret: str | None = None

    @model_validator(mode="after")
    def _credentials_are_complete(self) -> "AirbyteServer":
        needed = {"basic": ("username", "password"), "client-credentials": ("client_id", "client_secret")}
        missing = [name for name in needed.get(self.auth, ()) if not getattr(self, name)]
        if missing:
            raise ValueError(f"auth {self.auth!r} needs {' and '.join(missing)}")
        return self

    def credentials(self) -> httpx.Auth | None:
        """What signs each request."""
        if self.auth == "basic":
            return httpx.BasicAuth(self.username or "", self.password or "")
        if self.auth == "client-credentials":
            return ClientCredentials(self.url, self.client_id or "", self.client_secret or "")
        return None


class ClientCredentials(httpx.Auth):
    """A bearer token, renewed before it ends.

    A 401 is refused before anything is done, so any request may be sent once more with a fresh token.
    """

    requires_response_body = True

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        self._url = f"{url.rstrip('/')}/api/v1/applications/token"
        self._body = {"client_id": client_id, "client_secret": client_secret}
        self._token = ""
        self._renew_at = 0.0
        self._lock = threading.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the request; called by httpx."""
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._keep((yield self._token_request()))
            request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            with self._lock:
                self._keep((yield self._token_request()))
                request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _token_request(self) -> httpx.Request:
        return httpx.Request("POST", self._url, json=self._body)

    def _keep(self, response: httpx.Response) -> None:
        response.read()
        try:
            token = response.json()["access_token"] if response.is_success else None
        except (ValueError, KeyError, TypeError):
            token = None
        if not isinstance(token, str) or not token:
            refused = response.status_code in (400, 401, 403, 404)
            raise AirbyteRefused(
                f"Airbyte gave no access token (HTTP {response.status_code})."
                + (" Its client id or secret is not accepted." if refused else ""),
                response.status_code,
            )
        life = _seconds_left(token)
        self._token = token
        self._renew_at = time.monotonic() + max(life * 0.8, life - 30)


def _seconds_left(token: str) -> float:
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return max(float(claims["exp"]) - time.time(), 0.0)
    except (IndexError, ValueError, KeyError, TypeError):
        return _ASSUMED_LIFE
