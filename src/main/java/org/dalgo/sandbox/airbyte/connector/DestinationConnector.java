package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;

/** Somewhere to write to. Methods block; they run on worker threads. */
public interface DestinationConnector {

    /** Whether the configuration works. */
    ConnectorCheckResult check(ObjectNode config);

    /** Where streams without a namespace of their own go. */
    String defaultNamespace(ObjectNode config);

    /**
     * Opens the destination for one attempt of a job.
     *
     * @param targets all of the connection, also those that this job does not write to
     */
    Load open(ObjectNode config, long jobId, List<Target> targets);

    /**
     * Where one stream goes.
     *
     * @param namespace schema or data set
     * @param table table, prefix included
     * @param stream what is written there
     */
    record Target(String namespace, String table, ConfiguredStream stream) {}

    /** One attempt's writing. Nothing of a stream can be seen before a checkpoint or its commit. */
    interface Load extends AutoCloseable {

        void begin(Target target);

        void write(Target target, List<ObjectNode> records);

        /** Whether what was written is lasting now, so that a state of the source that came after it may be kept. */
        boolean checkpoint(Target target);

        /** Makes what was written visible, by the stream's mode. */
        void commit(Target target);

        /** How many values of the target did not fit their column and are null, by field. */
        Map<String, Long> nulled(Target target);

        /** Empties the target. */
        void clear(Target target);

        @Override
        void close();
    }
}
