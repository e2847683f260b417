-- No worker checked the token of a lock: leases of open runs are renewed, so a run keeps its locks while it works.
alter table task_lock drop column token;
drop sequence task_lock_token;
