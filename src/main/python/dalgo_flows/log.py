"""The type of a run's logger."""

import logging
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Log: TypeAlias = logging.Logger | logging.LoggerAdapter[logging.Logger]
else:
    Log = logging.Logger
"""What ``prefect.get_run_logger()`` answers."""
