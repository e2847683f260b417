package org.dalgo.data.ingest.consent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.scheduler.Scheduled;
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
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Fingerprint;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.Secrets;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.Definition;
import org.dalgo.upstream.google.GoogleClient;
import org.dalgo.upstream.google.GoogleSignIn;
import org.jboss.logging.Logger;

/**
 * Lets a person hand this installation the right to read their Google sheets. Google's token never passes the browser: it
 * is kept, sealed, until the source is made, and the browser carries a handle that is good once, for whoever asked.
 */
@ApplicationScoped
class ConsentService {

    private static final Logger LOG = Logger.getLogger(ConsentService.class);

    /** The one connector that takes a Google account today, as people and as image registries know it. */
    private static final String SHEETS = "googlesheets";

    private static final String SHEETS_IMAGE = "source-google-sheets";
    private static final String SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly";
    private static final String CREDENTIALS = "credentials";

    private final Door door;
    private final ConsentRepository consents;
    private final WorkspaceService workspaces;
    private final SourceService sources;
    private final AirbyteAdapter airbyte;
    private final GoogleSignIn google;
    private final Secrets secrets;

    @Inject
    ConsentService(
            Door door,
            ConsentRepository consents,
            WorkspaceService workspaces,
            SourceService sources,
            AirbyteAdapter airbyte,
            GoogleSignIn google,
            Secrets secrets) {
        this.door = door;
        this.consents = consents;
        this.workspaces = workspaces;
        this.sources = sources;
        this.airbyte = airbyte;
        this.google = google;
        this.secrets = secrets;
    }

    /**
     * Asks for a consent.
     *
     * @param connector name of the connector, however it is written
     * @return where the person is to go; fails with BAD_REQUEST when the connector takes no Google account or this
     *     installation is not registered with Google
     */
    Uni<URI> ask(Caller by, UUID definition, String connector) {
        return Uni.createFrom().deferred(() -> {
            GoogleClient client = client();
            requireSheets(connector);
            String state = Nonce.make();
            return requireSheets(by.org(), definition)
                    .chain(() -> door.enter(by.org(), () -> consents.ask(by, definition, Fingerprint.of(state))))
                    .replaceWith(() -> google.consentAddress(client, SHEETS_SCOPE, state));
        });
    }

    /**
     * Takes what Google sent back with the person.
     *
     * @return the handle under which the consent can be used; fails with BAD_REQUEST when nobody waits for it, else with
     *     an {@link UpstreamFailure} that names Google
     */
    Uni<String> take(String state, String code) {
        return Uni.createFrom().deferred(() -> {
            GoogleClient client = client();
            String handle = Nonce.make();
            return door.acrossOrganisations(Purpose.GOOGLE_CONSENT, () -> consents.answered(Fingerprint.of(state)))
                    .map(found -> found.orElseThrow(ConsentService::expired))
                    .chain(asked -> google.refreshToken(client, code).chain(token -> keep(asked, handle, token)))
                    .replaceWith(handle);
        });
    }

    /**
     * Makes a source with a consent.
     *
     * @return the source; fails with BAD_REQUEST when the consent is used or too old, with FORBIDDEN when somebody else
     *     gave it or it was for another connector, else as {@link SourceService#create}; the consent can be used again then
     */
    Uni<SourceView> create(Caller by, ConsentDraft draft) {
        return using(by, draft, source -> sources.create(by, source));
    }

    /** Changes a source and lets it be read with a new consent; fails as {@link #create}, or with NOT_FOUND. */
    Uni<SourceView> update(Caller by, UUID sourceId, ConsentDraft draft) {
        return sources.get(by.org(), sourceId).chain(existing -> {
            if (!existing.definition().equals(draft.definition())) {
                throw otherwise();
            }
            return using(by, draft, source -> sources.update(by, sourceId, source));
        });
    }

    /** What was not used in time opens nothing any more; no need to keep it. */
    @Scheduled(every = "1h", delayed = "7m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return door.acrossOrganisations(Purpose.HOUSEKEEPING, consents::deleteExpired)
                .replaceWithVoid();
    }

    private Uni<SourceView> using(Caller by, ConsentDraft draft, Function<SourceDraft, Uni<SourceView>> save) {
        OrgId org = by.org();
        if (draft.config().has(CREDENTIALS)) {
            throw Failure.invalid("config", "must not hold credentials: they come from the sign-in");
        }
        GoogleClient client = client();
        return door.enter(org, () -> consents.find(org, Fingerprint.of(draft.handle()))
                        .map(found -> found.orElseThrow(ConsentService::expired))
                        .invoke(given -> requireOwn(by, draft, given))
                        .call(given -> consents.use(org, given.id())))
                .chain(given -> save.apply(completed(org, client, draft, given))
                        .onFailure()
                        .call(() -> door.enter(org, () -> consents.giveBack(org, given.id())))
                        .call(() -> door.enter(org, () -> consents.delete(org, given.id()))));
    }

    private SourceDraft completed(OrgId org, GoogleClient client, ConsentDraft draft, ConsentRepository.Given given) {
        Secret token = secrets.open(given.token(), ConsentSecrets.owner(org.value()));
        ObjectNode config = draft.config().deepCopy();
        config.putObject(CREDENTIALS)
                .put("auth_type", "Client")
                .put("client_id", client.id())
                .put("client_secret", client.secret().reveal())
                .put("refresh_token", token.reveal());
        return new SourceDraft(draft.name(), draft.definition(), config);
    }

    private Uni<Boolean> keep(ConsentRepository.Asked asked, String handle, Secret token) {
        OrgId org = asked.org();
        return door.enter(
                        org,
                        () -> consents.give(
                                asked, Fingerprint.of(handle), secrets.seal(token, ConsentSecrets.owner(org.value()))))
                .invoke(kept -> {
                    if (!kept) {
                        // The organisation, or the person, left while Google was asked.
                        LOG.info("a Google consent came back that nobody waits for any more");
                        throw expired();
                    }
                });
    }

    private GoogleClient client() {
        return google.client()
                .orElseThrow(() -> Failure.badRequest("Google sign-in is not set up on this installation"));
    }

    private static void requireSheets(String connector) {
        if (!connector.toLowerCase(Locale.ROOT).replaceAll("\\s", "").equals(SHEETS)) {
            throw noGoogle();
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
                        throw noGoogle();
                    }
                });
    }

    private static void requireOwn(Caller by, ConsentDraft draft, ConsentRepository.Given given) {
        if (given.account() != by.account() || !given.definition().equals(draft.definition())) {
            throw otherwise();
        }
    }

    private static Failure noGoogle() {
        return Failure.badRequest("this kind of source cannot be signed in to with Google");
    }

    private static Failure expired() {
        return Failure.badRequest("the sign-in with Google has expired: sign in again");
    }

    private static Failure otherwise() {
        return new Failure(Problem.FORBIDDEN, "this sign-in with Google was for somebody or something else");
    }
}
