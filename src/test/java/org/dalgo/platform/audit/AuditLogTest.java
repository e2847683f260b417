package org.dalgo.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditLogTest {

    @Inject
    TestPeople people;

    @Inject
    AuditLog auditLog;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Test
    void anEntryIsKeptWithItsChange() {
        OrgView org = people.org();
        write(org);
        assertThat(entry(org)).containsExactly("operator", "create", "pipeline", "7", "{\"name\": \"nightly\"}");
    }

    @Test
    void anEntryOfAChangeThatFailedIsNotKept() {
        OrgView org = people.org();
        assertThatThrownBy(() -> TestPeople.await(() -> tenantTransactions.inOrg(
                        org.id(), () -> record(org).onItem().failWith(() -> new IllegalStateException("no")))))
                .hasMessage("no");
        assertThat(entry(org)).isNull();
    }

    @Test
    void entriesAreNeitherChangedNorDeleted() {
        OrgView org = people.org();
        write(org);
        assertThatThrownBy(() -> change(org, "update audit_entry set actor = 'nobody' where org_id = $1"))
                .hasMessageContaining("append-only");
        assertThatThrownBy(() -> change(org, "delete from audit_entry where org_id = $1"))
                .hasMessageContaining("append-only");
    }

    private void write(OrgView org) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> record(org)));
    }

    private Uni<Void> record(OrgView org) {
        return auditLog.recordFor(
                0, "operator", org.id(), AuditAction.CREATE, "pipeline", "7", Map.of("name", "nightly"));
    }

    private void change(OrgView org, String statement) {
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> sql.update(statement, org.id().value())));
    }

    private Object[] entry(OrgView org) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> TestRows.first(
                        sql,
                        "select actor, action, resource_type, resource_id, details::text from audit_entry"
                                + " where org_id = $1",
                        org.id().value())));
    }
}
