package org.dalgo.people.member;

/**
 * A membership, as far as the rules of changing it are concerned.
 *
 * @param id of the membership
 * @param level rank of the role
 * @param active whether it counts
 * @param accountActive false when the person closed their account
 * @param managesAccount whether the role is an account manager's
 * @param roleSlug name of the role in the rows
 */
public record Member(
        long id,
        long account,
        String email,
        int role,
        String roleSlug,
        String roleName,
        int level,
        boolean active,
        boolean accountActive,
        boolean managesAccount) {

    /** Level from which on a role runs an organisation. */
    static final int MANAGER_LEVEL = 4;
}
