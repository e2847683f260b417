package org.dalgo.people.org.logo;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Predicate;
import org.dalgo.people.org.OrgConfig;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.net.AddressPolicy;

/**
 * Downloads a logo once from an address that a member typed. Only https and hosts of the public internet are permitted,
 * the connection goes to the checked address, and no redirect is followed.
 */
@ApplicationScoped
class LogoDownloader {

    private static final int HTTPS = 443;

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration timeout;
    private final Predicate<InetAddress> allowed;

    @Inject
    LogoDownloader(Vertx vertx, OrgConfig config) {
        this(vertx, config.logoTimeout(), new HttpClientOptions(), AddressPolicy.PUBLIC_ONLY::permits);
    }

    LogoDownloader(Vertx vertx, Duration timeout, HttpClientOptions options, Predicate<InetAddress> allowed) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.allowed = allowed;
        int millis = (int) timeout.toMillis();
        this.client = vertx.createHttpClient(new HttpClientOptions(options)
                .setConnectTimeout(millis)
                .setKeepAlive(false)
                .setMaxPoolSize(4)
                .setMaxWaitQueueSize(20));
    }

    /**
     * What is at that address.
     *
     * @return at most {@link LogoPicture#MAX_BYTES} bytes. Fails with BAD_REQUEST for an address that is not permitted,
     *     and UPSTREAM_FAILED when its server does not send the picture in time.
     */
    Uni<byte[]> download(String address) {
        URI uri = uri(address);
        return Uni.createFrom()
                .completionStage(() -> vertx.executeBlocking(() -> resolve(uri.getHost()), false)
                        .compose(host -> fetch(uri, host))
                        .toCompletionStage())
                .ifNoItem()
                .after(timeout)
                .failWith(() -> failed("did not answer in time"))
                .onFailure(failure -> !(failure instanceof Failure))
                .transform(failure -> failed("could not be reached"))
                .map(Buffer::getBytes);
    }

    private Future<Buffer> fetch(URI uri, InetAddress host) {
        int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, host.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(true)
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis())
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .putHeader("accept", "image/png,image/jpeg,image/gif,image/webp");
        return client.request(request).compose(this::exchange);
    }

    /** The client's own limit is for silence: a server that sends a byte now and then would hold the connection for ever. */
    private Future<Buffer> exchange(HttpClientRequest request) {
        Promise<Buffer> done = Promise.promise();
        long end = vertx.setTimer(timeout.toMillis(), ignored -> {
            done.tryFail(failed("did not answer in time"));
            request.reset();
        });
        request.send().compose(LogoDownloader::body).onComplete(result -> {
            vertx.cancelTimer(end);
            if (result.succeeded()) {
                done.tryComplete(result.result());
            } else {
                done.tryFail(result.cause());
            }
        });
        return done.future();
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            // Or the client would log that its own reset came unexpected.
            response.exceptionHandler(reset -> {});
            response.request().reset();
            return Future.failedFuture(failed("answered " + response.statusCode()));
        }
        Buffer body = Buffer.buffer();
        Promise<Buffer> whole = Promise.promise();
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > LogoPicture.MAX_BYTES) {
                whole.tryFail(Failure.badRequest("The picture is larger than 5 MiB. Choose a smaller one."));
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    /** Asked once: a second answer could be another one. */
    private InetAddress resolve(String host) throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName(host);
        for (InetAddress address : found) {
            if (!allowed.test(address)) {
                throw Failure.badRequest(
                        "The address of the picture is not on the public internet. Choose another one.");
            }
        }
        return found[0];
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text.strip());
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in the same words.
        }
        throw Failure.badRequest("The address of the picture must begin with https://.");
    }

    private static Failure failed(String how) {
        return new Failure(Problem.UPSTREAM_FAILED, "The server of the picture " + how);
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
