package org.dalgo.data.ingest.consent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.dalgo.platform.retention.ExpiredRows;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.Sql;

/** A consent that was not used in time opens nothing any more and is deleted. */
@ApplicationScoped
class ConsentRetention {

    @Produces
    @Singleton
    RetentionRule consents(Sql sql) {
        return new ExpiredRows(
                sql,
                "google-consents",
                Duration.ZERO,
                "delete from google_consent where id in"
                        + " (select id from google_consent where expires_at < $1 order by expires_at limit $2)");
    }
}
