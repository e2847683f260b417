"""Airbyte as a pipeline sees it: start a job, follow it with its log, end it with the run."""
