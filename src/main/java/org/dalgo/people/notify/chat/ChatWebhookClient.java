package org.dalgo.people.notify.chat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.net.AddressNotPermittedException;
import org.dalgo.platform.net.AddressPolicy;

/**
 * Posts a message into a chat channel. The host name is resolved once and the request goes to the checked address. So a
 * changed DNS entry cannot lead it into a private network. Redirects are not followed.
 */
@ApplicationScoped
class ChatWebhookClient {

    private static final String SYSTEM = "The chat server";

    private final Vertx vertx;
    private final NotifyConfig config;
    private final AddressPolicy addresses;
    private final HttpClient client;

    @Inject
    ChatWebhookClient(Vertx vertx, NotifyConfig config, AddressPolicy addresses) {
        this.vertx = vertx;
        this.config = config;
        this.addresses = addresses;
        int millis = Math.toIntExact(config.chatTimeout().toMillis());
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(millis));
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** Posts it; fails with an {@link UpstreamFailure}, of kind INVALID when another attempt is pointless. */
    Uni<Void> send(ChatWebhook webhook, String message) {
        // The name is resolved and the answer arrives elsewhere; a caller with a database session needs its own
        // context.
        return Uni.createFrom().deferred(() -> Uni.createFrom()
                .item(() -> resolve(webhook))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(server -> post(webhook, server, message))
                .ifNoItem()
                .after(config.chatTimeout())
                .failWith(() -> failure(Kind.TIMEOUT, "did not answer in time", null))
                .emitOn(CallerContextExecutor.current()));
    }

    private InetAddress resolve(ChatWebhook webhook) {
        try {
            return addresses.resolve(webhook.host());
        } catch (AddressNotPermittedException e) {
            throw failure(Kind.INVALID, "has no public address", null);
        } catch (UnknownHostException e) {
            throw failure(Kind.UNREACHABLE, "cannot be found", e);
        }
    }

    private Uni<Void> post(ChatWebhook webhook, InetAddress server, String message) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(webhook.port(), server.getHostAddress()))
                .setHost(webhook.host())
                .setPort(webhook.port())
                .setSsl(webhook.tls())
                .setURI(webhook.path())
                .setFollowRedirects(false)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        Buffer body = Buffer.buffer(webhook.body(message).toString());
        return Uni.createFrom()
                .completionStage(() -> client.request(options)
                        .compose(request -> status(request, body))
                        .toCompletionStage())
                .onFailure(failure -> !(failure instanceof UpstreamFailure))
                .transform(failure -> failure(Kind.UNREACHABLE, "cannot be reached", failure))
                .invoke(ChatWebhookClient::checkStatus)
                .replaceWithVoid();
    }

    /** A server that answers for ever, byte by byte, loses the connection when its time is over. */
    private Future<Integer> status(HttpClientRequest request, Buffer body) {
        long timer = vertx.setTimer(config.chatTimeout().toMillis(), ignored -> request.reset());
        return request.send(body)
                .compose(response -> response.end().map(end -> response.statusCode()))
                .onComplete(ignored -> vertx.cancelTimer(timer));
    }

    private static void checkStatus(int status) {
        if (status >= 200 && status < 300) {
            return;
        }
        if (status == 429 || status >= 500) {
            throw failure(Kind.SERVER_ERROR, "answered " + status, null);
        }
        // The channel or the webhook is gone, or it never was one.
        throw failure(Kind.INVALID, "refused the message with status " + status, null);
    }

    private static UpstreamFailure failure(Kind kind, String what, Throwable cause) {
        return new UpstreamFailure(SYSTEM, kind, SYSTEM.toLowerCase(Locale.ROOT) + " " + what, cause);
    }
}
