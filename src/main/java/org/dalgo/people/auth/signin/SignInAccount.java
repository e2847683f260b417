package org.dalgo.people.auth.signin;

/** What sign-in needs to know of an account. Its hash stays out of logs. */
record SignInAccount(
        long id,
        String email,
        String hash,
        boolean active,
        boolean verified,
        boolean canCreateOrgs,
        boolean consultant,
        boolean platformAdmin) {

    @Override
    public String toString() {
        return "SignInAccount[id=" + id + "]";
    }
}
