package org.dalgo.data.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.platform.net.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFieldsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Schema of a connector that can go through an SSH tunnel. */
    private static final JsonNode TUNNELLED = JSON.createObjectNode()
            .set("properties", JSON.createObjectNode().set("tunnel_method", JSON.createObjectNode()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "host": "db.test", "port": 5432, "username": "u.example" | db.test
                    "tunnel_method": {"tunnel_method": "NO_TUNNEL"}, "host": "10.0.0.1" | 10.0.0.1
                    "tunnel_method": {"tunnel_method": "SSH_KEY_AUTH", "tunnel_host": "jump.test"}, "host": "10.0.0.1" | jump.test
                    "baseUrl": "https://u:p@api.test:8443/x?y#z" | api.test
                    "bootstrap_servers": "a.test:9092,b.test:9092" | a.test,b.test
                    "connection_string": "mongodb+srv://u:p@m1.test:1,m2.test/db" | m1.test,m2.test
                    "site": "acme.test" | acme.test
                    "provider": {"storage": "SFTP", "host": "files.test"}, "url": "s3://bucket/key" | files.test,bucket
                    "endpoints": ["http://[::1]:80/", "fe80::1"] | ::1,fe80::1
                    "hosts": [{"name": "n.test"}] | n.test
                    "note": "no address", "url": "" | ``
                    "jdbc_url_params": "ssl=true&PGHOST=10.0.0.1,10.0.0.2" | 10.0.0.1,10.0.0.2
                    "jdbc_url_params": "PGHOST=10%2E0.0.1&localSocketAddress=10.0.0.3" | 10.0.0.1,10.0.0.3
                    "jdbc_url_params": "socksProxyHost=10.0.0.1;failoverPartner=db2.test" | 10.0.0.1,db2.test
                    "options": "socketFactory=x&socketFactoryArg=http://10.0.0.1/a.xml" | 10.0.0.1
                    "dsn": "host=10.0.0.1 port=5432 dbname=x" | 10.0.0.1
                    "dsn": "Data Source=10.0.0.1,1433;User=x" | 10.0.0.1
                    "notes": "see https://a.test/x and http://10.0.0.1" | a.test,10.0.0.1
                    "urls": "http://a.test/,http://10.0.0.1/" | a.test,10.0.0.1
                    "url": "http://10%2E0.0.1/" | 10.0.0.1
                    "host": "2130706433:80", "port": "5432" | 2130706433
                    "host": "0" | 0
                    "host": "10.0.0.1?x=y" | 10.0.0.1
                    "host": "a=b@10.0.0.1" | 10.0.0.1
                    "host": "10.0.0.1/x=1" | 10.0.0.1
                    "host": "10.0.0.1#a=1" | 10.0.0.1
                    "host": "10.0.0.1/x://public.test" | public.test,10.0.0.1
                    "password": "a=b&c", "query": "select * from t where x = 1" | ``
                    """)
    void hostsAreFoundWhereverAConfigurationNamesThem(String fields, String hosts) throws Exception {
        assertThat(String.join(",", AddressFields.hosts(TUNNELLED, json("{" + fields + "}"))))
                .isEqualTo(hosts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "http://169.254.169.254/latest/meta-data",
                "[fd00:ec2::254]:80",
                "localhost",
                "127.1",
                "2130706433",
                "http://a@127.0.0.1:9000",
                "public.invalid,10.0.0.7",
                "0.0.0.0",
                "0xa9fea9fe",
                "0251.0376.0251.0376",
                "0177.0.0.1",
                "0x7f000001"
            })
    void aHostThatIsNotPermittedIsRefusedByName(String host) throws Exception {
        ConnectorAddresses addresses = new ConnectorAddresses(AddressPolicy.PUBLIC_ONLY);
        ObjectNode config = JSON.createObjectNode().put("host", host);
        assertThatThrownBy(() ->
                        addresses.requirePermitted(TUNNELLED, config).await().atMost(Duration.ofSeconds(20)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not connect to");
    }

    @Test
    void whatIsPermittedOrUnknownPasses() throws Exception {
        ConnectorAddresses addresses =
                new ConnectorAddresses(new AddressPolicy(false, false, List.of(Network.of("10.1.0.0/16"))));
        for (String host : List.of("8.8.8.8", "10.1.2.3", "no-such-host.invalid")) {
            assertThat(addresses
                            .requirePermitted(TUNNELLED, JSON.createObjectNode().put("host", host))
                            .await()
                            .atMost(Duration.ofSeconds(20)))
                    .isNull();
        }
    }

    @Test
    void aTunnelThatTheConnectorDoesNotHaveHidesNoHost() throws Exception {
        ObjectNode config = json("{\"host\": \"10.0.0.5\", \"tunnel_method\": {\"tunnel_method\": \"SSH_KEY_AUTH\"}}");
        assertThat(AddressFields.hosts(JSON.createObjectNode(), config)).containsExactly("10.0.0.5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"host\": \"tcp:10.0.0.1,1433\"",
                "\"url\": \"jdbc:oracle:thin:@10.0.0.1:1521:x\"",
                "\"connection\": \"Server=tcp:10.0.0.1,1433;Database=x\""
            })
    void aHostBehindAProtocolIsFound(String field) throws Exception {
        assertThat(AddressFields.hosts(TUNNELLED, json("{" + field + "}"))).contains("10.0.0.1");
    }

    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }
}
