package org.dalgo.upstream.google;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** This installation as an application that Google knows. Without id, secret and redirect nobody can sign in with Google. */
@ConfigMapping(prefix = "dalgo.google")
public interface GoogleConfig {

    /** Id of the client that was registered with Google. */
    Optional<String> clientId();

    /** Its secret. */
    Optional<String> clientSecret();

    /**
     * Where Google sends people back to, as it is registered there: the address of this process as browsers reach it,
     * followed by {@code /api/airbyte/sources/oauth/callback}.
     */
    Optional<URI> redirectUrl();

    /** Where people consent. */
    @WithDefault("https://accounts.google.com/o/oauth2/v2/auth")
    URI consentUrl();

    /** Where the code of a consent is exchanged for tokens. */
    @WithDefault("https://oauth2.googleapis.com/token")
    URI tokenUrl();
}
