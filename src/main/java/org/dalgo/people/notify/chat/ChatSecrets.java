package org.dalgo.people.notify.chat;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;
import org.dalgo.platform.tenancy.OrgId;

/** Where the addresses of chat channels stand, for when keys change. */
@Dependent
class ChatSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("org_preference", "org_id", "chat_webhook", "org_id", ChatSecrets::owner);
    }

    static String owner(Object org) {
        return OrgPreferenceService.owner(new OrgId(((Number) org).longValue()));
    }
}
