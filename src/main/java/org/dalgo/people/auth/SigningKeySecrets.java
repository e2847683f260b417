package org.dalgo.people.auth;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where the private keys that sign tokens stand, and what they are sealed for. */
@Dependent
class SigningKeySecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("signing_key", "kid", "private_key", "kid", SigningKeySecrets::owner);
    }

    static String owner(Object kid) {
        return SigningKeys.owner(kid);
    }
}
