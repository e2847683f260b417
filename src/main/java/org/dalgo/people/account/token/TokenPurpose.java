package org.dalgo.people.account.token;

/** What a link in a mail is for. */
public enum TokenPurpose {
    /** Sets a new password. */
    PASSWORD_RESET,
    /** Proves that the address of an account is its owner's. */
    VERIFICATION,
    /** Proves a new address, which the account has from then on. */
    EMAIL_CHANGE
}
