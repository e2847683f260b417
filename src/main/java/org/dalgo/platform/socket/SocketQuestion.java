package org.dalgo.platform.socket;

import org.dalgo.platform.access.Caller;

/**
 * A message and who sent it.
 *
 * @param caller who asks; what they may do is for the service to look at
 * @param body the message; it may hold credentials
 */
public record SocketQuestion<T>(Caller caller, T body) {

    /** Without the message. */
    @Override
    public String toString() {
        return "SocketQuestion[" + caller.orgSlug() + "]";
    }
}
