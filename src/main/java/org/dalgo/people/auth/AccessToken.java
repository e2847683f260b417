package org.dalgo.people.auth;

import java.time.Instant;
import java.util.UUID;

/**
 * What a verified access token says.
 *
 * @param account whose it is
 * @param session the sign-in it belongs to
 * @param rotation how often that had been refreshed when the token was made
 * @param expiresAt its end
 */
public record AccessToken(long account, UUID session, int rotation, Instant expiresAt) {}
