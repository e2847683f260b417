"""The pipeline that a Prefect worker runs: Airbyte syncs, git checkouts and dbt, one task run per step."""
