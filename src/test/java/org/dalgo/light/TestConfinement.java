package org.dalgo.light;

import java.nio.file.Path;
import java.util.List;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.confinement.ConfinementOptions;
import org.dalgo.platform.net.AddressPolicy;

/** Confinement as in development: by what the machine offers, with every network of it in reach. */
public final class TestConfinement {

    private static final Path FLOWS = Path.of("src/main/python");

    private TestConfinement() {}

    /** Connectors may read some folders, besides what they need. */
    public static Confinement reading(Path... folders) {
        return new Confinement(options(new AddressPolicy(true, true, List.of()), folders));
    }

    /** The same for other addresses. */
    public static ConfinementOptions options(AddressPolicy addresses, Path... folders) {
        return new ConfinementOptions(FLOWS, List.of(folders), addresses);
    }
}
