package org.dalgo.upstream.google;

import java.net.URI;
import org.dalgo.platform.secret.Secret;

/**
 * This installation as Google knows it.
 *
 * @param id of the client
 * @param secret of the client
 * @param redirect where Google sends people back to
 */
public record GoogleOAuthClient(String id, Secret secret, URI redirect) {}
