"""dbt as a pipeline sees it: a profile made for one step, a program, lines."""
