package org.dalgo.people.notify;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.Optional;
import org.dalgo.people.notify.chat.ChatWebhook;
import org.dalgo.people.notify.chat.OrgPreferenceService;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.dalgo.platform.security.Permission;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Preferences of the caller and of their organisation. Reading writes nothing: who never chose has the defaults. */
@Path("/api")
@Tag(name = "Preferences")
public class PreferenceResource {

    /** Body of an answer. */
    public record PreferenceEnvelope<T>(boolean success, T res) {}

    /** What the caller chose; the rest is of features that this product does not have. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record UserPreferencesResponse(
            boolean enableEmailNotifications,
            boolean disclaimerShown,
            @Schema(nullable = true) String lastVisitedTransformTab,
            boolean isLlmActive,
            boolean enableLlmRequested,
            Map<String, Object> trialWalkthrough,
            Map<String, Object> trialEmailsSent) {

        static UserPreferencesResponse of(MemberPreferenceView choice) {
            return new UserPreferencesResponse(
                    choice.email(),
                    choice.disclaimerShown(),
                    choice.lastTransformTab(),
                    false,
                    false,
                    Map.of(),
                    Map.of());
        }
    }

    /** A change; what is absent stays. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record UserPreferencesRequest(
            Boolean enableEmailNotifications,
            Boolean disclaimerShown,
            @Pattern(regexp = "^(ui|github)$", message = "must be ui or github") String lastVisitedTransformTab) {}

    /** What the organisation chose. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record OrgPreferencesResponse(
            OrgName org,
            boolean llmOptin,
            @Schema(nullable = true) String llmOptinApprovedBy,
            @Schema(nullable = true) String llmOptinDate,
            boolean enableDiscordNotifications,
            @Schema(nullable = true) String discordWebhook) {}

    /** An organisation's names. */
    public record OrgName(String name, String slug) {}

    /** Switches the chat; the webhook may be of Discord, Slack, or a server that takes the format of Slack. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record ChatPreferenceRequest(
            @NotNull(message = "is required") Boolean enableDiscordNotifications, String discordWebhook) {

        @Override
        public String toString() {
            return "ChatPreferenceRequest[" + enableDiscordNotifications + "]";
        }
    }

    @Inject
    CurrentCaller caller;

    @Inject
    MemberPreferenceService members;

    @Inject
    OrgPreferenceService orgs;

    @GET
    @Path("/userpreferences/")
    @OrgMember
    @Operation(summary = "Preferences of the caller in this organisation")
    public Uni<PreferenceEnvelope<UserPreferencesResponse>> userPreferences() {
        return members.get(caller.get()).map(PreferenceResource::envelope);
    }

    @PUT
    @Path("/userpreferences/")
    @OrgMember
    @Operation(summary = "Changes preferences of the caller; what is absent or null stays")
    public Uni<PreferenceEnvelope<UserPreferencesResponse>> changeUserPreferences(
            @Valid @NotNull UserPreferencesRequest change) {
        return members.change(
                        caller.get(),
                        change.enableEmailNotifications(),
                        change.disclaimerShown(),
                        change.lastVisitedTransformTab())
                .map(PreferenceResource::envelope);
    }

    @GET
    @Path("/orgpreferences/")
    @OrgMember
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Preferences of the organisation; the webhook is legible only to who may change it")
    public Uni<PreferenceEnvelope<OrgPreferencesResponse>> orgPreferences() {
        Caller me = caller.get();
        return orgs.get(me.org()).map(choice -> envelope(me, choice));
    }

    @PUT
    @Path("/orgpreferences/enable-discord-notifications")
    @PermissionsAllowed("can_edit_org_notification_settings")
    @Operation(summary = "Sends notifications also to a chat channel, or no longer")
    public Uni<PreferenceEnvelope<OrgPreferencesResponse>> changeChat(@Valid @NotNull ChatPreferenceRequest change) {
        Optional<String> webhook = Optional.ofNullable(change.discordWebhook()).filter(text -> !text.isBlank());
        Caller me = caller.get();
        return orgs.setChat(me.org(), change.enableDiscordNotifications(), webhook)
                .map(choice -> envelope(me, choice));
    }

    private static PreferenceEnvelope<UserPreferencesResponse> envelope(MemberPreferenceView choice) {
        return new PreferenceEnvelope<>(true, UserPreferencesResponse.of(choice));
    }

    private static PreferenceEnvelope<OrgPreferencesResponse> envelope(
            Caller me, OrgPreferenceService.OrgPreferenceView choice) {
        return new PreferenceEnvelope<>(
                true,
                new OrgPreferencesResponse(
                        new OrgName(choice.orgName(), me.orgSlug()),
                        false,
                        null,
                        null,
                        choice.chat(),
                        webhook(choice.webhook(), me.may(Permission.CAN_EDIT_ORG_NOTIFICATION_SETTINGS))));
    }

    private static String webhook(ChatWebhook webhook, boolean legible) {
        if (webhook == null) {
            return null;
        }
        return legible ? webhook.reveal() : webhook.masked();
    }
}
