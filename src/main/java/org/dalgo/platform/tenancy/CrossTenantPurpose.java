package org.dalgo.platform.tenancy;

/** Reasons for which a unit of work may read or write across organisations. The list is complete. */
public enum CrossTenantPurpose {
    /** Find the account behind a name and password, open, renew and end its sessions. */
    SIGN_IN,
    /** Count requests of anonymous clients. */
    RATE_LIMIT,
    /** Find the memberships of the caller, before the organisation of the request is known. */
    CALLER,
    /** Read, create and retire the keys that sign tokens. */
    SIGNING_KEYS,
    /** Create and find accounts, which belong to no organisation. */
    ACCOUNT,
    /** Create organisations, and find one by its slug. */
    ORGANISATION,
    /** Find the invitation that a code opens, before the organisation is known. */
    INVITATION,
    /** Find the request that belongs to a consent from Google, before the organisation is known. */
    GOOGLE_CONSENT,
    /** Apply the state of a run that is known by Prefect's id only. */
    RUN_STATE,
    /** Compare open runs with Prefect, send unsent starts, mark crashed runs. */
    RUN_REPAIR,
    /** Copy a job that is known by Airbyte's id only, and schedule such copies. */
    SYNC_JOB,
    /** Schedule the schema detection of every organisation. */
    SCHEMA_DETECTION,
    /** Lease the logs that need a reader. */
    LOG_LEASE,
    /** Claim changes of deployments that a crash left unfinished. */
    DEPLOYMENT_REPAIR,
    /** Encrypt credentials with another key, and count credentials per key. */
    KEY_ROTATION,
    /** Run an operator's command. */
    OPERATOR,
    /** Send mails, of which some belong to no organisation, and record the results. */
    MAIL,
    /** Notify the people who run the platform of a request of an organisation. */
    PLATFORM_REQUEST,
    /** Claim the next turn of periodic work. */
    CLUSTER_SCHEDULE,
    /** Claim jobs of all organisations and record the results. */
    JOB_QUEUE,
    /** Count jobs and locks for meters. */
    METERS,
    /** Delete expired rows. */
    HOUSEKEEPING
}
