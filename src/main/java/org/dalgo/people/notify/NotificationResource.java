package org.dalgo.people.notify;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.security.OrgMember;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own notifications in this organisation. */
@Path("/api/notifications")
@Tag(name = "Notification")
public class NotificationResource {

    private static final int MAX_PAGE_SIZE = 100;

    /** A page in the web app's shape. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record NotificationPageResponse(
            boolean success, List<NotificationResponse> res, int page, int totalPages, long totalNotifications) {

        static NotificationPageResponse of(NotificationPage found) {
            return new NotificationPageResponse(true, found.items(), found.page(), found.totalPages(), found.total());
        }
    }

    /** Which to mark, and as what. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record MarkNotificationsRequest(
            @NotNull(message = "is required") @Size(max = 1000, message = "has more than 1000 ids")
                    List<@NotNull Long> notificationIds,
            @NotNull(message = "is required") Boolean readStatus) {}

    /** Answer to a mark. */
    public record MarkNotificationsResponse(boolean success, String message) {}

    /** Answer to marking all. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record MarkAllNotificationsResponse(boolean success, int updatedCount) {}

    /** A number. */
    public record UnreadCountResponse(boolean success, long res) {}

    @Inject
    CurrentCaller caller;

    @Inject
    NotificationService notifications;

    @GET
    @Path("/v1")
    @OrgMember
    @FailsWith(Problem.INVALID)
    @Operation(summary = "Notifications of the caller, newest first")
    public Uni<NotificationPageResponse> listNotifications(
            @QueryParam("page") @DefaultValue("1") int page,
            @QueryParam("limit") @DefaultValue("10") int limit,
            @QueryParam("read_status") String readStatus) {
        int bounded = Math.min(Math.max(1, limit), MAX_PAGE_SIZE);
        return notifications.page(caller.get(), page, bounded, read(readStatus)).map(NotificationPageResponse::of);
    }

    @PUT
    @Path("/v1")
    @OrgMember
    @Operation(summary = "Marks notifications as read or unread; ids of others are ignored")
    public Uni<MarkNotificationsResponse> markNotifications(
            @Valid @NotNull MarkNotificationsRequest markNotificationsRequest) {
        return notifications
                .mark(caller.get(), markNotificationsRequest.notificationIds(), markNotificationsRequest.readStatus())
                .map(count -> new MarkNotificationsResponse(true, count + " marked"));
    }

    @PUT
    @Path("/mark_all_as_read")
    @OrgMember
    @Operation(summary = "Marks all notifications of the caller as read")
    public Uni<MarkAllNotificationsResponse> markAllNotifications() {
        return notifications.markAll(caller.get()).map(count -> new MarkAllNotificationsResponse(true, count));
    }

    @GET
    @Path("/unread_count")
    @OrgMember
    @Operation(summary = "How many the caller has not read")
    public Uni<UnreadCountResponse> unreadCount() {
        return notifications.countUnread(caller.get()).map(count -> new UnreadCountResponse(true, count));
    }

    private static Optional<Boolean> read(String status) {
        if (status == null || status.isBlank()) {
            return Optional.empty();
        }
        return switch (status) {
            case "0" -> Optional.of(false);
            case "1" -> Optional.of(true);
            default ->
                throw Failure.invalid(
                        List.of(new Failure.Field(List.of("query", "read_status"), "must be 0 or 1", "value_error")));
        };
    }
}
