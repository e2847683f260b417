package org.dalgo.data.warehouse.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;

class UnmaskedConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String STORED =
            "{'host': 'db', 'port': 5432, 'password': 'hush', 'ssl_mode': {'mode': 'verify-ca', 'ca_certificate': 'pem'},"
                    + " 'keys': ['one', 'two'], 'tunnel_method': {'tunnel_host': 'gate', 'ssh_key': 'key'}}";

    @Test
    void onlyTextsOfNothingButAsterisksAreTakenFromWhatIsStored() {
        UnmaskedConfig config = unmasked(
                "{'host': 'db', 'port': 5432, 'password': '***', 'ssl_mode': {'mode': 'require', 'ca_certificate': '*'},"
                        + " 'keys': ['new', '**'], 'schema': 'a*', 'note': ''}");

        assertThat(config.config())
                .isEqualTo(json("{'host': 'db', 'port': 5432, 'password': 'hush', 'ssl_mode': {'mode': 'require',"
                        + " 'ca_certificate': 'pem'}, 'keys': ['new', 'two'], 'schema': 'a*', 'note': ''}"));
        assertThat(config.kept()).containsExactly(".password", ".ssl_mode.ca_certificate", ".keys.1");
        assertThat(config.toString()).doesNotContain("hush", "pem");
    }

    @Test
    void asterisksForWhatIsNotStoredAreDropped() {
        UnmaskedConfig config =
                unmasked("{'client_key': '**', 'ssl_mode': {'client_key': '**'}, 'keys': '**', 'x': ['*']}");

        assertThat(config.config()).isEqualTo(json("{'ssl_mode': {}, 'x': []}"));
        assertThat(config.kept()).isEmpty();
    }

    @Test
    void aStoredSecretNeedsTheServerThatItWasGivenFor() {
        String same = "{'host': 'db', 'port': '5432', 'password': '*', 'tunnel_method': {'tunnel_host': 'gate'}}";
        require(same);
        require(same.replace("'*'", "'anew'").replace("'db'", "'elsewhere'"));
        for (String other : new String[] {
            same.replace("'db'", "'elsewhere'"),
            same.replace("5432", "5433"),
            same.replace("'gate'", "'elsewhere'"),
            same.replace("'password'", "'jdbc_url_params': 'PGHOST=elsewhere', 'password'"),
            same.replace(", 'tunnel_method': {'tunnel_host': 'gate'}", "")
        }) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> require(other))
                    .withMessageStartingWith("config.password: must be given anew")
                    .withMessageNotContaining("elsewhere");
        }
    }

    private static void require(String update) {
        unmasked(update).requireSameServer(WarehouseType.POSTGRES, json(STORED), "config");
    }

    private static UnmaskedConfig unmasked(String update) {
        return UnmaskedConfig.of(json(update), json(STORED));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
