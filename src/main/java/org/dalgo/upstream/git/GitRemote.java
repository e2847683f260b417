package org.dalgo.upstream.git;

import java.net.URI;
import java.util.Optional;
import org.dalgo.platform.secret.Secret;

/**
 * A repository on a git host.
 *
 * @param url {@code https}, without credentials; what else may stand here is the caller's decision
 * @param token what the host accepts as a password, from any user name; empty for a public repository
 */
public record GitRemote(URI url, Optional<Secret> token) {

    /** Name of the host in failures. */
    String host() {
        return url.getHost() == null ? "the git repository" : url.getHost();
    }
}
