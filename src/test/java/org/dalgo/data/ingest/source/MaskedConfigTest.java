package org.dalgo.data.ingest.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedConfigTest {

    private static final String MASK = "**********";

    @ParameterizedTest
    @CsvSource({
        "host, db.ngo.test, db.evil.test",
        "shop, ngo.shop.test, evil.shop.test",
        "account, https://ngo.test/a, https://evil.test/a",
        "account, ngo, evil.test",
        "account, ngo.test, evil.test:8443/a",
        "account, 192.0.2.1, 192.0.2.2",
        "options, ssl=true, PGHOST=192.0.2.2",
        "options, ssl=true, url=https://evil.test"
    })
    void aStoredSecretGoesToNoOtherServerWhateverTheFieldIsCalled(String field, String stored, String wanted) {
        assertThatThrownBy(() -> change(field, stored, wanted, MASK)).hasMessageContaining("address has changed");
        assertThatCode(() -> change(field, stored, wanted, "given again")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "spreadsheet_id, https://docs.test/d/1, https://docs.test/d/2",
        "file, attendance.csv, visits.csv",
        "start_date, 2026-01-01T00:00:00.000Z, 2026-02-01T00:00:00.000Z",
        "version, 1.5, 2.0",
        "owner, asha@ngo.test, ravi@ngo.test",
        "account, ngo.test, ngo.test/a"
    })
    void whatNamesNoOtherServerChangesBesideAStoredSecret(String field, String stored, String wanted) {
        assertThatCode(() -> change(field, stored, wanted, MASK)).doesNotThrowAnyException();
    }

    @Test
    void anElementOfAListCountsToo() {
        assertThatThrownBy(() -> MaskedConfig.requireSecretsForNewAddress(
                        json("{'key': '**********', 'places': ['a.test']}"),
                        json("{'key': '**********', 'places': ['a.test', 'b.test']}")))
                .hasMessageContaining("address has changed");
    }

    private static void change(String field, String stored, String wanted, String secret) {
        MaskedConfig.requireSecretsForNewAddress(
                json("{'key': '" + MASK + "', '" + field + "': '" + stored + "'}"),
                json("{'key': '" + secret + "', '" + field + "': '" + wanted + "'}"));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
