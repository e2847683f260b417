"""Beside Prefect's Kubernetes worker: what the cluster says about the jobs of runs."""
