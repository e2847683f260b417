package org.dalgo.data.ingest.consent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.ingest.source.SourceView;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.dalgo.upstream.google.GoogleOAuthAdapter;
import org.dalgo.upstream.google.GoogleOAuthClient;
import org.jboss.logging.Logger;

/**
 * Lets a person hand this installation the right to read their Google sheets. Google's token never passes the browser.
 * It is stored, sealed, until the source is created. The browser carries a handle that is valid once, for the person
 * who requested it.
 */
@ApplicationScoped
class ConsentService {

    private static final Pattern WHITESPACE = Pattern.compile("\\s");

    private static final Logger LOG = Logger.getLogger(ConsentService.class);

    /** The one connector that takes a Google account today, as people and as image registries know it. */
    private static final String SHEETS = "googlesheets";

    private static final String SHEETS_IMAGE = "source-google-sheets";
    private static final String SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly";
    private static final String CREDENTIALS = "credentials";

    private final TenantTransactions tenantTransactions;
    private final ConsentRepository consents;
    private final WorkspaceService workspaces;
    private final SourceService sources;
    private final AirbyteAdapter airbyte;
    private final GoogleOAuthAdapter google;
    private final SecretCipher secretCipher;

    @Inject
    ConsentService(
            TenantTransactions tenantTransactions,
            ConsentRepository consents,
            WorkspaceService workspaces,
            SourceService sources,
            AirbyteAdapter airbyte,
            GoogleOAuthAdapter google,
            SecretCipher secretCipher) {
        this.tenantTransactions = tenantTransactions;
        this.consents = consents;
        this.workspaces = workspaces;
        this.sources = sources;
        this.airbyte = airbyte;
        this.google = google;
        this.secretCipher = secretCipher;
    }

    /**
     * Requests a consent.
     *
     * @param connector name of the connector, however it is written
     * @return where the person is to go; fails with BAD_REQUEST when the connector takes no Google account or this
     *     installation is not registered with Google
     */
    Uni<URI> request(Caller by, UUID definition, String connector) {
        return Uni.createFrom().deferred(() -> {
            GoogleOAuthClient client = client();
            requireSheets(connector);
            String state = Nonce.generate();
            return requireSheets(by.org(), definition)
                    .chain(() -> tenantTransactions.inOrg(
                            by.org(), () -> consents.request(by, definition, Sha256.of(state))))
                    .replaceWith(() -> google.authorizationUrl(client, SHEETS_SCOPE, state));
        });
    }

    /**
     * Takes what Google sent back with the person.
     *
     * @return the handle under which the consent can be used. Fails with BAD_REQUEST for an unknown state, and with an
     *     {@code UpstreamFailure} that names Google.
     */
    Uni<String> handleCallback(String state, String code) {
        return Uni.createFrom().deferred(() -> {
            GoogleOAuthClient client = client();
            String handle = Nonce.generate();
            return tenantTransactions
                    .acrossOrgs(CrossTenantPurpose.GOOGLE_CONSENT, () -> consents.consumeState(Sha256.of(state)))
                    .map(found -> found.orElseThrow(ConsentService::expired))
                    .chain(pendingConsent ->
                            google.exchangeCode(client, code).chain(token -> store(pendingConsent, handle, token)))
                    .replaceWith(handle);
        });
    }

    /**
     * Makes a source with a consent.
     *
     * @return the source. Fails with BAD_REQUEST for a used or expired consent, with FORBIDDEN for that of another
     *     person or connector, else as {@link SourceService#create}. The consent can be used again after the last.
     */
    Uni<SourceView> create(Caller by, ConsentedSourceDraft draft) {
        return withConsent(by, draft, source -> sources.create(by, source));
    }

    /** Changes a source and lets it be read with a new consent; fails as {@link #create}, or with NOT_FOUND. */
    Uni<SourceView> update(Caller by, UUID sourceId, ConsentedSourceDraft draft) {
        return sources.get(by.org(), sourceId).chain(existing -> {
            if (!existing.definition().equals(draft.definition())) {
                throw consentMismatch();
            }
            return withConsent(by, draft, source -> sources.update(by, sourceId, source));
        });
    }

