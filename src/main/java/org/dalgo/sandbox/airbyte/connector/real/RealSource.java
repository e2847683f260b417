package org.dalgo.sandbox.airbyte.connector.real;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dalgo.light.connector.Connectors;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.ConnectorLog;
import org.dalgo.light.protocol.LogLevel;
import org.dalgo.light.protocol.Message;
import org.dalgo.light.registry.ConnectorPackage;
import org.dalgo.sandbox.airbyte.connector.ConnectorCheckResult;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.jboss.logging.Logger;

/** A connector of Airbyte, as a process. */
public final class RealSource implements SourceConnector {

    private static final Logger LOG = Logger.getLogger(RealSource.class);

    private final Connectors connectors;
    private final ConnectorPackage connector;

    public RealSource(Connectors connectors, ConnectorPackage connector) {
        this.connectors = connectors;
        this.connector = connector;
    }

    /** Version of the package, which is that of the image too. */
    public String version() {
        return connector.version();
    }

    /** Schema of the configuration, as the connector itself tells; the first call may install it. */
    public ObjectNode specification() {
        return ConnectorErrors.told(
                () -> (ObjectNode) connectors.spec(connector, log()).get("connectionSpecification"));
    }

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        try {
            Message.CheckOutcome outcome = connectors.check(connector, config, log());
            return outcome.works() ? ConnectorCheckResult.success() : ConnectorCheckResult.failure(outcome.message());
        } catch (ConnectorError e) {
            return ConnectorCheckResult.failure(e.getMessage());
        }
    }

    @Override
    public ArrayNode discover(ObjectNode config) {
        return ConnectorErrors.told(() -> ProtocolCatalog.streams(connectors.discover(connector, config, log())));
    }

    @Override
    public Reading open(ObjectNode config, List<Selected> streams) {
        return ConnectorErrors.told(() -> new RealReading(
                connectors.read(
                        connector, config, ProtocolCatalog.configured(streams), ProtocolCatalog.states(streams), log()),
                streams));
    }

    private ConnectorLog log() {
        return (level, text) -> LOG.log(
                level == LogLevel.ERROR ? Logger.Level.WARN : Logger.Level.DEBUG,
                connector.distribution() + ": " + text);
    }
}
