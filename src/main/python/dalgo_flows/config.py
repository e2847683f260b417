"""The one parameter of the flow, as the backend writes it into a deployment.

Unknown keys are ignored, so that a newer backend can talk to an older worker.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dalgo_flows.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Step(BaseModel):
    """One task of a pipeline. ``seq`` orders the steps; ``label`` is the name under which Prefect shows it."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    label_prefix: ClassVar[str]

    type: Text
    slug: Text
    seq: int
    label: Text | None = None

    @property
    def default_label(self) -> str:
        """The label when the deployment gives none; clients translate it, so it must not change."""
        return self.label_prefix + self.slug


class AirbyteStep(Step):
    """A step that starts a job in Airbyte; ``timeout`` (seconds) bounds one read request, not the job."""

    airbyte_server_block: Text
    connection_id: Text
    timeout: float = Field(default=15, gt=0, le=600)

    @property
    def default_label(self) -> str:
        """As for every step, but named after the connection: one pipeline holds many syncs."""
        return self.label_prefix + self.connection_id


class SyncStep(AirbyteStep):
    """Copy the data of one connection."""

    label_prefix = "run-airbyte-connection-flow-v1-"


class StreamName(BaseModel):
    """One stream of a connection, in Airbyte's own words."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    streamName: Text  # noqa: N815
    streamNamespace: str | None = None  # noqa: N815


class ClearStep(AirbyteStep):
    """Empty the tables of one connection, or of some of its streams."""

    label_prefix = "airbyte-clear-"

    streams: list[StreamName] = Field(default_factory=list)


class GitEnvironment(BaseModel):
    """Where a project comes from: a Secret block that holds the URL of its repository wins over the plain URL.

    A project without a repository names a Secret block that holds its files instead.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    url_block: str | None = Field(default=None, alias="secret-git-pull-url-block")
    gitrepo_url: str | None = None
    files_block: str | None = Field(default=None, alias="secret-project-files-block")
    project_dir: str | None = None

    @property
    def has_source(self) -> bool:
        """Whether it names anything to get the project from."""
        return bool(self.url_block or self.gitrepo_url or self.files_block)


class GitStep(Step):
    """Bring a checkout to the newest commit of its remote branch, cloning it when it is not there."""

    label_prefix = "shellop-"

    working_dir: Text
    env: GitEnvironment = Field(default_factory=GitEnvironment)


class DbtEnvironment(GitEnvironment):
    """The Secret block with the warehouse that dbt writes to, and where a worker that never had the project gets it."""

    profile_block: Text = Field(alias="dbt-profile-secret-block")


class DbtStep(Step):
    """Run dbt commands one after the other in a project."""

    label_prefix = "dbtjob-"

    commands: Annotated[list[Text], Field(min_length=1)]
    project_dir: Text
    env: DbtEnvironment


class Pipeline(BaseModel):
    """A whole run: its steps in the order in which they are done."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    org_slug: str = ""
    continue_on_sync_failure: bool = False
    steps: tuple[Step, ...] = ()


_AIRBYTE = "Airbyte Connection"
_SHELL = "Shell Operation"
_DBT = "dbt Core Operation"

_STEPS: Mapping[tuple[str, str], type[Step]] = {
    (_AIRBYTE, "airbyte-sync"): SyncStep,
    (_AIRBYTE, "airbyte-clear"): ClearStep,
    (_SHELL, "git-pull"): GitStep,
    (_SHELL, "git-clone"): GitStep,
}


def read_pipeline(config: Mapping[str, Any]) -> Pipeline:
    """Check a deployment's ``config``; the :class:`ConfigError` of a bad one names the field, not its value."""
    tasks = config.get("tasks")
    if not isinstance(tasks, list) or not tasks:
        raise ConfigError("config.tasks must be a list with at least one task.")
    pipeline = _checked(Pipeline, {k: v for k, v in config.items() if k != "steps"}, "config")
    steps = sorted((_step(task, f"config.tasks[{i}]") for i, task in enumerate(tasks)), key=lambda s: s.seq)
    return pipeline.model_copy(update={"steps": tuple(_labelled(steps))})


def _step(task: object, where: str) -> Step:
    if not isinstance(task, Mapping):
        raise ConfigError(f"{where} must be an object.")
    kind, slug = task.get("type"), task.get("slug")
    model = DbtStep if kind == _DBT else _STEPS.get((str(kind), str(slug)))
    if model is None:
        raise ConfigError(f"{where}: no worker knows a task of type {kind!r} with slug {slug!r}.")
    return _checked(model, task, where)


def _labelled(steps: list[Step]) -> list[Step]:
    # Labels name the steps on every screen, so two steps of one run never share one by accident.
    taken = {step.label for step in steps if step.label}
    labelled = []
    for step in steps:
        label = step.label
        if label is None:
            label = step.default_label
            if label in taken:
                label = f"{label}-{step.seq}"
            taken.add(label)
        labelled.append(step.model_copy(update={"label": label}))
    return labelled


def _checked(model: type[M], data: Mapping[str, Any], where: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        faults = (
            f"{where}.{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in invalid.errors(include_url=False, include_input=False, include_context=False)
        )
        # Pydantic's own text would repeat the input, and with it any secret in it.
        raise ConfigError("; ".join(faults) + ".") from None
