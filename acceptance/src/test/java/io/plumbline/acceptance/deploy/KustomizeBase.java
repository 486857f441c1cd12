// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.plumbline.acceptance.lab.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The objects that {@code kustomization.yaml} lists, read strictly: no duplicate and no unknown field. */
final class KustomizeBase {
    static final Path FOLDER = Checkout.root().resolve("deploy/kustomize/base");

    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectMapper strict = new ObjectMapper().setAnnotationIntrospector(new WithoutUnknown());
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Path folder;
    private final JsonNode kustomization;
    private final List<HasMetadata> objects = new ArrayList<>();
    private final List<String> unknownFields = new ArrayList<>();

    KustomizeBase(Path folder) {
        this.folder = folder;
        kustomization = documents(folder.resolve("kustomization.yaml")).getFirst();
        kustomization
                .path("resources")
                .forEach(name -> documents(folder.resolve(name.textValue())).forEach(this::add));
    }

    List<HasMetadata> objects() {
        return objects;
    }

    <T extends HasMetadata> List<T> objects(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> T only(Class<T> type) {
        List<T> found = objects(type);
        if (found.size() != 1) {
            throw new IllegalStateException(type.getSimpleName() + ": " + found.size() + " (expected: 1)");
        }
        return found.getFirst();
    }

    /** Fields that the Kubernetes model does not know: a misspelt field would otherwise be ignored in silence. */
    List<String> unknownFields() {
        return unknownFields;
    }

    /** Namespace and name of the generated configuration maps, with their files. */
    Map<String, Path> configFiles() {
        var files = new TreeMap<String, Path>();
        kustomization
                .path("configMapGenerator")
                .forEach(generated -> files.put(
                        generated.path("namespace").textValue() + "/"
                                + generated.path("name").textValue(),
                        folder.resolve(generated.path("files").path(0).textValue())));
        return files;
    }

    /** Names of images to which kustomize gives a tag. */
    List<String> images() {
        return kustomization.path("images").findValuesAsText("name");
    }

    /** Files of the folder that nothing refers to. */
    List<String> strays() {
        try (var files = Files.list(folder)) {
            var known = new ArrayList<>(List.of("kustomization.yaml"));
            kustomization.path("resources").forEach(name -> known.add(name.textValue()));
            configFiles().values().forEach(file -> known.add(file.getFileName().toString()));
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !known.contains(name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode document) {
        HasMetadata object = serialization.unmarshal(document.toString(), HasMetadata.class);
        objects.add(object);
        JsonNode understood = strict.valueToTree(object);
        compare(object.getKind() + "/" + object.getMetadata().getName(), document, understood);
    }

    /** Leaves out the bag in which the model keeps fields that it does not declare. */
    private static final class WithoutUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnyGetter(Annotated annotated) {
            return false;
        }
    }

    private void compare(String where, JsonNode written, JsonNode understood) {
        if (written.isObject()) {
            for (Map.Entry<String, JsonNode> field : written.properties()) {
                String path = where + "." + field.getKey();
                if (understood.has(field.getKey())) {
                    compare(path, field.getValue(), understood.get(field.getKey()));
                } else if (!field.getValue().isEmpty() || field.getValue().isValueNode()) {
                    unknownFields.add(path);
                }
            }
        } else if (written.isArray()) {
            for (int i = 0; i < written.size(); i++) {
                compare(where + "[" + i + "]", written.get(i), understood.path(i));
            }
        }
    }

    private List<JsonNode> documents(Path file) {
        try {
            // Duplicate keys are an error by default.
            var load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
            var documents = new ArrayList<JsonNode>();
            load.loadAllFromString(Files.readString(file)).forEach(tree -> documents.add(mapper.valueToTree(tree)));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
