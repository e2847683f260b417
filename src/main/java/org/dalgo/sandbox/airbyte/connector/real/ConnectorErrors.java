package org.dalgo.sandbox.airbyte.connector.real;

import java.util.function.Supplier;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;

/** Failures of connectors in the words of the stand-in. */
final class ConnectorErrors {

    private ConnectorErrors() {}

    static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (ConnectorError e) {
            ConnectorFailure.Type type =
                    switch (e.kind()) {
                        case CONFIGURATION -> ConnectorFailure.Type.CONFIG_ERROR;
                        case TRANSIENT -> ConnectorFailure.Type.TRANSIENT_ERROR;
                        case SYSTEM -> ConnectorFailure.Type.SYSTEM_ERROR;
                    };
            throw new ConnectorFailure(
                    SandboxActorType.SOURCE, type, e.getMessage(), new IllegalStateException(e.internal()));
        }
    }
}
