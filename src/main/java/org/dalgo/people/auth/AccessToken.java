package org.dalgo.people.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * What a verified access token says.
 *
 * @param account whose it is
 * @param session the sign-in it belongs to
 * @param expiresAt its end
 */
public record AccessToken(long account, UUID session, Instant expiresAt) {}
