package org.dalgo.upstream.prefect.run;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.UUID;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.prefect.http.PrefectCalls;
import org.dalgo.upstream.prefect.http.PrefectErrorResponse;

/**
 * Changes of a run's state. Prefect answers 200 or 201 whether it accepts, rejects or aborts; the body has the result.
 * For a cancellation a rejection may be a success.
 */
public final class FlowRunStateClient {

    private static final Pattern FULL_STOP = Pattern.compile("\\.$");

    private final PrefectCalls calls;
    private final FlowRunRestClient rest;

    public FlowRunStateClient(PrefectCalls calls) {
        this.calls = calls;
        this.rest = calls.client(FlowRunRestClient.class);
    }

    public Uni<CancelOutcome> cancel(UUID run, String message) {
        return set(run, StateRequest.of(StateType.CANCELLING, "Cancelling", message), false, "cancel the run")
                .chain(answer -> outcome(run, answer));
    }

    public Uni<StateType> endCancelling(UUID run, String message) {
        return setAndRead(run, StateRequest.of(StateType.CANCELLED, "Cancelled", message), false, "end the run");
    }

    public Uni<StateType> force(UUID run, StateType type, String name, String message) {
        return setAndRead(run, StateRequest.of(type, name, message), true, "set the run's state");
    }

    public Uni<StateType> retryAt(UUID run, Instant at) {
        return setAndRead(run, StateRequest.scheduled("AwaitingRetry", at), true, "plan the run again");
    }

    /**
     * A run without a process is put into CANCELLED instead (REJECT); a run that is already being cancelled rejects
     * too; an ended one aborts. An answer without a state leaves the run as it was: then the run itself says how it is.
     */
    private Uni<CancelOutcome> outcome(UUID run, SetStateResponse answer) {
        if (!"ABORT".equals(answer.status()) && answer.state() != null) {
            if (answer.state().type() == StateType.CANCELLED) {
                return Uni.createFrom().item(new CancelOutcome(CancelOutcome.Kind.CANCELLED, StateType.CANCELLED));
            }
            if (answer.state().type() == StateType.CANCELLING) {
                return Uni.createFrom().item(new CancelOutcome(CancelOutcome.Kind.CANCELLING, StateType.CANCELLING));
            }
        }
        return current(run).map(type -> unchanged(type, answer));
    }

    private static CancelOutcome unchanged(StateType type, SetStateResponse answer) {
        if (type == StateType.CANCELLING) {
            return new CancelOutcome(CancelOutcome.Kind.CANCELLING, type);
        }
        if (type != null && type.isTerminal()) {
            return new CancelOutcome(CancelOutcome.Kind.ALREADY_ENDED, type);
        }
        throw refused("cancel the run", answer);
    }

    private Uni<StateType> setAndRead(UUID run, StateRequest state, boolean force, String doing) {
        return set(run, state, force, doing).chain(answer -> {
            if ("WAIT".equals(answer.status())) {
                return Uni.createFrom().failure(refused(doing, answer));
            }
            boolean accepted = "ACCEPT".equals(answer.status()) && answer.state() != null;
            return accepted ? Uni.createFrom().item(answer.state().type()) : current(run);
        });
    }

    private Uni<SetStateResponse> set(UUID run, StateRequest state, boolean force, String doing) {
        return calls.send(doing, () -> rest.setState(run, new SetStateRequest(state, force)));
    }

    private Uni<StateType> current(UUID run) {
        return calls.send("read the run", () -> rest.read(run))
                .map(found -> found.state() == null ? null : found.state().type());
    }

    private static UpstreamFailure refused(String doing, SetStateResponse answer) {
        String reason = answer.details() == null || answer.details().reason() == null
                ? "the run's state forbids it"
                : answer.details().reason();
        return new UpstreamFailure(
                PrefectErrorResponse.SYSTEM,
                Kind.CONFLICT,
                "Prefect could not " + doing + ": " + FULL_STOP.matcher(reason).replaceFirst("") + ".",
                null);
    }
}
