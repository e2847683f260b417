package org.dalgo.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects in the folder {@code kubernetes}, as the cluster's own types. */
final class Manifests {

    static final Path ROOT = Path.of("kubernetes");
    /** Rules and dashboards, which Prometheus and Grafana read. */
    private static final Path MONITORING = ROOT.resolve("monitoring");

    static final Path JOB_TEMPLATE = ROOT.resolve("base/base-job-template.json");

    private static final KubernetesSerialization TYPES = new KubernetesSerialization();
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifests() {}

    record Manifest(Path file, HasMetadata object) {

        /** The pods that it makes, if it makes any. */
        Optional<PodSpec> pod() {
            if (object instanceof Deployment made) {
                return Optional.of(made.getSpec().getTemplate().getSpec());
            }
            if (object instanceof StatefulSet made) {
                return Optional.of(made.getSpec().getTemplate().getSpec());
            }
            if (object instanceof Job made) {
                return Optional.of(made.getSpec().getTemplate().getSpec());
            }
            return Optional.empty();
        }

        String name() {
            return object.getMetadata().getName();
        }

        @Override
        public String toString() {
            return ROOT.relativize(file) + ": " + object.getKind() + " " + name();
        }
    }

    /** Everything that is applied. */
    static List<Manifest> all() {
        List<Manifest> found = new ArrayList<>();
        for (Path file : files(".yaml")) {
            if (file.getFileName().toString().equals("kustomization.yaml") || file.startsWith(MONITORING)) {
                continue;
            }
            for (JsonNode document : documents(file)) {
                found.add(new Manifest(file, TYPES.convertValue(document, HasMetadata.class)));
            }
        }
        return found;
    }

    /** The job of a run, with the defaults of the template's variables. */
    static Manifest jobOfARun() {
        JsonNode template = read(JSON, JOB_TEMPLATE);
        JsonNode properties = template.path("variables").path("properties");
        ObjectNode filled = (ObjectNode) fill(template.path("job_configuration").path("job_manifest"), properties);
        // Prefect's own base manifest asks for these two where a pod has no such fields; the cluster ignores them.
        ObjectNode pod = (ObjectNode) filled.path("spec").path("template").path("spec");
        pod.remove(List.of("parallelism", "completions"));
        return new Manifest(JOB_TEMPLATE, TYPES.convertValue(filled, HasMetadata.class));
    }

    /** Each document of a YAML file. */
    static List<JsonNode> documents(Path file) {
        try (var parser = YAML.createParser(file.toFile())) {
            return YAML.<JsonNode>readValues(parser, JsonNode.class).readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static List<Path> files(String ending) {
        try (Stream<Path> found = Files.walk(ROOT)) {
            return found.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value that names one variable becomes its default; without a default the field is left out, as Prefect does. */
    private static JsonNode fill(JsonNode from, JsonNode properties) {
        if (from.isObject()) {
            ObjectNode filled = JSON.createObjectNode();
            from.properties().forEach(field -> {
                JsonNode value = fill(field.getValue(), properties);
                if (value != null) {
                    filled.set(field.getKey(), value);
                }
            });
            return filled;
        }
        if (from.isArray()) {
            ArrayNode filled = JSON.createArrayNode();
            from.forEach(value -> filled.add(fill(value, properties)));
            return filled;
        }
        if (!from.asText().contains("{{")) {
            return from;
        }
        String name = from.asText().replaceAll("^\\{\\{ | }}.*$", "");
        if (!properties.has(name)) {
            throw new IllegalStateException("the template uses the variable " + name + ", which it does not declare");
        }
        if (name.equals("env")) {
            ArrayNode variables = JSON.createArrayNode();
            properties.path(name).path("default").properties().forEach(variable -> variables
                    .addObject()
                    .put("name", variable.getKey())
                    .put("value", variable.getValue().asText()));
            return variables;
        }
        return from.asText().endsWith("}}")
                ? properties.path(name).get("default")
                : JSON.getNodeFactory().textNode("run-");
    }
}
