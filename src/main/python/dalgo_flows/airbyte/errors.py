"""The two ways in which a call to Airbyte fails."""

from dalgo_flows.errors import StepFailed

PASSING = frozenset({429, 502, 503, 504})
"""HTTP statuses of an Airbyte that is busy or being restarted."""


class AirbyteRefused(StepFailed):
    """Airbyte answered with an error."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, transient=status in PASSING or status == 500)
        self.status = status


class AirbyteSilent(StepFailed):
    """No response came. ``may_have_acted``: the request may have reached Airbyte."""

    def __init__(self, message: str, *, may_have_acted: bool) -> None:
        super().__init__(message, transient=True)
        self.may_have_acted = may_have_acted
