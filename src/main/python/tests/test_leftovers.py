import os
import time
from pathlib import Path
from uuid import UUID, uuid4

from dalgo_flows.git import Remote
from dalgo_flows.leftovers import remove_leftovers
from dalgo_flows.projects import Projects
from dalgo_flows.sandbox.run_environment import RunEnvironment
from tests.recording_log import RecordingLog
from tests.test_git import origin as origin

OLD = time.time() - 7 * 24 * 3600


def pulled(environment: RunEnvironment, folder: str, origin: Path, deployment: UUID) -> None:
    project = Projects(environment, str(deployment)).at(folder, "working_dir")
    project.pull(Remote.parse(f"file://{origin}", private_hosts=True), RecordingLog())
    for mirror in environment.mirrors.glob("*.git"):
        os.utime(mirror, (OLD, OLD))


def mirrors(environment: RunEnvironment) -> int:
    return len(list(environment.mirrors.glob("*.git")))


def stores(environment: RunEnvironment) -> int:
    return sum(folder.is_dir() for folder in environment.projects.iterdir())


def test_files_of_a_project_without_deployments_are_removed(origin: Path, environment: RunEnvironment) -> None:
    gone, living = uuid4(), uuid4()
    pulled(environment, "removed/dbtrepo", origin, gone)
    pulled(environment, "acme/dbtrepo", origin, gone)
    pulled(environment, "acme/dbtrepo", origin, living)
    assert (mirrors(environment), stores(environment)) == (2, 2)

    remove_leftovers(environment, RecordingLog(), lambda deployment: deployment == living, at_once=True)

    assert (mirrors(environment), stores(environment)) == (1, 1)
    project = Projects(environment, str(living)).at("acme/dbtrepo", "working_dir")
    assert (project.checkout(RecordingLog()) / "dbt_project.yml").read_text() == "one"


def test_nothing_is_removed_while_prefect_cannot_say(origin: Path, environment: RunEnvironment) -> None:
    def away(_: UUID) -> bool:
        raise OSError("Prefect is away")

    pulled(environment, "acme/dbtrepo", origin, uuid4())
    log = RecordingLog()

    remove_leftovers(environment, log, away, at_once=True)

    assert (mirrors(environment), stores(environment)) == (1, 1)
    assert "could not be looked for" in log.texts[-1]


def test_a_mirror_that_no_project_has_any_more_is_removed_unless_it_is_young(
    origin: Path, tmp_path: Path, environment: RunEnvironment
) -> None:
    deployment = uuid4()
    pulled(environment, "acme/dbtrepo", origin, deployment)
    moved = tmp_path / "moved.git"
    origin.rename(moved)
    pulled(environment, "acme/dbtrepo", moved, deployment)
    young = environment.mirrors / "young.git"
    young.mkdir()

    remove_leftovers(environment, RecordingLog(), lambda _: True, at_once=True)

    assert mirrors(environment) == 2
    assert young.is_dir()


def test_one_run_a_day_looks(environment: RunEnvironment) -> None:
    asked: list[UUID] = []

    def exists(deployment: UUID) -> bool:
        asked.append(deployment)
        return True

    store = environment.projects / "store"
    store.mkdir()
    (store / "deployments.json").write_text(f'{{"ids": ["{uuid4()}", "no id"]}}')
    remove_leftovers(environment, RecordingLog(), exists)
    remove_leftovers(environment, RecordingLog(), exists)
    assert len(asked) == 1
    os.utime(environment.projects / "leftovers", (OLD, OLD))
    remove_leftovers(environment, RecordingLog(), exists)
    assert len(asked) == 2
