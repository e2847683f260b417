package org.dalgo.people.member;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;

/** What an invited person would find in their mail, and what only the rows know. */
@ApplicationScoped
public class TestMail {

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    /** Kinds of the mails to an address, oldest first. */
    public List<String> to(String email) {
        return rows("select kind from mail_delivery where recipient = $1 order by id", email).stream()
                .map(row -> (String) row[0])
                .toList();
    }

    /** Puts a code that the test knows into the invitation of an address: the real one is only in the mail. */
    public String code(String email) {
        String code = UUID.randomUUID().toString();
        update(
                "update invitation set code_hash = sha256($2::varchar::bytea) where email = $1",
                email,
                new String(code.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII));
        return code;
    }

    /** Rows of a query, whosever they are. */
    public List<Object[]> rows(String query, Object... parameters) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ORGANISATION, () -> TestRows.select(sql, query, parameters)));
    }

    /** Changes rows, whosever they are. */
    public void update(String statement, Object... parameters) {
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ORGANISATION, () -> sql.update(statement, parameters)));
    }
}
