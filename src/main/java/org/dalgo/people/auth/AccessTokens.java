package org.dalgo.people.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonNumber;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

/**
 * Issues and verifies access tokens: short-lived signed JWTs that name an account and a session, and say how often that had
 * been refreshed; nothing else.
 */
@ApplicationScoped
public class AccessTokens {

    private static final Logger LOG = Logger.getLogger(AccessTokens.class);
    private static final String ISSUER = "dalgo";
    private static final String SESSION = "sid";
    private static final String ROTATION = "rot";

    private final JWTParser parser;
    private final SigningKeys keys;
    private final AuthConfig config;

    // Verifying a signature costs more than all else that a warm request does.
    private final Cache<String, AccessToken> verified =
            Caffeine.newBuilder().maximumSize(10_000).build();

    @Inject
    AccessTokens(JWTParser parser, SigningKeys keys, AuthConfig config) {
        this.parser = parser;
        this.keys = keys;
        this.config = config;
    }

    /** A new token for that session. */
    public Uni<String> issue(SessionService.OpenedSession session) {
        return keys.current().map(signingKey -> sign(signingKey, session));
    }

    /**
     * What the token says.
     *
     * @return the claims; fails with TOKEN_EXPIRED when only its time is over, else UNAUTHENTICATED
     */
    public Uni<AccessToken> verify(String token) {
        AccessToken known = verified.getIfPresent(token);
        if (known != null) {
            return Uni.createFrom().item(known).invoke(AccessTokens::refuseExpired);
        }
        return keys.findByKid(parsed(() -> keyName(token)))
                .map(signingKey -> parsed(() -> read(token, signingKey)))
                .invoke(claims -> verified.put(token, claims));
    }

    /**
     * Reads a token. The client chooses its text, and the JOSE library casts header and claim values unchecked. So any
     * exception of the parser means that the token is malformed.
     */
    private static <T> T parsed(Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (Failure failure) {
            throw failure;
        } catch (RuntimeException e) {
            LOG.debug("malformed access token", e);
            throw invalid();
        }
    }

    private static void refuseExpired(AccessToken token) {
        if (token.expiresAt().isBefore(Instant.now())) {
            throw expired();
        }
    }

    private AccessToken read(String token, SigningKeys.SigningKey signingKey) {
        if (signingKey == null) {
            throw invalid();
        }
        try {
            JsonWebToken claims = parser.parse(token, expected(signingKey));
            return new AccessToken(
                    Long.parseLong(claims.getSubject()),
                    UUID.fromString(claims.getClaim(SESSION)),
                    rotation(claims.getClaim(ROTATION)),
                    Instant.ofEpochSecond(claims.getExpirationTime()));
        } catch (ParseException e) {
            throw isExpired(e.getCause()) ? expired() : invalid();
        }
    }

    /** Only this key and its algorithm: the header of a token does not choose how it is verified. */
    private static JWTAuthContextInfo expected(SigningKeys.SigningKey signingKey) {
        JWTAuthContextInfo expected = new JWTAuthContextInfo(signingKey.publicKey(), ISSUER);
        expected.setSignatureAlgorithm(Set.of(SignatureAlgorithm.EDDSA));
        expected.setRelaxVerificationKeyValidation(false);
        expected.setClockSkew(0);
        return expected;
    }

    private static boolean isExpired(Throwable cause) {
        return cause instanceof InvalidJwtException refused
                && refused.hasExpired()
                && refused.getErrorDetails().size() == 1;
    }

    /** Tokens of an earlier version do not say. */
    private static int rotation(JsonNumber rotation) {
        return rotation == null ? 0 : rotation.intValueExact();
    }

    private static String keyName(String token) {
        try {
            String kid = JsonWebStructure.fromCompactSerialization(token).getKeyIdHeaderValue();
            if (kid == null) {
                throw invalid();
            }
            return kid;
        } catch (JoseException e) {
            throw invalid();
        }
    }

    private String sign(SigningKeys.SigningKey signingKey, SessionService.OpenedSession session) {
        Instant now = Instant.now();
        return Jwt.issuer(ISSUER)
                .subject(Long.toString(session.account()))
                .claim(SESSION, session.id().toString())
                .claim(ROTATION, session.rotation())
                .issuedAt(now)
                .expiresAt(now.plus(config.accessTokenLife()))
                .jws()
                .keyId(signingKey.kid())
                .algorithm(SignatureAlgorithm.EDDSA)
                .sign(signingKey.privateKey());
    }

    /** Only the token's time is over: the client may refresh the session. */
    public static Failure expired() {
        return new Failure(Problem.TOKEN_EXPIRED, "The session needs to be refreshed. Ask for a new token.");
    }

    private static Failure invalid() {
        return new Failure(Problem.UNAUTHENTICATED, "The access token is not valid. Sign in again.");
    }
}
