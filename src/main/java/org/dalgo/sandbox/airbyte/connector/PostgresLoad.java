package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dalgo.light.load.LoadFailure;
import org.dalgo.light.load.LoadMode;
import org.dalgo.light.load.LoadTarget;
import org.dalgo.light.load.PostgresLoader;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;

/** The loader of light, in the words of this stand-in. */
final class PostgresLoad implements DestinationConnector.Load {

    private final Map<DestinationConnector.Target, LoadTarget> targets = new LinkedHashMap<>();
    private final PostgresLoader loader;

    PostgresLoad(
            Connection connection,
            List<DestinationConnector.Target> targets,
            PostgresLoader.Options options,
            SandboxClock clock) {
        targets.forEach(target -> this.targets.put(target, of(target)));
        this.loader = new PostgresLoader(connection, List.copyOf(this.targets.values()), options, clock::now);
    }

    private static LoadTarget of(DestinationConnector.Target target) {
        ConfiguredStream stream = target.stream();
        return new LoadTarget(
                stream.identity(),
                target.namespace(),
                target.table(),
                stream.schema(),
                stream.fields(),
                LoadMode.of(stream.mode()),
                stream.key(),
                stream.cursor().stream().findFirst(),
                stream.incremental());
    }

    @Override
    public void begin(DestinationConnector.Target target) {
        told(() -> loader.begin(targets.get(target)));
    }

    @Override
    public void write(DestinationConnector.Target target, List<ObjectNode> records) {
        told(() -> loader.write(targets.get(target), records.iterator()));
    }

    @Override
    public boolean checkpoint(DestinationConnector.Target target) {
        return answer(() -> loader.checkpoint(targets.get(target)));
    }

    @Override
    public void commit(DestinationConnector.Target target) {
        told(() -> loader.complete(targets.get(target)));
    }

    @Override
    public Map<String, Long> nulled(DestinationConnector.Target target) {
        return loader.count(targets.get(target)).nulled();
    }

    @Override
    public void clear(DestinationConnector.Target target) {
        told(() -> loader.clear(targets.get(target)));
    }

    @Override
    public void close() {
        told(loader::close);
    }

    private static void told(Runnable work) {
        answer(() -> {
            work.run();
            return true;
        });
    }

    private static <T> T answer(Supplier<T> work) {
        try {
            return work.get();
        } catch (LoadFailure e) {
            throw new ConnectorFailure(
                    SandboxActorType.DESTINATION,
                    e.isTransient() ? ConnectorFailure.Type.TRANSIENT_ERROR : ConnectorFailure.Type.CONFIG_ERROR,
                    e.getMessage(),
                    e);
        }
    }
}
