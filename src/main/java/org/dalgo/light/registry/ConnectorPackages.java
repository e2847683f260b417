package org.dalgo.light.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The connectors that were tried; {@code src/connectors/try_connectors.py} writes the list. */
public final class ConnectorPackages {

    private static final String RESOURCE = "/light/connectors.json";

    private final List<ConnectorPackage> all;

    private ConnectorPackages(List<ConnectorPackage> all) {
        this.all = all;
    }

    /** The committed list. */
    public static ConnectorPackages load() {
        try (InputStream in = ConnectorPackages.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from the build");
            }
            return new ConnectorPackages(List.of(new ObjectMapper().readValue(in, ConnectorPackage[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
        }
    }

    public List<ConnectorPackage> all() {
        return all;
    }

    /** The package that stands for an image of Airbyte. */
    public Optional<ConnectorPackage> ofImage(String image) {
        return all.stream().filter(found -> found.image().equals(image)).findFirst();
    }
}
