package org.dalgo.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prefect for tests, one per JVM: {@code @WithTestResource(value = RealPrefect.class, scope = GLOBAL)} on any
 * test, then {@link #orSkip} in those that need it. Where there is no Python or no package index they are skipped with
 * the reason; with {@code CI=true} or {@code -Ddalgo.test.require-prefect=true} its absence fails them.
 */
public final class RealPrefect implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        String url = callShared("apiUrl");
        return url == null ? Map.of() : Map.of("dalgo.prefect.url", url);
    }

    /** It stays: the next application of this JVM, or a test without one, needs it again. */
    @Override
    public void stop() {}

    /** The running Prefect, started if this is the first question; skips the test where it cannot be had. */
    public static RealPrefect orSkip() {
        Assumptions.assumeTrue(callShared("apiUrl") != null, () -> "no real Prefect here: " + callShared("absence"));
        return new RealPrefect();
    }

    /** Base address of the REST interface, {@code /api} included. */
    public String apiUrl() {
        return callShared("apiUrl");
    }

    /** Kills the worker and its flow runs, as a crash would; a new one is started at once. */
    public void killWorker() {
        callShared("killWorker");
    }

    /** Stops the server in good order, starts it and waits until it answers. */
    public void restartServer() {
        callShared("restartServer");
    }

    /** Waits until the server answers and the worker reports to its pool. */
    public void awaitReady() {
        callShared("awaitReady");
    }

    /** Each application under test has a class loader of its own; the system's is the one that all of them share. */
    private static String callShared(String method) {
        try {
            return (String) Class.forName(SharedPrefect.class.getName(), true, ClassLoader.getSystemClassLoader())
                    .getMethod(method)
                    .invoke(null);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
