package org.dalgo.sandbox.airbyte.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;

/**
 * Failures ordered by a test: {@code {match, times, action, …}}. {@code match} is a path, a connector's repository, or
 * the id of a source, destination or connection. {@code *} or nothing matches everything.
 */
public final class FaultInjection {

    /** Faults of the HTTP call itself. */
    public static final Set<String> OF_CALLS =
            Set.of("timeout", "reset", "status", "slow", "lost_answer", "unauthorized_once");

    public static final Set<String> OF_CHECKS = Set.of("check_no", "check_crash");
    public static final Set<String> OF_DISCOVERY = Set.of("discover_fail");
    public static final Set<String> OF_JOBS = Set.of("attempt_fail", "job_fail", "partial_success", "stuck");

    private final List<ObjectNode> injected = new ArrayList<>();

    public void inject(RequestBody requestBody) {
        String action = requestBody.text("action");
        boolean known = List.of(OF_CALLS, OF_CHECKS, OF_DISCOVERY, OF_JOBS).stream()
                .anyMatch(actions -> actions.contains(action));
        if (!known) {
            throw AirbyteApiException.badRequest("unknown action " + action);
        }
        injected.add(requestBody.json().deepCopy().put("times", requestBody.number("times", 1)));
    }

    /** The first ordered fault of one of these kinds that matches one of the names; used up after its number of times. */
    public Optional<ObjectNode> take(Set<String> actions, Collection<String> names) {
        for (Iterator<ObjectNode> faults = injected.iterator(); faults.hasNext(); ) {
            ObjectNode fault = faults.next();
            String match = fault.path("match").asText("*");
            if (actions.contains(fault.path("action").asText()) && (match.equals("*") || names.contains(match))) {
                int left = fault.path("times").asInt() - 1;
                fault.put("times", left);
                if (left <= 0) {
                    faults.remove();
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    public void clear() {
        injected.clear();
    }
}
