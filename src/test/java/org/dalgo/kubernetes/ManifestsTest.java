package org.dalgo.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.kubernetes.Manifests.Manifest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a cluster would say about the manifests, as far as it can be said without one; {@code kubernetes/test/run} asks a cluster. */
class ManifestsTest {

    /** Kinds of operators that a cluster may have. */
    private static final Set<String> OPERATORS = Set.of("ServiceMonitor", "PrometheusRule", "ExternalSecret");

    /** Containers that serve nobody: nothing waits for them, and a process that ends is started again. */
    private static final Set<String> WITHOUT_READINESS = Set.of("worker", "pending-jobs", "services");

    private final List<Manifest> applied = Manifests.all();

    private List<Manifest> workloads() {
        return Stream.concat(applied.stream(), Stream.of(Manifests.jobOfARun()))
                .filter(manifest -> manifest.pod().isPresent())
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> eachObjectIsOfAKnownKindAndHasKnownFieldsOnly() {
        return Stream.concat(applied.stream(), Stream.of(Manifests.jobOfARun()))
                .map(manifest -> DynamicTest.dynamicTest(manifest.toString(), () -> {
                    if (manifest.object() instanceof GenericKubernetesResource other) {
                        assertThat(OPERATORS).contains(other.getKind());
                        return;
                    }
                    List<String> unknown = new ArrayList<>();
                    findUnknown(manifest.object(), manifest.object().getKind(), unknown);
                    assertThat(unknown).isEmpty();
                }));
    }

    @Test
    void aMistypedFieldIsFound() throws IOException {
        Path file = Files.createTempFile("manifest", ".yaml");
        Files.writeString(
                file,
                Files.readString(Manifests.ROOT.resolve("base/application.yaml"))
                        .replace("readinessProbe:", "readinesProbe:"));
        List<String> unknown = new ArrayList<>();
        for (JsonNode document : Manifests.documents(file)) {
            findUnknown(new KubernetesSerialization().convertValue(document, HasMetadata.class), "", unknown);
        }
        Files.delete(file);

        assertThat(unknown).singleElement().asString().endsWith("readinesProbe");
    }

    @TestFactory
    Stream<DynamicTest> eachPodMayDoLittleAndTakeSoMuch() {
        return workloads().stream()
                .map(manifest -> DynamicTest.dynamicTest(manifest.toString(), () -> {
                    PodSpec pod = manifest.pod().orElseThrow();
                    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
                    assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                            .isEqualTo("RuntimeDefault");
                    // Only Prefect's worker speaks to the cluster.
                    assertThat(pod.getAutomountServiceAccountToken())
                            .isEqualTo(
                                    manifest.name() != null && manifest.name().equals("dalgo-worker"));
                    assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
                    for (Container container : containers(pod)) {
                        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                                .as(container.getName())
                                .isTrue();
                        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                                .isFalse();
                        assertThat(container
                                        .getSecurityContext()
                                        .getCapabilities()
                                        .getDrop())
                                .containsExactly("ALL");
                        assertThat(container.getResources().getLimits()).containsKey("memory");
                        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachServerIsProbed() {
        return workloads().stream()
                .filter(manifest -> !manifest.object().getKind().equals("Job"))
                .map(manifest -> DynamicTest.dynamicTest(manifest.toString(), () -> {
                    for (Container container : manifest.pod().orElseThrow().getContainers()) {
                        if (!container.getName().equals("pending-jobs")) {
                            assertThat(container.getLivenessProbe())
                                    .as(container.getName())
                                    .isNotNull();
                        }
                        if (!WITHOUT_READINESS.contains(container.getName())) {
                            assertThat(container.getReadinessProbe())
                                    .as(container.getName())
                                    .isNotNull();
                        }
                    }
                }));
    }

    @Test
    void theApplicationIsProbedOnItsManagementPortOnly() {
        Container dalgo =
                workload("base/application.yaml", "dalgo").getContainers().get(0);

        assertThat(List.of(dalgo.getStartupProbe(), dalgo.getLivenessProbe(), dalgo.getReadinessProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management"));
        assertThat(dalgo.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/q/health/ready");
    }

    @Test
    void eachSettingIsADocumentedOne() throws IOException {
        Set<String> documented = Files.readAllLines(Path.of("docs/configuration.md")).stream()
                .filter(line -> line.startsWith("| `dalgo."))
                .map(line -> line.split("`", 3)[1])
                .map(ManifestsTest::variable)
                .collect(Collectors.toSet());
        String operations = Files.readString(Path.of("docs/operations.md"));
        String worker = Files.readString(Path.of("src/main/python/README.md"));

        Set<String> unknown = new TreeSet<>();
        for (String name : variables()) {
            boolean known = name.startsWith("DALGO_")
                    ? documented.stream().anyMatch(name::matches) || worker.contains("`" + name + "`")
                    : operations.contains(name);
            if (!known) {
                unknown.add(name);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void eachImageHasItsNameAndTagInOnePlace() {
        Set<String> versions = new HashSet<>();
        Manifests.documents(Manifests.ROOT.resolve("versions/kustomization.yaml"))
                .get(0)
                .path("images")
                .forEach(image -> versions.add(image.path("name").asText()));
        Set<String> used = workloads().stream()
                .flatMap(manifest -> containers(manifest.pod().orElseThrow()).stream())
                .map(Container::getImage)
                .collect(Collectors.toSet());

        assertThat(used).isEqualTo(versions);
    }

    @Test
    void eachSecretThatAPodNamesIsInTheExample() {
        Set<String> example = new TreeSet<>();
        for (JsonNode secret :
                Manifests.documents(Manifests.ROOT.resolve("components/external-secrets/secrets.yaml"))) {
            secret.path("spec")
                    .path("data")
                    .forEach(entry ->
                            example.add(secret.path("metadata").path("name").asText() + "/"
                                    + entry.path("secretKey").asText()));
        }
        Set<String> named = applied.stream()
                .filter(manifest -> !manifest.file().startsWith(Manifests.ROOT.resolve("overlays/demo")))
                .flatMap(manifest -> manifest.pod().stream())
                .flatMap(pod -> containers(pod).stream())
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getValueFrom() != null)
                .map(variable -> variable.getValueFrom().getSecretKeyRef())
                .map(reference -> reference.getName() + "/" + reference.getKey())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(example).containsExactlyElementsOf(named);
    }

    @Test
    void theWorkersRoleIsTheSmallestThatSufficed() {
        Role role = one(Role.class, "dalgo-worker");

        assertThat(role.getMetadata().getNamespace()).isEqualTo("dalgo-runs");
        Map<String, Set<String>> verbs = role.getRules().stream()
                .collect(Collectors.toMap(rule -> String.join(",", rule.getResources()), ManifestsTest::verbs));
        assertThat(verbs)
                .isEqualTo(Map.of(
                        "pods,pods/log,pods/status,events", Set.of("get", "list", "watch"),
                        "jobs", Set.of("get", "list", "watch", "create", "patch", "delete")));
    }

    @Test
    void bothNamespacesEnforceTheRestrictedStandard() {
        assertThat(applied.stream().map(Manifest::object).filter(Namespace.class::isInstance))
                .hasSize(2)
                .allSatisfy(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
        assertThat(applied.stream().map(Manifest::object).filter(ServiceAccount.class::isInstance))
                .map(ServiceAccount.class::cast)
                .allMatch(account -> !account.getAutomountServiceAccountToken());
    }

    @Test
    void runsReachNoPrivateAddressThatNoOverlayNames() {
        assertThat(one(NetworkPolicy.class, "refuse-by-default", "dalgo-runs")
                        .getSpec()
                        .getPolicyTypes())
                .containsExactlyInAnyOrder("Ingress", "Egress");
        var open = one(NetworkPolicy.class, "public-addresses")
                .getSpec()
                .getEgress()
                .get(0)
                .getTo();
        assertThat(open.get(0).getIpBlock().getExcept())
                .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
        assertThat(open).allMatch(peer -> peer.getIpBlock() != null && peer.getPodSelector() == null);
    }

    /**
     * The Prometheus operator reads rules from an object, promtool from the file: the object is the file with a head.
     * {@code -Ddalgo.rules.update=true} writes it.
     */
    @Test
    void theObjectOfThePrometheusOperatorHoldsTheAlertRules() throws IOException {
        Path object = Manifests.ROOT.resolve("components/prometheus-operator/rules.yaml");
        String head = Files.readString(Manifests.ROOT.resolve("components/prometheus-operator/service-monitor.yaml"))
                .replace("ServiceMonitor", "PrometheusRule");
        String rules = Files.readString(Manifests.ROOT.resolve("monitoring/rules.yaml"))
                .lines()
                .map(line -> line.isEmpty() ? line : "  " + line)
                .collect(Collectors.joining("\n", "", "\n"));
        String expected = head.substring(0, head.indexOf("spec:\n")) + "spec:\n" + rules;
        if (Boolean.getBoolean("dalgo.rules.update")) {
            Files.writeString(object, expected);
        }

        assertThat(object).hasContent(expected);
        assertThat(Manifests.documents(object)).singleElement().satisfies(document -> assertThat(
                        document.at("/spec/groups"))
                .isEqualTo(Manifests.documents(Manifests.ROOT.resolve("monitoring/rules.yaml"))
                        .get(0)
                        .path("groups")));
    }

    @Test
    void aStepOfARunIsEndedBeforeItsPodIs() {
        Container run =
                Manifests.jobOfARun().pod().orElseThrow().getContainers().get(0);
        Map<String, String> env = run.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));

        assertThat(env)
                .containsEntry("DALGO_ISOLATION", "always")
                // The worker's own lines about a run hold the cluster's answers; it hands its settings on to runs.
                .containsEntry("PREFECT_LOGGING_TO_API_ENABLED", "true");
        long step = Long.parseLong(env.get("DALGO_STEP_MEMORY_MIB")) << 20;
        // What the run itself takes beside its step: the interpreter, Prefect and the flow.
        assertThat(bytes(run.getResources().getLimits().get("memory")) - step).isGreaterThanOrEqualTo(384L << 20);
    }

    /** A run that the quota refuses would fail; one above the limit of the pool waits. */
    @Test
    void theQuotaHasPlacesForMoreRunsThanThePoolStarts() {
        int limit = workload("base/application.yaml", "dalgo").getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("DALGO_PREFECT_RUN_LIMIT"))
                .mapToInt(variable -> Integer.parseInt(variable.getValue()))
                .findFirst()
                .orElseThrow();
        var quota = one(ResourceQuota.class, "runs").getSpec().getHard();
        var run =
                Manifests.jobOfARun().pod().orElseThrow().getContainers().get(0).getResources();

        assertThat(List.of(
                        Quantity.getAmountInBytes(quota.get("pods")),
                        places(quota.get("requests.cpu"), run.getRequests().get("cpu")),
                        places(quota.get("limits.memory"), run.getLimits().get("memory"))))
                // Pods that end still have their places.
                .allSatisfy(places -> assertThat(places.intValue()).isGreaterThanOrEqualTo(limit + limit / 5));
    }

    private static BigDecimal places(Quantity all, Quantity one) {
        return Quantity.getAmountInBytes(all).divide(Quantity.getAmountInBytes(one), RoundingMode.FLOOR);
    }

    private static long bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity).longValue();
    }

    /** Containers of dalgo-worker read these; a setting of runs stands in the template, or it has no effect. */
    @Test
    void settingsOfRunsStandInTheTemplate() throws IOException {
        Set<String> misplaced = new TreeSet<>();
        for (Path file : Manifests.files("worker.env")) {
            Files.readAllLines(file).stream()
                    .map(line -> line.split("=", 2)[0])
                    .filter(name -> name.startsWith("DALGO_")
                            && !name.startsWith("DALGO_POD_")
                            && !Set.of("DALGO_RUN_NAMESPACE", "DALGO_PREFECT_WAIT_SECONDS")
                                    .contains(name))
                    .forEach(misplaced::add);
        }
        assertThat(misplaced).isEmpty();
    }

    /** Prefect's worker overwrites the labels of app.kubernetes.io on the pods of runs. */
    @Test
    void policiesThatNameRunsAskForTheLabelThatTheirPodsCarry() {
        Map<String, String> labels = ((Job) Manifests.jobOfARun().object())
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        assertThat(labels).containsOnlyKeys("dalgo.org/run");

        List<LabelSelector> selectors = applied.stream()
                .map(Manifest::object)
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .flatMap(ManifestsTest::selectorsOfRuns)
                .toList();
        assertThat(selectors).hasSize(6).allSatisfy(selector -> assertThat(selector.getMatchLabels())
                .isEqualTo(labels));
    }

    /** Selectors of pods in the namespace of runs; one that is empty means all pods and is left out. */
    private static Stream<LabelSelector> selectorsOfRuns(NetworkPolicy policy) {
        Stream<LabelSelector> from = policy.getSpec().getIngress() == null
                ? Stream.empty()
                : policy.getSpec().getIngress().stream()
                        .flatMap(rule -> rule.getFrom().stream())
                        .filter(peer -> peer.getNamespaceSelector() != null
                                && peer.getNamespaceSelector().getMatchLabels() != null
                                && "dalgo-runs"
                                        .equals(peer.getNamespaceSelector()
                                                .getMatchLabels()
                                                .get("kubernetes.io/metadata.name")))
                        .map(NetworkPolicyPeer::getPodSelector);
        Stream<LabelSelector> own = policy.getMetadata().getNamespace().equals("dalgo-runs")
                        && !policy.getSpec().getPodSelector().getMatchLabels().isEmpty()
                ? Stream.of(policy.getSpec().getPodSelector())
                : Stream.empty();
        return Stream.concat(from, own);
    }

    @Test
    void aRunWorksAloneAndForABoundedTime() {
        Manifest run = Manifests.jobOfARun();
        PodSpec pod = run.pod().orElseThrow();

        assertThat(pod.getVolumes()).allMatch(volume -> volume.getEmptyDir().getSizeLimit() != null);
        assertThat(pod.getServiceAccountName()).isEqualTo("dalgo-run");
        assertThat(((Job) run.object()).getSpec())
                .satisfies(spec -> assertThat(spec.getBackoffLimit()).isZero())
                .satisfies(spec -> assertThat(spec.getActiveDeadlineSeconds()).isPositive())
                .satisfies(spec -> assertThat(spec.getTtlSecondsAfterFinished()).isPositive());
    }

    private PodSpec workload(String file, String name) {
        return applied.stream()
                .filter(manifest -> manifest.file().equals(Manifests.ROOT.resolve(file))
                        && manifest.name().equals(name))
                .flatMap(manifest -> manifest.pod().stream())
                .findFirst()
                .orElseThrow();
    }

    private <T> T one(Class<T> type, String name, String... namespace) {
        return applied.stream()
                .filter(manifest ->
                        type.isInstance(manifest.object()) && manifest.name().equals(name))
                .filter(manifest -> namespace.length == 0
                        || namespace[0].equals(manifest.object().getMetadata().getNamespace()))
                .map(manifest -> type.cast(manifest.object()))
                .findFirst()
                .orElseThrow();
    }

    /** Names of all variables: those of containers and those of the files that become ConfigMaps. */
    private Set<String> variables() throws IOException {
        Set<String> names = workloads().stream()
                .flatMap(manifest -> containers(manifest.pod().orElseThrow()).stream())
                .flatMap(container -> container.getEnv().stream())
                .map(EnvVar::getName)
                .filter(name -> name.startsWith("DALGO_") || name.startsWith("QUARKUS_"))
                .collect(Collectors.toCollection(TreeSet::new));
        for (Path file : Manifests.files(".env")) {
            for (String line : Files.readAllLines(file)) {
                String name = line.split("=", 2)[0];
                if (name.startsWith("DALGO_") || name.startsWith("QUARKUS_")) {
                    names.add(name);
                }
            }
        }
        assertThat(names).hasSizeGreaterThan(15);
        return names;
    }

    /** The variable of a documented setting, as a pattern where a part of it is free. */
    private static String variable(String setting) {
        String name = setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        // The one map: each key is a setting.
        return setting.equals("dalgo.secret.keys") ? name + "_[A-Z0-9_]+" : name;
    }

    private static Set<String> verbs(PolicyRule rule) {
        return Set.copyOf(rule.getVerbs());
    }

    private static List<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    private static void findUnknown(Object object, String path, List<String> unknown) {
        if (object instanceof Collection<?> all) {
            int i = 0;
            for (Object one : all) {
                findUnknown(one, path + "[" + i++ + "]", unknown);
            }
            return;
        }
        if (!(object instanceof KubernetesResource)) {
            return;
        }
        for (Method getter : object.getClass().getMethods()) {
            if (!getter.getName().startsWith("get") || getter.getParameterCount() > 0) {
                continue;
            }
            Object value = call(getter, object);
            if (getter.getName().equals("getAdditionalProperties")) {
                ((Map<?, ?>) value).keySet().forEach(name -> unknown.add(path + "." + name));
            } else {
                findUnknown(value, path + "." + getter.getName().substring(3), unknown);
            }
        }
    }

    private static Object call(Method getter, Object object) {
        try {
            return getter.invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(getter.toString(), e);
        }
    }
}