    private Uni<SourceView> withConsent(
            Caller by, ConsentedSourceDraft draft, Function<SourceDraft, Uni<SourceView>> save) {
        OrgId org = by.org();
        if (draft.config().has(CREDENTIALS)) {
            throw Failure.invalid("config", "must not hold credentials: they come from the sign-in");
        }
        GoogleOAuthClient client = client();
        return tenantTransactions
                .inOrg(org, () -> consents.find(org, Sha256.of(draft.handle()))
                        .map(found -> found.orElseThrow(ConsentService::expired))
                        .invoke(grantedConsent -> requireOwn(by, draft, grantedConsent))
                        .call(grantedConsent -> consents.consume(org, grantedConsent.id())))
                .chain(grantedConsent -> save.apply(completed(org, client, draft, grantedConsent))
                        .onFailure()
                        .call(() -> tenantTransactions.inOrg(org, () -> consents.restore(org, grantedConsent.id())))
                        .call(() -> tenantTransactions.inOrg(org, () -> consents.delete(org, grantedConsent.id()))));
    }

    private SourceDraft completed(
            OrgId org,
            GoogleOAuthClient client,
            ConsentedSourceDraft draft,
            ConsentRepository.GrantedConsent grantedConsent) {
        Secret token = secretCipher.open(grantedConsent.token(), ConsentSecrets.owner(org.value()));
        ObjectNode config = draft.config().deepCopy();
        config.putObject(CREDENTIALS)
                .put("auth_type", "Client")
                .put("client_id", client.id())
                .put("client_secret", client.secret().reveal())
                .put("refresh_token", token.reveal());
        return new SourceDraft(draft.name(), draft.definition(), config);
    }

    private Uni<Boolean> store(ConsentRepository.PendingConsent pendingConsent, String handle, Secret token) {
        OrgId org = pendingConsent.org();
        return tenantTransactions
                .inOrg(
                        org,
                        () -> consents.grant(
                                pendingConsent,
                                Sha256.of(handle),
                                secretCipher.seal(token, ConsentSecrets.owner(org.value()))))
                .invoke(kept -> {
                    if (!kept) {
                        // The organisation or the member was removed during the request to Google.
                        LOG.info("a Google consent came back whose organisation or member is gone");
                        throw expired();
                    }
                });
    }

    private GoogleOAuthClient client() {
        return google.client()
                .orElseThrow(() -> Failure.badRequest("Google sign-in is not set up on this installation"));
    }

    private static void requireSheets(String connector) {
        if (!WHITESPACE
                .matcher(connector.toLowerCase(Locale.ROOT))
                .replaceAll("")
                .equals(SHEETS)) {
            throw googleNotSupported();
        }
    }

    /** Not by its name: a custom connector of that name would be given the installation's own secret. */
    private Uni<Definition> requireSheets(OrgId org, UUID definition) {
        return workspaces
                .get(org)
                .chain(workspace -> airbyte.sourceDefinitions().get(workspace, definition))
                .invoke(found -> {
                    String image = found.dockerRepository();
                    if (found.custom()
                            || !image.substring(image.lastIndexOf('/') + 1).equals(SHEETS_IMAGE)) {
                        throw googleNotSupported();
                    }
                });
    }

    private static void requireOwn(
            Caller by, ConsentedSourceDraft draft, ConsentRepository.GrantedConsent grantedConsent) {
        if (grantedConsent.account() != by.account()
                || !grantedConsent.definition().equals(draft.definition())) {
            throw consentMismatch();
        }
    }

    private static Failure googleNotSupported() {
        return Failure.badRequest("this kind of source cannot be signed in to with Google");
    }

    private static Failure expired() {
        return Failure.badRequest("the sign-in with Google has expired: sign in again");
    }

    private static Failure consentMismatch() {
        return new Failure(
                Problem.FORBIDDEN, "this sign-in with Google belongs to another person or another kind of source");
    }
}
