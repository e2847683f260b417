package org.dalgo.platform.check;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.platform.startup.StartupFailure;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Production does not start with an {@link UnsafeSetting} that its operator has not accepted. */
@ApplicationScoped
class ProductionCheck implements SystemCheck {

    private static final Logger LOG = Logger.getLogger(ProductionCheck.class);

    private final Settings settings;
    private final Set<UnsafeSetting> accepted;
    private final CheckConfig config;

    @Inject
    ProductionCheck(Config settings, ProductionConfig production, CheckConfig config) {
        this(
                new Settings(name -> settings.getOptionalValue(name, String.class), names(settings)),
                production.acceptedRisks().orElse(Set.of()),
                config);
    }

    ProductionCheck(Settings settings, Set<UnsafeSetting> accepted, CheckConfig config) {
        this.settings = settings;
        this.accepted = accepted;
        this.config = config;
    }

    /** A copy: the names that the configuration answers can be read once. */
    private static Set<String> names(Config settings) {
        Set<String> names = new HashSet<>();
        settings.getPropertyNames().forEach(names::add);
        return names;
    }

    /** Before the other observers: nothing is opened to the network yet. */
    void start(@Observes @Priority(1) StartupEvent started) {
        if (LaunchMode.current() == LaunchMode.NORMAL && !config.only()) {
            refuseUnsafe();
        }
    }

    void refuseUnsafe() {
        List<UnsafeSetting> refused = new ArrayList<>();
        found().forEach(setting -> {
            if (accepted.contains(setting)) {
                LOG.warnf("accepted risk %s: %s", setting.acceptedAs(), setting.problem());
            } else {
                refused.add(setting);
            }
        });
        if (!refused.isEmpty()) {
            throw new StartupFailure(refused.stream()
                    .map(setting -> "unsafe in production: " + setting.problem() + ". Remedy: " + setting.remedy()
                            + ". To accept it: DALGO_PRODUCTION_ACCEPTED_RISKS=" + setting.acceptedAs())
                    .collect(Collectors.joining("\n")));
        }
    }

    private Stream<UnsafeSetting> found() {
        return Stream.of(UnsafeSetting.values()).filter(setting -> setting.isIn(settings));
    }

    @Override
    public String system() {
        return "Settings";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        return Uni.createFrom().item(() -> {
            List<CheckResult> results = found().map(this::result).toList();
            return results.isEmpty() ? List.of(CheckResult.ok("none is unsafe in production")) : results;
        });
    }

    private CheckResult result(UnsafeSetting setting) {
        return accepted.contains(setting)
                ? CheckResult.warning(setting.problem() + " (accepted)", setting.remedy())
                : CheckResult.failed(setting.problem(), setting.remedy());
    }

    @Override
    public String remedy() {
        return "";
    }
}
