package org.dalgo.data.connector.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Has connectors execute commands, and waits for their outcomes. A request for what is under way waits for the
 * same command, on any replica. A result that no client received, because it went away, answers the next one that
 * requests the same; a failure does not, it is tried again.
 */
@ApplicationScoped
public class ConnectorCommandService {

    /** A little more than two attempts of a job may take. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final TenantTransactions tenantTransactions;
    private final ConnectorCommandRepository commands;
    private final CommandEndings endings;
    private final SecretCipher secretCipher;
    private final JobQueue jobQueue;
    private final CommandConfig config;

    @Inject
    ConnectorCommandService(
            TenantTransactions tenantTransactions,
            ConnectorCommandRepository commands,
            CommandEndings endings,
            SecretCipher secretCipher,
            JobQueue jobQueue,
            CommandConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.commands = commands;
        this.endings = endings;
        this.secretCipher = secretCipher;
        this.jobQueue = jobQueue;
        this.config = config;
    }

    /**
     * Has a command executed as a job, which goes on when no request waits for it.
     *
     * @param kind names the {@link ConnectorCommand}
     * @param request what the command needs to know; may hold credentials
     * @param wanted whether the client still waits; asked when there is a result
     * @return the result; fails as the command did, with TOO_MANY when the organisation has too many under way, or too many
     *     requests that wait
     */
    public Uni<JsonNode> execute(OrgId org, String kind, JsonNode request, BooleanSupplier wanted) {
        if (endings.countWaiting(org) >= config.mostWaiting()) {
            return Uni.createFrom()
                    .failure(Failure.tooMany(
                            "Too many requests of this organisation wait for checks and discoveries. Wait until one ends.",
                            RETRY_AFTER));
        }
        String text = kind + " " + request;
        Buffer fingerprint =
                Buffer.buffer(secretCipher.fingerprint(Secret.of(text), CommandSecrets.owner(org.value())));
        return tenantTransactions
                .inOrg(org, () -> join(org, kind, request, fingerprint))
                .chain(id -> outcome(org, id)
                        .ifNoItem()
                        .after(LONGEST)
                        .failWith(CommandOutcome::noAnswer)
                        .call(outcome -> wanted.getAsBoolean()
                                ? tenantTransactions.inOrg(org, () -> commands.markReceived(org, id))
                                : Uni.createFrom().voidItem()))
                .map(CommandOutcome::get);
    }

    /**
     * Keeps results of an organisation from answering later requests: what its connectors looked at has changed. A request
     * that waits already gets the result. Joins the current unit of work.
     */
    public Uni<Void> discardResults(OrgId org) {
        return commands.discardResults(org).replaceWithVoid();
    }

    /** Id of the command whose outcome answers the request: one under way, one that no client received, or a new one. */
    private Uni<Long> join(OrgId org, String kind, JsonNode request, Buffer fingerprint) {
        return commands.findOpen(org, fingerprint)
                .chain(open -> open.isPresent()
                        ? Uni.createFrom().item(open)
                        : commands.findUnreceived(org, fingerprint, config.kept()))
                .chain(known ->
                        known.isPresent() ? Uni.createFrom().item(known) : request(org, kind, request, fingerprint))
                // Another request for the same came first, and has ended already when this finds nothing again.
                .chain(id -> id.isPresent() ? Uni.createFrom().item(id.get()) : join(org, kind, request, fingerprint));
    }

    private Uni<Optional<Long>> request(OrgId org, String kind, JsonNode request, Buffer fingerprint) {
        return commands.countOpen(org)
                .invoke(open -> {
                    if (open >= config.mostOpen()) {
                        throw Failure.tooMany(
                                "This organisation has " + open
                                        + " checks and discoveries under way. Wait until one ends.",
                                RETRY_AFTER);
                    }
                })
                .chain(() -> commands.insert(
                        org,
                        kind,
                        fingerprint,
                        secretCipher.seal(Secret.of(request.toString()), CommandSecrets.owner(org.value()))))
                .call(id -> id.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : jobQueue.enqueue(
                                ConnectorCommandJob.KIND, org, Map.of(ConnectorCommandJob.COMMAND, id.get())));
    }

    private Uni<CommandOutcome> outcome(OrgId org, long id) {
        return endings.await(org, id, () -> tenantTransactions
                        .inOrg(org, () -> commands.progress(org, id))
                        .map(found -> Optional.ofNullable(
                                found.orElseThrow(CommandOutcome::noAnswer).outcome())))
                .map(CommandOutcome::from);
    }
}
