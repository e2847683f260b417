package org.dalgo.upstream.call;

/**
 * One call to another system.
 *
 * @param policy how calls of this class are treated
 * @param doing what it is for, as in "Prefect could not …"
 * @param answered whether the answer must have content
 * @param confidential its request holds a secret: nothing that the system says about it may be passed on
 */
public record UpstreamCall(CallPolicy policy, String doing, boolean answered, boolean confidential) {

    /** A call whose answer is read. */
    public static UpstreamCall reading(CallPolicy policy, String doing) {
        return new UpstreamCall(policy, doing, true, false);
    }

    /** A call of whose answer only the status counts. */
    public static UpstreamCall executing(CallPolicy policy, String doing) {
        return new UpstreamCall(policy, doing, false, false);
    }

    public UpstreamCall asConfidential() {
        return new UpstreamCall(policy, doing, answered, true);
    }
}
