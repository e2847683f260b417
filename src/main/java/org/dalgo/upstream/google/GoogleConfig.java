package org.dalgo.upstream.google;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Registration of this installation with Google. Sign-in with Google needs id, secret and redirect. */
@ConfigMapping(prefix = "dalgo.google")
public interface GoogleConfig {

    /** Id of the client that was registered with Google. */
    Optional<String> clientId();

    /** Secret of that client. */
    Optional<String> clientSecret();

    /**
     * Where Google sends people back to, as it is registered there: the address of this process as browsers reach it,
     * followed by {@code /api/airbyte/sources/oauth/callback}.
     */
    Optional<URI> redirectUrl();

    /** Address of Google's consent page. */
    @WithDefault("https://accounts.google.com/o/oauth2/v2/auth")
    URI consentUrl();

    /** Address at which the code of a consent is exchanged for tokens. */
    @WithDefault("https://oauth2.googleapis.com/token")
    URI tokenUrl();
}
