"""The few requests to Kubernetes' API that are needed; its client library is a package of generated models."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from dalgo_flows.errors import ConfigError

_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_PAGE = 500
_SECONDS = 10


class ClusterApi:
    """Jobs, pods and events of one namespace."""

    def __init__(self, client: httpx.Client, namespace: str, token: Path | None = None) -> None:
        self._client = client
        self._namespace = namespace
        self._token = token

    @staticmethod
    def of_this_pod(namespace: str, environ: Mapping[str, str] = os.environ, account: Path = _ACCOUNT) -> "ClusterApi":
        """The API that a pod with a service account reaches."""
        host, port = environ.get("KUBERNETES_SERVICE_HOST"), environ.get("KUBERNETES_SERVICE_PORT", "443")
        if not host or not (account / "token").is_file():
            raise ConfigError("This is no pod with a service account, so Kubernetes' API cannot be asked.")
        address = f"[{host}]" if ":" in host else host
        client = httpx.Client(base_url=f"https://{address}:{port}", verify=str(account / "ca.crt"), timeout=_SECONDS)
        return ClusterApi(client, namespace, account / "token")

    def jobs(self, selector: str) -> list[dict[str, Any]]:
        """The jobs with a label."""
        return self._list(f"/apis/batch/v1/namespaces/{self._namespace}/jobs", labelSelector=selector)

    def pods(self, job: str) -> list[dict[str, Any]]:
        """The pods of a job."""
        return self._list(
            f"/api/v1/namespaces/{self._namespace}/pods", labelSelector=f"batch.kubernetes.io/job-name={job}"
        )

    def warnings(self, uid: str) -> list[dict[str, Any]]:
        """The warnings about one object, oldest first."""
        events = self._list(
            f"/api/v1/namespaces/{self._namespace}/events", fieldSelector=f"involvedObject.uid={uid},type=Warning"
        )
        return sorted(events, key=lambda event: str(event.get("lastTimestamp") or event.get("eventTime") or ""))

    def delete_job(self, name: str) -> None:
        """Delete a job and its pods; one that is gone is deleted."""
        response = self._client.request(
            "DELETE",
            f"/apis/batch/v1/namespaces/{self._namespace}/jobs/{name}",
            headers=self._headers(),
            json={"propagationPolicy": "Background"},
        )
        if response.status_code != httpx.codes.NOT_FOUND:
            response.raise_for_status()

    def _list(self, path: str, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        following = ""
        while True:
            response = self._client.get(
                path, headers=self._headers(), params={**query, "limit": str(_PAGE), "continue": following}
            )
            page = response.raise_for_status().json()
            found += page.get("items") or []
            following = (page.get("metadata") or {}).get("continue") or ""
            if not following:
                return found

    def _headers(self) -> dict[str, str]:
        # Read each time: the cluster renews it.
        return {"Authorization": f"Bearer {self._token.read_text().strip()}"} if self._token else {}
