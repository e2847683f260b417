package org.dalgo.platform.startup;

/**
 * What the start is doing, one line each, for the person who waits. Written straight to standard output: most of it
 * happens while configuration is read, when Quarkus still holds log records back.
 */
public final class StartupProgress {

    private final String subject;
    private final int total;
    private int step;

    private StartupProgress(String subject, int total) {
        this.subject = subject;
        this.total = total;
    }

    /** Work on {@code subject} in a known number of steps; each {@link #nextStep} is one of them. */
    public static StartupProgress ofSteps(String subject, int total) {
        return new StartupProgress(subject, total);
    }

    /** One line, said once: {@code "Prefect: ready at http://127.0.0.1:4200"}. */
    @SuppressWarnings("SystemOut") // the terminal is the whole point
    public static void print(String subject, String message) {
        System.out.println(subject + ": " + message);
    }

    /** Prints that the next step begins: {@code "Python: creating environment, 3 of 6: installing packages"}. */
    public void nextStep(String doing) {
        step++;
        print(subject, "step " + step + " of " + total + ": " + doing);
    }
}
