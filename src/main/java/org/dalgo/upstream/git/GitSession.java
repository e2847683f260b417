package org.dalgo.upstream.git;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.net.AddressPolicy;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** One session with a git host, for one repository. Blocks; for one thread; to be closed. */
final class GitSession implements AutoCloseable {

    private static final Pattern CONTROL = Pattern.compile("[[:cntrl:]]");

    /** Where a first commit goes; git hosts take the first branch as the one to clone at. */
    private static final String DEFAULT_BRANCH = "refs/heads/main";

    private static final int MAX_REASON_LENGTH = 200;

    /** Another commit reached the branch first. */
    static final class RemoteBranchMoved extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** The branch that the repository is cloned at, with its newest commit; null when there is none. */
    private record BranchTip(String branch, Ref ref) {}

    private final GitRemote remote;
    private final GitConfig config;
    private final TransferLimits limits;
    private final ShallowRepository repository;

    GitSession(GitRemote remote, GitConfig config, AddressPolicy addresses) {
        this.remote = remote;
        this.config = config;
        this.limits = new TransferLimits(config.timeout(), config.maxDownload().asLongValue(), addresses);
        this.repository = new ShallowRepository(config.maxDownload().asLongValue());
    }

    Optional<String> head() {
        try (Transport transport = open();
                FetchConnection connection = openFetch(transport)) {
            return Optional.ofNullable(tip(connection).ref()).map(ref -> id(ref).name());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw failure(e, false);
        }
    }

    /** Fails unless the token may write. */
    void requireWritable() {
        try (Transport transport = open()) {
            transport.openPush().close();
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw failure(e, true);
        }
    }

    GitSnapshot read() {
        try (Transport transport = open()) {
            return snapshot(fetchTip(transport).ref());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw failure(e, false);
        }
    }

    /** Fails with {@link RemoteBranchMoved} when another commit reached the branch first. */
    GitCommit edit(GitAuthor author, String message, GitEdit edit) {
        BranchTip branchTip;
        GitSnapshot before;
        try (Transport transport = open()) {
            branchTip = fetchTip(transport);
            before = snapshot(branchTip.ref());
        } catch (IOException | URISyntaxException | RuntimeException e) {
            throw failure(e, false);
        }
        Map<String, String> changes = edit.changes(before);
        if (changes.isEmpty()) {
            return new GitCommit(before, changes, before.head().orElse(null));
        }
        try (Transport transport = open()) {
            ObjectId commit = commit(branchTip.ref(), author, message, changes);
            push(transport, branchTip, commit);
            return new GitCommit(before, changes, commit.name());
        } catch (IOException | URISyntaxException e) {
            throw failure(e, true);
        }
    }

    @Override
    public void close() {
        repository.close();
    }

