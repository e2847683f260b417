package org.dalgo.people.notify.mail;

/** What mails there are; each has a template of the same name and names the values that it needs. */
public enum MailKind {
    /** {@code link}. */
    VERIFICATION,
    /** {@code link}. */
    PASSWORD_RESET,
    /** {@code link}, in case another person changed it. */
    PASSWORD_CHANGED,
    /** {@code link}; to the address that the account had before. */
    ADDRESS_CHANGED,
    /** {@code link}; to the owner, who can be reached by mail only. */
    ACCOUNT_CLOSED,
    /** {@code link}. */
    ACCOUNT_REOPENED,
    /** {@code link}, {@code inviter}, {@code organisation}, {@code role}, {@code expires}. */
    INVITATION,
    /** {@code link}, {@code inviter}, {@code organisation}, {@code role}. */
    ADDED_TO_ORGANISATION,
    /** {@code link}, {@code organisation}, {@code role}, {@code changer}. */
    ROLE_CHANGED,
    /** {@code link}, {@code organisation}, {@code subject}, {@code state}, {@code message}. */
    RUN_FAILED
}
