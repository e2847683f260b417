package org.dalgo.data.connector.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.secret.UnreadableSecret;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Executes commands and stores their outcomes. A failure in words for a person is an outcome; others are retried once. */
@ApplicationScoped
class ConnectorCommandJob implements JobHandler {

    static final String KIND = "connector-command";
    static final String COMMAND = "command";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TenantTransactions tenantTransactions;
    private final ConnectorCommandRepository commands;
    private final CommandEndings endings;
    private final SecretCipher secretCipher;
    private final Map<String, ConnectorCommand> kinds;

    @Inject
    ConnectorCommandJob(
            TenantTransactions tenantTransactions,
            ConnectorCommandRepository commands,
            CommandEndings endings,
            SecretCipher secretCipher,
            @All List<ConnectorCommand> kinds) {
        this.tenantTransactions = tenantTransactions;
        this.commands = commands;
        this.endings = endings;
        this.secretCipher = secretCipher;
        this.kinds = kinds.stream().collect(Collectors.toMap(ConnectorCommand::kind, Function.identity()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.COMMAND;
    }

    @Override
    public int maxAttempts() {
        return 2;
    }

    /** A little more than Airbyte may take. */
    @Override
    public Duration timeout() {
        return Duration.ofMinutes(12);
    }

    @Override
    public Uni<Void> run(Job job) {
        OrgId org = job.org();
        long id = job.payload().path(COMMAND).asLong();
        return tenantTransactions
                .inOrg(org, () -> commands.open(org, id))
                .chain(open -> open.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : execute(org, open.get())
                                .chain(outcome -> end(org, id, outcome, isKept(open.get(), outcome))));
    }

    @Override
    public Uni<Void> onGivenUp(Job job, Throwable cause) {
        Failure failure = cause instanceof TimeoutException
                ? CommandOutcome.noAnswer()
                : new Failure(Problem.INTERNAL, "something went wrong on our side");
        return end(job.org(), job.payload().path(COMMAND).asLong(), new CommandOutcome(null, failure), false);
    }

    private boolean isKept(ConnectorCommandRepository.Open open, CommandOutcome outcome) {
        return outcome.failure() == null && kinds.get(open.kind()).isKept(outcome.result());
    }

    private Uni<CommandOutcome> execute(OrgId org, ConnectorCommandRepository.Open open) {
        return Uni.createFrom()
                .deferred(() -> kinds.get(open.kind())
                        .run(org, request(org, open.request()))
                        .emitOn(CallerContextExecutor.current()))
                .map(result -> new CommandOutcome(result, null))
                .onFailure(failure -> failure instanceof Failure ours && ours.problem() != Problem.DATABASE_UNAVAILABLE)
                .recoverWithItem(failure -> new CommandOutcome(null, (Failure) failure));
    }

    private Uni<Void> end(OrgId org, long id, CommandOutcome outcome, boolean kept) {
        return tenantTransactions.inOrg(
                org, () -> commands.end(org, id, outcome.toText(), kept).chain(() -> endings.publish(id)));
    }

    private JsonNode request(OrgId org, SealedSecret sealed) {
        try {
            return JSON.readTree(
                    secretCipher.open(sealed, CommandSecrets.owner(org.value())).reveal());
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the text.
            throw new IllegalStateException("the stored request of a command is not JSON");
        } catch (UnreadableSecret e) {
            throw Failure.conflict("The key that encrypts credentials has changed meanwhile. Try it again.");
        }
    }
}
