package org.dalgo.platform.openapi;

import jakarta.annotation.security.PermitAll;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** The Java methods behind the operations of the OpenAPI document, and their annotations. */
final class ResourceMethods {

    private static final DotName PERMIT_ALL = DotName.createSimple(PermitAll.class);

    private final IndexView index;

    ResourceMethods(IndexView index) {
        this.index = index;
    }

    /** An operation is called {@code Class_method}; see {@code operation-id-strategy}. */
    MethodInfo of(Operation operation) {
        String id = operation.getOperationId();
        int separator = id.indexOf('_');
        String className = id.substring(0, separator);
        String methodName = id.substring(separator + 1);
        return index.getKnownClasses().stream()
                .filter(type -> type.name().withoutPackagePrefix().equals(className))
                .flatMap(type -> type.methods().stream())
                .filter(method -> method.name().equals(methodName))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method is called as the operation " + id));
    }

    static boolean isPublic(MethodInfo method) {
        return method.hasAnnotation(PERMIT_ALL);
    }
}
