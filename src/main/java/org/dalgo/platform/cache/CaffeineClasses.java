package org.dalgo.platform.cache;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The generated classes of Caffeine that the caches of this application are made of. Caffeine loads them by names that it composes
 * from a cache's options, and Quarkus registers only some of them for a native image.
 */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.PSAMS",
            "com.github.benmanes.caffeine.cache.PSMS",
            "com.github.benmanes.caffeine.cache.PSW",
            "com.github.benmanes.caffeine.cache.PSWMS",
            "com.github.benmanes.caffeine.cache.PSWMW",
            "com.github.benmanes.caffeine.cache.SSLMSA",
            "com.github.benmanes.caffeine.cache.SSMS",
            "com.github.benmanes.caffeine.cache.SSMSW",
            "com.github.benmanes.caffeine.cache.SSMWW",
            "com.github.benmanes.caffeine.cache.SSW",
        })
final class CaffeineClasses {

    private CaffeineClasses() {}
}
