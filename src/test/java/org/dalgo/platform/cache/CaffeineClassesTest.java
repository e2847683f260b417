package org.dalgo.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ClientProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Singleton;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeSet;
import org.dalgo.data.DataProfile;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.junit.jupiter.api.Test;

/** Every cache that the application builds is made of classes that a native image knows. */
@QuarkusTest
@TestProfile(DataProfile.class)
class CaffeineClassesTest {

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> used = new TreeSet<>();

    @Test
    void allAreRegisteredForReflection() throws IllegalAccessException {
        for (Bean<?> bean : Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
            boolean shared = bean.getScope() == ApplicationScoped.class || bean.getScope() == Singleton.class;
            // Clients of other systems are made by RestClients, not as beans.
            boolean client = bean.getQualifiers().contains(RestClient.LITERAL);
            if (shared && !client && bean.getBeanClass().getName().startsWith("org.dalgo.")) {
                search(instance(bean));
            }
        }

        assertThat(used).as("caches of this application").isNotEmpty();
        assertThat(CaffeineClasses.class
                        .getAnnotation(RegisterForReflection.class)
                        .classNames())
                .containsAll(used);
    }

    private static Object instance(Bean<?> bean) {
        var manager = Arc.container().beanManager();
        Object reference = manager.getReference(bean, Object.class, manager.createCreationalContext(bean));
        return ClientProxy.unwrap(reference);
    }

    private void search(Object from) throws IllegalAccessException {
        if (from == null || !seen.add(from)) {
            return;
        }
        if (from instanceof AsyncCache<?, ?> cache) {
            search(cache.synchronous());
        } else if (from instanceof Cache<?, ?> cache) {
            add(cache.asMap());
        } else if (from instanceof Iterable<?> elements
                && from.getClass().getName().startsWith("java.util.")) {
            for (Object element : elements) {
                search(element);
            }
        } else if (from.getClass().getName().startsWith("org.dalgo.")) {
            for (Class<?> type = from.getClass();
                    type.getName().startsWith("org.dalgo.");
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        search(shared(field.get(from)));
                    }
                }
            }
        }
    }

    /** The object behind a proxy; null for one of a request. */
    private static Object shared(Object value) {
        return value instanceof ClientProxy proxy && proxy.arc_bean().getScope() != ApplicationScoped.class
                ? null
                : ClientProxy.unwrap(value);
    }

    /** The cache's own class, and that of its entries; an unbounded cache has neither. */
    private void add(Object cache) throws IllegalAccessException {
        for (Class<?> type = cache.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().equals("BoundedLocalCache")) {
                used.add(cache.getClass().getName());
                try {
                    Field factory = type.getDeclaredField("nodeFactory");
                    factory.setAccessible(true);
                    used.add(factory.get(cache).getClass().getName());
                } catch (NoSuchFieldException e) {
                    throw new AssertionError("Caffeine names its node factory otherwise", e);
                }
            }
        }
    }
}
