package org.dalgo.upstream.call;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** The {@code Authorization} header of calls to one system. */
public interface Credentials {

    /** No credentials. */
    Credentials NONE = fixed(null);

    /** Completes with the header when it can be sent; empty when none is needed. */
    Uni<Optional<String>> ready();

    /** The header as it is now. */
    Optional<String> current();

    /** Called when the header was refused; true when another one may help. */
    boolean invalidate(Optional<String> refused);

    /** The same for every call, or null for none. */
    static Credentials fixed(String header) {
        Optional<String> value = Optional.ofNullable(header);
        return new Credentials() {
            @Override
            public Uni<Optional<String>> ready() {
                return Uni.createFrom().item(value);
            }

            @Override
            public Optional<String> current() {
                return value;
            }

            @Override
            public boolean invalidate(Optional<String> refused) {
                return false;
            }
        };
    }
}
