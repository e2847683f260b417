package org.dalgo.data.transform.repository;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.upstream.git.GitRemote;

/**
 * Address of a git repository that workers may be sent to. Only {@code https}: git's other transports reach files of the
 * worker or run commands there. {@code file} is for development, where the demo's repository is a folder, and so is
 * {@code http} of this machine.
 */
public final class RepositoryUrl {

    static final int MAX_LENGTH = 255;
    private static final String FIELD = "gitrepoUrl";

    private final URI uri;

    private RepositoryUrl(URI uri) {
        this.uri = uri;
    }

    public static RepositoryUrl parse(String text, boolean local) {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw Failure.invalid(FIELD, "must have 1 to " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Without its cause, which quotes the address: a person may have put a token into it.
            throw Failure.invalid(FIELD, "is not an address");
        }
        if (local && "file".equals(uri.getScheme()) && uri.getPath() != null) {
            return new RepositoryUrl(uri);
        }
        boolean here = local && "http".equals(uri.getScheme()) && "127.0.0.1".equals(uri.getHost());
        if (!here && !"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw Failure.invalid(FIELD, "must begin with https:// and name a host");
        }
        if (uri.getUserInfo() != null) {
            throw Failure.invalid(FIELD, "must not hold a user name or a token; give the token by itself");
        }
        if (uri.getQuery() != null || uri.getFragment() != null || uri.getPath().length() < 2) {
            throw Failure.invalid(FIELD, "must be the address of a repository");
        }
        return new RepositoryUrl(uri);
    }

    public boolean takesToken() {
        return !"file".equals(uri.getScheme());
    }

    /** Whether it is the same repository, however its address is spelt. */
    public boolean isSame(String other) {
        return other != null && plain(toString()).equals(plain(other));
    }

    /** Whether the same host answers there as at the other address. */
    public boolean isOnHostOf(String other) {
        URI there = URI.create(other);
        return uri.getScheme().equals(there.getScheme())
                && uri.getHost().equalsIgnoreCase(there.getHost())
                && uri.getPort() == there.getPort();
    }

    /** As the git adapter knows it. */
    public GitRemote remote(Optional<Secret> token) {
        return new GitRemote(uri, token);
    }

    /** The address with the token in it, as git hosts take it from any user name; goes into a Secret block only. */
    public String withToken(Secret token) {
        String password =
                URLEncoder.encode(token.reveal(), StandardCharsets.UTF_8).replace("+", "%20");
        return uri.getScheme() + "://oauth2:" + password + "@" + uri.getRawAuthority() + uri.getRawPath();
    }

    private static String plain(String address) {
        return address.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
