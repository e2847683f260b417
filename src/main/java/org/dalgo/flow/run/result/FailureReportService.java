package org.dalgo.flow.run.result;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.dalgo.flow.run.result.ResultRepository.OutcomeRow;
import org.dalgo.platform.tenancy.OrgId;

/** Says for other rooms what failed in a run and why. Joins the transaction of the caller. */
@ApplicationScoped
public class FailureReportService {

    private final ResultRepository results;

    @Inject
    FailureReportService(ResultRepository results) {
        this.results = results;
    }

    /** What failed first in the first failed step of a run; without a fault when no step stored one. */
    public Uni<FailureReport> report(OrgId org, long run) {
        return results.outcomes(org, run)
                .chain(outcomes -> results.newTestFailures(org, run).map(tests -> report(outcomes, tests)));
    }

    private static FailureReport report(List<OutcomeRow> outcomes, List<String> tests) {
        return outcomes.stream()
                .filter(outcome -> outcome.failed() && outcome.fault() != null)
                .findFirst()
                .map(outcome -> new FailureReport(
                        outcome.label(),
                        outcome.fault(),
                        outcome.others(),
                        FailureRules.causeOf(outcome.fault()),
                        tests))
                .orElseGet(() -> new FailureReport(null, null, 0, Optional.empty(), tests));
    }
}
