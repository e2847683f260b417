package org.dalgo.platform.job.context;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** The way back after work on another thread: the database is tied to the context of the caller. */
public final class CallerContextExecutor {

    private CallerContextExecutor() {}

    /** Runs on the context that is current now, or where it is called when there is none. */
    public static Executor current() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : step -> context.runOnContext(ignored -> step.run());
    }
}
