package org.dalgo.people.notify;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.secret.SealedColumn;

/** Where the addresses of chat channels stand, for when keys change. */
@Dependent
class ChatSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("org_preference", "org", "chat_webhook", "org", ChatSecrets::owner);
    }

    static String owner(Object org) {
        return OrgPreferences.owner(new OrgId(((Number) org).longValue()));
    }
}
