-- Types of output_cols in the warehouse's words and in the same order, '' where one is not known.
alter table dbt_model add column output_types text[] not null default '{}';
