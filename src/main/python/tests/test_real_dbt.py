"""dbt itself against a real PostgreSQL, named by DALGO_TEST_PG_URL (postgresql://user:password@host:port/database).

Without the variable these are left out: the build of the whole product runs the same commands by a real worker.
"""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from dalgo_flows.dbt.profile import Warehouse
from dalgo_flows.dbt.project import DbtProject, ResultsFailed
from dalgo_flows.errors import StepFailed
from dalgo_flows.outcome import Outcome
from dalgo_flows.projects import Project
from dalgo_flows.sandbox.run_environment import RunEnvironment, run_environment
from tests.conftest import worker_settings
from tests.recording_log import RecordingLog

URL = os.environ.get("DALGO_TEST_PG_URL", "")
SCHEMA = "2024"
pytestmark = pytest.mark.skipif(not URL, reason="DALGO_TEST_PG_URL is not set")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "clients" / "acme" / "dbtrepo"
    files = {
        "dbt_project.yml": "name: ngo\nversion: 1.0.0\nprofile: ngo\nmodel-paths: [models]\nseed-paths: [seeds]\n",
        "seeds/villages.csv": "id,name\n1,अमरावती\n2,\n",
        "models/places.sql": "select id, name, '{{ env_var('PREFECT_API_AUTH_STRING', 'hidden') }}' as worker"
        " from {{ ref('villages') }}",
        "models/places.yml": "models:\n- name: places\n  columns:\n  - {name: name, data_tests: [not_null]}\n",
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(content)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[RunEnvironment]:
    """A worker as in production, to which the warehouse's address is private."""
    with run_environment(worker_settings({"DALGO_CLIENTS_ROOT": str(tmp_path / "clients")}), "acme") as opened:
        yield opened


@pytest.fixture
def rows() -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(URL)
    connection.autocommit = True
    with connection.cursor() as cursor:
        yield cursor
        cursor.execute(f'drop schema if exists "{SCHEMA}" cascade')
    connection.close()


def dbt(
    environment: RunEnvironment,
    log: RecordingLog,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
    **creds: object,
) -> DbtProject:
    url = urlsplit(URL)
    given = {
        "host": url.hostname,
        "port": url.port or 5432,
        "username": url.username,
        "password": url.password,
        "database": url.path[1:],
        **creds,
    }
    warehouse = Warehouse(wtype="postgres", default_schema=SCHEMA, creds=given)
    return DbtProject(Project(environment, "acme/dbtrepo"), warehouse, environment, log, on_outcome)


def test_seed_run_and_failing_test_with_a_profile_that_leaves_nothing_behind(
    project: Path, environment: RunEnvironment, rows: "psycopg2.extensions.cursor", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:pass")
    log = RecordingLog()
    dbt(environment, log).run(["dbt deps", "dbt seed", "dbt run --select places --target default"])
    rows.execute(f'select name, worker from "{SCHEMA}".places order by id')
    assert rows.fetchall() == [("अमरावती", "hidden"), (None, "hidden")]
    with pytest.raises(ResultsFailed, match=r"dbt test failed: .*Got 1 result"):
        dbt(environment, log).run(["/anywhere/dbt test"])
    assert any("2024.places" in text for text in log.texts)
    assert any("Completed successfully" in text for text in log.texts)
    assert logging.ERROR in {level for level, _ in log.lines}
    assert not any(text.startswith("{") for text in log.texts)
    assert not (project / "logs").exists()


@pytest.mark.usefixtures("rows")
def test_results_of_dbt_itself_name_each_node_and_the_first_failure(project: Path, environment: RunEnvironment) -> None:
    (project / "models" / "broken.sql").write_text("select *\nfrom {{ ref('places') }}\nwhere nonsense = 1")
    outcomes: list[Outcome] = []
    with pytest.raises(ResultsFailed, match=r"model broken \(models/broken.sql\): Database Error: column .*nonsense"):
        dbt(environment, RecordingLog(), on_outcome=outcomes.append).run(["dbt seed", "dbt run"])
    seed, run = outcomes
    (villages,) = seed.results
    assert (villages.resource_type, villages.name, villages.rows, villages.file) == (
        "seed",
        "villages",
        2,
        "seeds/villages.csv",
    )
    assert {result.name: result.status for result in run.results} == {"places": "success", "broken": "error"}
    assert run.fault is not None
    assert (run.fault.unique_id, run.fault.file) == ("model.ngo.broken", "models/broken.sql")
    assert run.fault.line is not None
    assert "compiled code" not in run.fault.message
    with pytest.raises(ResultsFailed):
        dbt(environment, RecordingLog(), on_outcome=outcomes.append).run(["dbt test --select places"])
    (test,) = outcomes[-1].results
    assert (test.resource_type, test.status, test.failures, test.file) == ("test", "fail", 1, "models/places.yml")
    (project / "models" / "broken.sql").write_text("select {{ nothing('a') }}")
    with pytest.raises(StepFailed, match="Compilation Error"):
        dbt(environment, RecordingLog(), on_outcome=outcomes.append).run(["dbt run"])
    assert outcomes[-1].fault is not None
    assert outcomes[-1].fault.file == "models/broken.sql"


@pytest.mark.usefixtures("project")
def test_a_warehouse_that_cannot_be_reached_is_no_failed_test(environment: RunEnvironment) -> None:
    log = RecordingLog()
    with pytest.raises(StepFailed, match="Connection refused") as failed:
        dbt(environment, log, port=1, password="0123456").run(["dbt test"])
    assert not isinstance(failed.value, ResultsFailed)
    assert not any("0123456" in text for text in log.texts)
