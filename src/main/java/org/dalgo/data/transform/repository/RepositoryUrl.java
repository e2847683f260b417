package org.dalgo.data.transform.repository;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.upstream.git.GitRemote;

/**
 * Address of a git repository that workers may be sent to. Only {@code https}: git's other transports reach files of
 * the worker or run commands there. {@code file} is for development, where the demo's repository is a folder. So is
 * {@code http} of this machine.
 */
public final class RepositoryUrl {

    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");
    private static final Pattern GIT_SUFFIX = Pattern.compile("\\.git$");

    static final int MAX_LENGTH = 255;
    private static final String FIELD = "gitrepoUrl";
    private static final String EXAMPLE = "https://github.com/your-organisation/your-repository";

    private final URI uri;

    private RepositoryUrl(URI uri) {
        this.uri = uri;
    }

    public static RepositoryUrl parse(String text, boolean local) {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            throw refused("The address of a repository has 1 to " + MAX_LENGTH + " characters.");
        }
        requireNoSsh(text.strip());
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            // Without its cause, which quotes the address: a person may have put a token into it.
            throw refused("This is not the address of a repository. Use one like " + EXAMPLE + ".");
        }
        if (local && "file".equals(uri.getScheme()) && uri.getPath() != null) {
            return new RepositoryUrl(uri);
        }
        boolean here = local && "http".equals(uri.getScheme()) && "127.0.0.1".equals(uri.getHost());
        if (!here && !"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw refused("The address of a repository begins with https:// and names a host, like " + EXAMPLE + ".");
        }
        if (uri.getUserInfo() != null) {
            throw refused("The address must not hold a user name or a token. Enter the token in its own field.");
        }
        if (uri.getQuery() != null || uri.getFragment() != null || uri.getPath().length() < 2) {
            throw refused("This is not the address of a repository. Use one like " + EXAMPLE + ".");
        }
        return new RepositoryUrl(uri);
    }

    /** Git hosts show {@code git@host:owner/name} beside the address that is needed here. */
    private static void requireNoSsh(String text) {
        if (text.startsWith("git@") || text.startsWith("ssh://") || text.startsWith("git://")) {
            throw refused("This is an SSH address. Use the HTTPS address of the repository, like " + EXAMPLE + ".");
        }
    }

    private static Failure refused(String sentence) {
        return Failure.invalid(FIELD, sentence);
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
        return GIT_SUFFIX
                .matcher(TRAILING_SLASHES.matcher(address).replaceFirst(""))
                .replaceFirst("");
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
