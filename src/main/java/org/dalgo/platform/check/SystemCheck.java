package org.dalgo.platform.check;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** The check of one system. It changes nothing there. */
public interface SystemCheck {

    /** Name of the system, for people. */
    String system();

    /** What was found. A failure counts as one result; the caller bounds the time. */
    Uni<List<CheckResult>> check();

    /** What to do when the check itself fails or takes too long: the settings that say where the system is. */
    String remedy();
}
