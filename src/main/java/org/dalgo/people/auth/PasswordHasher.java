package org.dalgo.people.auth;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.CallerContextExecutor;

/**
 * Argon2id hashes in PHC notation, and the PBKDF2 hashes of Django. They are computed on a small bounded pool, because
 * the default pool would compute two hundred at once.
 */
@ApplicationScoped
public class PasswordHasher {

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private static final String CURRENT = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$";

    // https://docs.djangoproject.com/en/stable/topics/auth/passwords/#how-django-stores-passwords
    private static final Pattern DJANGO =
            Pattern.compile("pbkdf2_sha256\\$([1-9]\\d{0,7})\\$([^$]+)\\$([A-Za-z0-9+/=]+)");

    /** Twice what Django does by now; more would hold a thread for seconds. */
    private static final int MAX_ITERATIONS = 3_000_000;

    private static final int MAX_MEMORY_KIB = 128 * 1024;
    private static final int MAX_PASSES = 10;

    private static final int WARM_UPS = 6;

    private final int threads;
    private final ExecutorService pool;

    /** Compared with when there is no such account, so that the answer takes as long as for one that exists. */
    private final String dummyHash;

    PasswordHasher(AuthConfig config) {
        this.threads = config.hashThreads()
                .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        this.pool = new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(config.hashQueue()));
        this.dummyHash = compute("no account");
    }

    /** The first hashes after a start take much longer, until the JVM has compiled them; so they run before the first request. */
    void warmUp(@Observes StartupEvent started) {
        for (int i = 0; i < WARM_UPS; i++) {
            pool.execute(() -> compute("warm-up"));
        }
    }

    @PreDestroy
    void close() {
        pool.shutdownNow();
    }

    /** How many hashes are computed at a time. */
    public int threads() {
        return threads;
    }

    /** Hashes a password that is in use already. */
    public Uni<String> hash(String password) {
        return hash(password, given -> {});
    }

    /**
     * Hashes a new password, unless the rules refuse it.
     *
     * @param rules throw what is wrong with it; looked at where they may take their time
     */
    public Uni<String> hash(String password, Consumer<String> rules) {
        return onPool(() -> {
            rules.accept(password);
            return compute(password);
        });
    }

    /** Whether the password is the one behind the hash; a null hash takes the same time and answers false. */
    public Uni<Boolean> matches(String password, String hash) {
        return onPool(() -> verify(password, hash == null ? dummyHash : hash) && hash != null);
    }

    /** Whether the hash should be replaced when its password is next at hand. */
    public boolean isOutdated(String hash) {
        return !hash.startsWith(CURRENT);
    }

    private <T> Uni<T> onPool(Supplier<T> work) {
        return Uni.createFrom().deferred(() -> Uni.createFrom()
                .item(work)
                .runSubscriptionOn(pool)
                .emitOn(CallerContextExecutor.current())
                .onFailure(RejectedExecutionException.class)
                .transform(full -> overloaded()));
    }

    /** The refusal of a sign-in when the queue is full. */
    public static Failure overloaded() {
        return Failure.tooMany("Many people are signing in. Try again in a moment.", Duration.ofSeconds(2));
    }

    private static String compute(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return CURRENT + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** A hash that cannot be read, or that would take more than we have, matches nothing. */
    private static boolean verify(String password, String stored) {
        Matcher ours = PHC.matcher(stored);
        Matcher django = DJANGO.matcher(stored);
        try {
            return ours.matches() ? verifyArgon2(password, ours) : django.matches() && verifyDjango(password, django);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean verifyArgon2(String password, Matcher parts) {
        int memoryKib = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        if (memoryKib > MAX_MEMORY_KIB || passes > MAX_PASSES) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = argon2(
                password,
                Base64.getDecoder().decode(parts.group(4)),
                memoryKib,
                passes,
                Integer.parseInt(parts.group(3)),
                expected.length);
        return ConstantTime.isEqual(expected, actual);
    }

    private static boolean verifyDjango(String password, Matcher parts) {
        int iterations = Integer.parseInt(parts.group(1));
        if (iterations > MAX_ITERATIONS) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts.group(3));
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(
                password.getBytes(StandardCharsets.UTF_8), parts.group(2).getBytes(StandardCharsets.UTF_8), iterations);
        KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(expected.length * Byte.SIZE);
        return ConstantTime.isEqual(expected, key.getKey());
    }

    private static byte[] argon2(String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
