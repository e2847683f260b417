package org.dalgo.data.transform.project;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where the access tokens of git repositories stand, and what they are sealed for. */
@Dependent
class DbtProjectSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("dbt_project", "id", "access_token", "org_id", DbtProjectSecrets::owner);
    }

    static String owner(Object org) {
        return "git token of org " + org;
    }
}
