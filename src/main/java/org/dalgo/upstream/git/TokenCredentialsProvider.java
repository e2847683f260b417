package org.dalgo.upstream.git;

import java.util.Objects;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** Gives a repository's token to its own host, and to no other that it may send us to. */
final class TokenCredentialsProvider extends CredentialsProvider {

    private static final String USER = "oauth2";

    private final GitRemote remote;

    TokenCredentialsProvider(GitRemote remote) {
        this.remote = remote;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish requested, CredentialItem... items) {
        if (remote.token().isEmpty() || !supports(items) || !isOwn(requested)) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username name) {
                name.setValue(USER);
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(remote.token().get().reveal().toCharArray());
            }
        }
        return true;
    }

    private boolean isOwn(URIish requested) {
        return Objects.equals(requested.getScheme(), remote.url().getScheme())
                && Objects.equals(requested.getHost(), remote.url().getHost())
                && requested.getPort() == remote.url().getPort();
    }
}
