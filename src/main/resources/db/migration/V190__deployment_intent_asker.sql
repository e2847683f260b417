-- Who asked for it, for the audit log: a deletion that a crash interrupts is finished, and noted, in the background. Null
-- when nobody did.
alter table deployment_intent add column account bigint;
alter table deployment_intent add column actor varchar(254);
