package org.dalgo.upstream.prefect;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SecretTest extends StubbedPrefect {

    private static final String TYPE = "0198c000-0000-7000-8000-00000000000a";
    private static final String SCHEMA = "0198c000-0000-7000-8000-00000000000b";
    private static final String BLOCK = "0198c000-0000-7000-8000-00000000000c";
    private static final String BY_NAME = "/api/block_types/slug/secret/block_documents/name/acme-url";

    @BeforeEach
    void registered() {
        prefect.stubFor(get("/api/block_types/slug/secret").willReturn(okJson("{\"id\":\"" + TYPE + "\"}")));
        prefect.stubFor(post("/api/block_schemas/filter").willReturn(okJson("[{\"id\":\"" + SCHEMA + "\"}]")));
        prefect.stubFor(get(BY_NAME).willReturn(okJson("{\"id\":\"" + BLOCK + "\"}")));
    }

    @Test
    void isCreatedUnderANameThatPrefectTakes() {
        prefect.stubFor(post("/api/block_documents/")
                .willReturn(aResponse().withStatus(201).withBody("{}")));

        assertThat(await(adapter.putSecret("Acme_-URL", "v"))).isEqualTo("acme-url");
        prefect.verify(postRequestedFor(urlEqualTo("/api/block_documents/"))
                .withRequestBody(equalToJson("{\"name\":\"acme-url\",\"block_type_id\":\"" + TYPE
                        + "\",\"block_schema_id\":\"" + SCHEMA + "\",\"data\":{\"value\":\"v\"}}")));
    }

    @Test
    void isUpdatedWhenItExists() {
        prefect.stubFor(post("/api/block_documents/")
                .willReturn(aResponse().withStatus(409).withBody("{\"detail\":\"Block already exists\"}")));
        prefect.stubFor(patch(urlEqualTo("/api/block_documents/" + BLOCK)).willReturn(noContent()));

        assertThat(await(adapter.putSecret("acme-url", "new"))).isEqualTo("acme-url");
        prefect.verify(patchRequestedFor(urlEqualTo("/api/block_documents/" + BLOCK))
                .withRequestBody(equalToJson("{\"data\":{\"value\":\"new\"},\"merge_existing_data\":false}")));
    }

    @Test
    void isCreatedAfterAConflictThatWasNotAboutIt() {
        prefect.stubFor(post("/api/block_documents/")
                .inScenario("first secrets of a new Prefect")
                .whenScenarioStateIs(STARTED)
                .willReturn(aResponse().withStatus(409).withBody("{\"detail\":\"Data integrity conflict\"}"))
                .willSetStateTo("has its key"));
        prefect.stubFor(post("/api/block_documents/")
                .inScenario("first secrets of a new Prefect")
                .whenScenarioStateIs("has its key")
                .willReturn(aResponse().withStatus(201).withBody("{}")));
        prefect.stubFor(get(BY_NAME).willReturn(notFound()));

        assertThat(await(adapter.putSecret("acme-url", "v"))).isEqualTo("acme-url");
    }

    @Test
    void looksUpItsTypeOnce() {
        prefect.stubFor(post("/api/block_documents/")
                .willReturn(aResponse().withStatus(201).withBody("{}")));

        await(adapter.putSecret("a", "v"));
        await(adapter.putSecret("b", "v"));

        prefect.verify(1, getRequestedFor(urlEqualTo("/api/block_types/slug/secret")));
    }

    @Test
    void looksUpItsTypeAgainAfterPrefectsDatabaseWasMadeAnew() {
        prefect.stubFor(post("/api/block_documents/").willReturn(notFound()));
        failure(adapter.putSecret("a", "v"));

        failure(adapter.putSecret("a", "v"));

        prefect.verify(2, getRequestedFor(urlEqualTo("/api/block_types/slug/secret")));
    }

    @Test
    void cannotBeStoredBeforePrefectHasRegisteredItsType() {
        prefect.stubFor(post("/api/block_schemas/filter").willReturn(okJson("[]")));

        var failure = failure(adapter.putSecret("a", "v"));

        assertThat(failure.kind()).isEqualTo(Kind.SERVER_ERROR);
        assertThat(failure.detail()).startsWith("Prefect has not registered");
    }

    @Test
    void isDeletedByName() {
        prefect.stubFor(delete("/api/block_documents/" + BLOCK).willReturn(noContent()));

        assertThat(await(adapter.deleteSecret("Acme-URL"))).isNull();
    }

    @Test
    void isDeletedWhenItWasNotThere() {
        prefect.stubFor(get(BY_NAME).willReturn(notFound()));

        assertThat(await(adapter.deleteSecret("acme-url"))).isNull();
    }

    @Test
    void needsANameThatLeavesSomething() {
        assertThatThrownBy(() -> adapter.putSecret("___", "v")).isInstanceOf(IllegalArgumentException.class);
    }
}
