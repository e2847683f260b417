-- Owners of two databases; Dalgo's makes the roles of row-level security itself.
create role dalgo login createrole password 'demo';
create database dalgo owner dalgo;
create role prefect login password 'demo';
create database prefect owner prefect;
