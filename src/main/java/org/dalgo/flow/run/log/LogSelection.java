package org.dalgo.flow.run.log;

import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A part of the log of one run.
 *
 * @param run key of the run
 * @param upTo last place that belongs to the part
 * @param step step whose lines are meant, those of subflows below it included; or null
 * @param flowRun flow run that wrote the lines; or null
 * @param taskRun task run that wrote the lines itself; or null
 */
public record LogSelection(OrgId org, long run, int upTo, UUID step, UUID flowRun, UUID taskRun) {

    /** The whole log of a run. */
    public static LogSelection ofRun(RunSnapshot run) {
        return new LogSelection(run.org(), run.id(), run.lines(), null, null, null);
    }

    /** The lines of one step of a run. */
    public static LogSelection ofStep(RunSnapshot run, UUID step) {
        return new LogSelection(run.org(), run.id(), run.lines(), step, null, null);
    }

    /**
     * The lines that a subflow of a run wrote.
     *
     * @param taskRun one task run of the subflow, or null for all its lines
     */
    public static LogSelection ofSubflow(RunSnapshot run, UUID flowRun, UUID taskRun) {
        return new LogSelection(run.org(), run.id(), run.lines(), null, flowRun, taskRun);
    }
}
