package org.dalgo.platform.check;

import io.quarkus.arc.All;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import org.dalgo.platform.job.context.DetachedContext;

/** Runs all checks at once, each in a bounded time. */
@ApplicationScoped
public class SystemCheckService {

    /**
     * What is known about one system.
     *
     * @param system its name
     * @param results at least one
     */
    public record Report(String system, List<CheckResult> results) {}

    private final List<SystemCheck> checks;
    private final DetachedContext detachedContext;
    private final CheckConfig config;

    @Inject
    SystemCheckService(@All List<SystemCheck> checks, DetachedContext detachedContext, CheckConfig config) {
        this.checks = checks.stream()
                .sorted(Comparator.comparing(SystemCheck::system))
                .toList();
        this.detachedContext = detachedContext;
        this.config = config;
    }

    /** The results, by name of the system. Never fails. */
    public Uni<List<Report>> run() {
        return Uni.join().all(checks.stream().map(this::bounded).toList()).andFailFast();
    }

    private Uni<Report> bounded(SystemCheck check) {
        return detachedContext
                .call(check::check)
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .recoverWithItem(failure -> List.of(CheckResult.failed(reason(failure), check.remedy())))
                .map(results -> new Report(check.system(), results));
    }

    private String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + config.timeout().toSeconds() + " s";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