    private Transport open() throws IOException, URISyntaxException {
        Transport transport = Transport.open(repository, new URIish(remote.url().toString()));
        transport.setCredentialsProvider(new TokenCredentialsProvider(remote));
        transport.setTagOpt(TagOpt.NO_TAGS);
        transport.setTimeout(Math.max(1, limits.millisLeft() / 1000));
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(new LimitedHttpConnectionFactory(limits));
        }
        return transport;
    }

    private static FetchConnection openFetch(Transport transport) throws IOException {
        return transport.openFetch(List.of(new RefSpec("HEAD"), new RefSpec("refs/heads/*:refs/heads/*")));
    }

    private static BranchTip tip(FetchConnection connection) {
        Ref head = connection.getRef(Constants.HEAD);
        if (head == null || head.getObjectId() == null) {
            return new BranchTip(DEFAULT_BRANCH, null);
        }
        if (head.isSymbolic()) {
            return new BranchTip(head.getTarget().getName(), head);
        }
        // A host that does not name its default branch.
        return new BranchTip(
                connection.getRefs().stream()
                        .filter(ref -> ref.getName().startsWith(Constants.R_HEADS))
                        .filter(ref -> head.getObjectId().equals(ref.getObjectId()))
                        .map(Ref::getName)
                        .sorted()
                        .findFirst()
                        .orElse(DEFAULT_BRANCH),
                head);
    }

    private BranchTip fetchTip(Transport transport) throws IOException {
        transport.setDepth(1);
        try (FetchConnection connection = openFetch(transport)) {
            BranchTip branchTip = tip(connection);
            if (branchTip.ref() != null) {
                connection.fetch(NullProgressMonitor.INSTANCE, Set.of(branchTip.ref()), Set.of());
            }
            return branchTip;
        }
    }

    private GitSnapshot snapshot(Ref ref) throws IOException {
        if (ref == null) {
            return new GitSnapshot(Optional.empty(), Map.of());
        }
        try (ObjectReader reader = repository.newObjectReader()) {
            return new GitSnapshot(
                    Optional.of(id(ref).name()), new TreeStore(config, reader).read(tree(reader, id(ref))));
        }
    }

    private ObjectId commit(Ref parent, GitAuthor author, String message, Map<String, String> changes)
            throws IOException {
        PersonIdent person = new PersonIdent(author.name(), author.email(), Instant.now(), ZoneOffset.UTC);
        try (ObjectInserter inserter = repository.newObjectInserter();
                ObjectReader reader = inserter.newReader()) {
            CommitBuilder commit = new CommitBuilder();
            if (parent != null) {
                commit.setParentId(id(parent));
            }
            ObjectId tree = parent == null ? null : tree(reader, id(parent));
            commit.setTreeId(new TreeStore(config, reader).applyChanges(tree, changes, inserter));
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage(message);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }

    private void push(Transport transport, BranchTip branchTip, ObjectId commit) throws IOException {
        RemoteRefUpdate update = new RemoteRefUpdate(
                repository,
                commit.name(),
                commit,
                branchTip.branch(),
                false,
                null,
                branchTip.ref() == null ? ObjectId.zeroId() : id(branchTip.ref()));
        RemoteRefUpdate result =
                transport.push(NullProgressMonitor.INSTANCE, List.of(update)).getRemoteUpdate(branchTip.branch());
        switch (result.getStatus()) {
            case OK, UP_TO_DATE -> {}
            case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> throw new RemoteBranchMoved();
            default -> {
                if (!head().equals(Optional.ofNullable(branchTip.ref()).map(ref -> id(ref).name()))) {
                    throw new RemoteBranchMoved();
                }
                throw new UpstreamFailure(
                        remote.host(),
                        Kind.INVALID,
                        remote.host() + " refuses the commit" + reason(result.getMessage())
                                + ". Check the rules of the branch " + branchTip.branch() + " there.",
                        null);
            }
        }
    }

    private static ObjectId id(Ref ref) {
        return ref.getObjectId();
    }

    private static ObjectId tree(ObjectReader reader, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(reader)) {
            return walk.parseCommit(commit).getTree().getId();
        }
    }

    /** The host's own word: one line of it. */
    private static String reason(String message) {
        if (message == null || message.isBlank()) {
            return "";
        }
        String line =
                CONTROL.matcher(message.strip().lines().findFirst().orElse("")).replaceAll(" ");
        return ": " + (line.length() > MAX_REASON_LENGTH ? line.substring(0, MAX_REASON_LENGTH) : line);
    }

    private RuntimeException failure(Exception cause, boolean writing) {
        if (cause instanceof UpstreamFailure || cause instanceof RemoteBranchMoved) {
            return (RuntimeException) cause;
        }
        if (cause instanceof TransferLimits.LimitExceeded limitExceeded) {
            return upstreamFailure(Kind.INVALID, limitExceeded.getMessage(), cause);
        }
        if (cause instanceof TooLargeObjectInPackException
                || cause.getCause() instanceof TooLargeObjectInPackException) {
            return upstreamFailure(
                    Kind.INVALID,
                    "The repository holds a file that is too large to be read. Remove it from the repository.",
                    cause);
        }
        IOException underneath = limits.failure();
        if (underneath instanceof TransferLimits.LimitExceeded limitExceeded) {
            return upstreamFailure(Kind.INVALID, limitExceeded.getMessage(), cause);
        }
        String host = remote.host();
        if (underneath instanceof SocketTimeoutException) {
            return upstreamFailure(Kind.TIMEOUT, host + " did not answer in time. Try again in a few minutes.", cause);
        }
        if (underneath instanceof UnknownHostException) {
            return upstreamFailure(Kind.INVALID, "There is no git host " + host + ". Check the address.", cause);
        }
        if (underneath != null) {
            Kind kind = underneath instanceof ConnectException ? Kind.UNREACHABLE : Kind.INVALID_RESPONSE;
            return upstreamFailure(
                    kind, host + " cannot be reached. Check the address, or try again in a few minutes.", cause);
        }
        return statusFailure(cause, writing);
    }

    private UpstreamFailure statusFailure(Exception cause, boolean writing) {
        String host = remote.host();
        int status = limits.status();
        if (status == 401) {
            return upstreamFailure(
                    Kind.INVALID,
                    remote.token().isPresent()
                            ? "PAT invalid: " + host + " does not accept the access token. Create a new one there."
                            : host + " asks for an access token. Create one there and enter it here.",
                    cause);
        }
        if (status == 403) {
            return upstreamFailure(
                    Kind.INVALID,
                    writing
                            ? "Insufficient permission: the access token has no write access to the repository. Give it"
                                    + " permission to write contents."
                            : "Insufficient permission: the access token may not read the repository. Give it permission"
                                    + " to read and write contents.",
                    cause);
        }
        if (status == 429 || status >= 500) {
            return upstreamFailure(
                    status == 503 ? Kind.UNAVAILABLE : Kind.SERVER_ERROR,
                    host + " answered " + status + ". Try again in a few minutes.",
                    cause);
        }
        if (status == 404 || status == 410 || status == 0) {
            return upstreamFailure(
                    Kind.INVALID,
                    "The repository does not exist, or the access token (PAT) has no access to it. Check the address"
                            + " and the token's repositories.",
                    cause);
        }
        return upstreamFailure(Kind.INVALID, "There is no git repository at this address. Check the address.", cause);
    }

    private UpstreamFailure upstreamFailure(Kind kind, String sentence, Exception cause) {
        return new UpstreamFailure(remote.host(), kind, sentence, cause);
    }
}
