package org.dalgo.people.notify.mail;

/** The kinds of mail; each has a template of the same name and names the values that it needs. */
public enum MailKind {
    /** {@code link}. */
    VERIFICATION(Audience.ANY),
    /** {@code link}. */
    PASSWORD_RESET(Audience.ANY),
    /** {@code link}, in case another person changed it. */
    PASSWORD_CHANGED(Audience.ANY),
    /** {@code link}; to the address that the account had before. */
    ADDRESS_CHANGED(Audience.ANY),
    /** {@code link}; to the owner, who can be reached by mail only. */
    ACCOUNT_CLOSED(Audience.ANY),
    /** {@code link}. */
    ACCOUNT_REOPENED(Audience.ANY),
    /** {@code link}, {@code inviter}, {@code organisation}, {@code role}, {@code expires}. */
    INVITATION(Audience.ANY),
    /** {@code link}, {@code inviter}, {@code organisation}, {@code role}. */
    ADDED_TO_ORGANISATION(Audience.MEMBERS),
    /** {@code link}, {@code organisation}, {@code role}, {@code changer}. */
    ROLE_CHANGED(Audience.MEMBERS),
    /** {@code link}, {@code organisation}, {@code subject}, {@code state}, {@code message}. */
    RUN_FAILED(Audience.MEMBERS),
    /** {@code link}, {@code organisation}, {@code subject}, {@code message}. */
    RUN_MISSED(Audience.MEMBERS),
    /** {@code link}, {@code organisation}, {@code subject}, {@code message}. */
    SCHEMA_CHANGED(Audience.MEMBERS),
    /** {@code link}, {@code organisation}, {@code requester}, {@code plan}; to the people who run the platform. */
    PLAN_UPGRADE_REQUESTED(Audience.ANY);

    private enum Audience {
        ANY,
        MEMBERS
    }

    private final Audience audience;

    MailKind(Audience audience) {
        this.audience = audience;
    }

    /** Whether only active members of the organisation may get it, also when it was queued before a suspension. */
    boolean isForMembersOnly() {
        return audience == Audience.MEMBERS;
    }
}
