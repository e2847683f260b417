"""Confinement of git and dbt: own user, namespaces, Landlock, an address filter and limits for each step."""
