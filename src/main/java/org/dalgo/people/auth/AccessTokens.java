package org.dalgo.people.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
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
    private static final AlgorithmConstraints ONLY_EDDSA =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA);

    private final SigningKeys keys;
    private final AuthConfig config;

    // Verifying a signature costs more than all else that a warm request does.
    private final Cache<String, AccessToken> verified =
            Caffeine.newBuilder().maximumSize(10_000).build();

    @Inject
    AccessTokens(SigningKeys keys, AuthConfig config) {
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
                .map(signingKey -> parsed(() -> verify(token, signingKey)))
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

    private static AccessToken verify(String token, SigningKeys.SigningKey signingKey) {
        if (signingKey == null) {
            throw invalid();
        }
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ONLY_EDDSA)
                .setVerificationKey(signingKey.publicKey())
                .setExpectedIssuer(ISSUER)
                .setRequireExpirationTime()
                .setRequireSubject()
                .build();
        try {
            JwtClaims claims = consumer.processToClaims(token);
            return new AccessToken(
                    Long.parseLong(claims.getSubject()),
                    UUID.fromString(claims.getStringClaimValue(SESSION)),
                    rotation(claims),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
        } catch (InvalidJwtException e) {
            throw e.hasExpired() && e.getErrorDetails().size() == 1 ? expired() : invalid();
        } catch (MalformedClaimException e) {
            throw invalid();
        }
    }

    /** Tokens of an earlier version do not say. */
    private static int rotation(JwtClaims claims) throws MalformedClaimException {
        Long rotation = claims.getClaimValue(ROTATION, Long.class);
        return rotation == null ? 0 : Math.toIntExact(rotation);
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
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(Long.toString(session.account()));
        claims.setStringClaim(SESSION, session.id().toString());
        claims.setClaim(ROTATION, session.rotation());
        claims.setIssuedAtToNow();
        claims.setExpirationTime(NumericDate.fromSeconds(
                Instant.now().plus(config.accessTokenLife()).getEpochSecond()));
        claims.setGeneratedJwtId();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(signingKey.privateKey());
        signature.setKeyIdHeaderValue(signingKey.kid());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign an access token", e);
        }
    }

    /** Only the token's time is over: the client may refresh the session. */
    public static Failure expired() {
        return new Failure(Problem.TOKEN_EXPIRED, "The session needs to be refreshed. Ask for a new token.");
    }

    private static Failure invalid() {
        return new Failure(Problem.UNAUTHENTICATED, "The access token is not valid. Sign in again.");
    }
}
