package org.dalgo.flow;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.dalgo.flow.task.AirbyteSettingsProvider;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.DbtSettingsProvider;
import org.dalgo.platform.tenancy.OrgId;

/** Stands for the data rooms: a test says what an organisation has set up. */
@Alternative
@ApplicationScoped
public class FixedSettings implements DbtSettingsProvider, AirbyteSettingsProvider {

    private final Map<OrgId, DbtSettings> projects = new ConcurrentHashMap<>();
    private final Map<OrgId, String> servers = new ConcurrentHashMap<>();

    /** The organisation has a dbt project. */
    public void project(OrgId org, DbtSettings settings) {
        projects.put(org, settings);
    }

    /** The organisation has Airbyte. */
    public void server(OrgId org, String secret) {
        servers.put(org, secret);
    }

    @Override
    public Uni<Optional<DbtSettings>> find(OrgId org) {
        return Uni.createFrom().item(Optional.ofNullable(projects.get(org)));
    }

    @Override
    public Uni<Void> publishSecrets(OrgId org) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Optional<String>> serverSecret(OrgId org) {
        return Uni.createFrom().item(Optional.ofNullable(servers.get(org)));
    }
}
