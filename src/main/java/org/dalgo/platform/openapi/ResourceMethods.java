package org.dalgo.platform.openapi;

import org.dalgo.platform.security.Public;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** The Java methods behind the operations of the OpenAPI document, and their annotations. */
final class ResourceMethods {

    private static final DotName PUBLIC = DotName.createSimple(Public.class);

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

    /** The annotation of the method, else of its class, or null. */
    static AnnotationInstance annotation(MethodInfo method, DotName name) {
        AnnotationInstance own = method.annotation(name);
        ClassInfo type = method.declaringClass();
        return own == null ? type.declaredAnnotation(name) : own;
    }

    static boolean isPublic(MethodInfo method) {
        return annotation(method, PUBLIC) != null;
    }
}
