package org.dalgo.platform.tenancy;

/** What a unit of work may cross the borders of organisations for. Each is an exception, and this is all of them. */
public enum CrossTenantPurpose {
    /** Find the account behind a name and password, open, renew and end its sessions. */
    SIGN_IN,
    /** Count what strangers try. */
    RATE_LIMIT,
    /** Tell who is calling: a person's memberships, before the organisation of the request is known. */
    CALLER,
    /** Read, make and retire the keys that sign tokens. */
    SIGNING_KEYS,
    /** Make and find accounts, which belong to no organisation. */
    ACCOUNT,
    /** Make organisations, and find one by its slug. */
    ORGANISATION,
    /** Find the invitation that a code opens, before the organisation is known. */
    INVITATION,
    /** Find who asked for the consent that a browser brings back from Google, before the organisation is known. */
    GOOGLE_CONSENT,
    /** Write down what Prefect says about a run, of which only Prefect's id is known. */
    RUN_STATE,
    /** Compare open runs with Prefect, send what was not sent, bury what died. */
    RUN_REPAIR,
    /** Write down what Airbyte says about a job, of which only Airbyte's id is known, and ask for such looks. */
    SYNC_JOB,
    /** Ask for a look at the sources of every organisation. */
    SCHEMA_DETECTION,
    /** Lease the logs that need a reader. */
    LOG_LEASE,
    /** Claim changes of deployments that a crash has left half done. */
    DEPLOYMENT_REPAIR,
    /** Seal credentials anew, and count which keys they need. */
    KEY_ROTATION,
    /** Do what an operator asked for at a terminal. */
    OPERATOR,
    /** Send mails, of which some belong to no organisation, and record the results. */
    MAIL,
    /** Claim the next turn of periodic work. */
    CLUSTER_SCHEDULE,
    /** Take jobs from the queue of all organisations and record the results. */
    JOB_QUEUE,
    /** Forget what is only kept for a while. */
    HOUSEKEEPING
}
