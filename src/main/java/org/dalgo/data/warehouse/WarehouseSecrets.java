package org.dalgo.data.warehouse;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where the credentials of warehouses stand, and what they are sealed for. */
@Dependent
class WarehouseSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("warehouse", "id", "credentials", "org_id", WarehouseSecrets::owner);
    }

    static String owner(Object org) {
        return "warehouse of org " + org;
    }
}
