"""Failures a pipeline foresees: their text is written for the person who reads the run's page."""


class StepFailed(Exception):
    """A step could not do its work; the text says which system failed and why, without secrets.

    ``transient`` is true when the same step may well succeed when it is simply done again.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient


class ConfigError(StepFailed):
    """What the deployment or the worker was given cannot be used; the text names the field or the setting."""
