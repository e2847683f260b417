package org.dalgo.platform.security;

import java.security.Principal;
import java.util.UUID;

/**
 * The caller, in whichever organisations they are a member.
 *
 * @param account primary key of the person's account
 * @param email their address
 * @param session the sign-in this request belongs to
 * @param fromCookie whether a browser keeps the session, so that an answer can renew it
 */
public record AccountPrincipal(long account, String email, UUID session, boolean fromCookie) implements Principal {

    @Override
    public String getName() {
        return email;
    }
}
