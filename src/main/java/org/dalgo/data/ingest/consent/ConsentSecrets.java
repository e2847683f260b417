package org.dalgo.data.ingest.consent;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where Google's refresh tokens stand on their way to a source, and what they are sealed for. */
@Dependent
class ConsentSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("google_consent", "id", "token", "org_id", ConsentSecrets::owner);
    }

    static String owner(Object org) {
        return "google consent of org " + org;
    }
}
