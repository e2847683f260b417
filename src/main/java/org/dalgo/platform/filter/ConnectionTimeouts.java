package org.dalgo.platform.filter;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections on which a client sends a request too slowly, or none. The idle timeout of Quarkus measures bytes.
 * It would end a request that waits for Airbyte, and spare a client that sends one byte a minute. So each event loop
 * looks through its connections at an interval, and a connection that has no request in progress is closed after {@link
 * HttpConfig#idle()}.
 */
@ApplicationScoped
class ConnectionTimeouts {

    private static final AttributeKey<Activity> ACTIVITY = AttributeKey.valueOf(Activity.class.getName());

    /** Sweeps within one idle time; a connection stands at most this part of it too long. */
    private static final int SWEEPS = 10;

    private final VertxInternal vertx;
    private final HttpConfig config;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final List<ScheduledFuture<?>> sweeps = new CopyOnWriteArrayList<>();

    @Inject
    ConnectionTimeouts(Vertx vertx, HttpConfig config) {
        this.vertx = (VertxInternal) vertx;
        this.config = config;
    }

    void start(@ObservesAsync HttpServerStart server) {
        if (ports.add(server.options().getPort()) && sweeps.isEmpty()) {
            Duration interval = config.idle().dividedBy(SWEEPS);
            for (EventExecutor loop : vertx.getEventLoopGroup()) {
                sweeps.add(loop.scheduleWithFixedDelay(
                        () -> sweep((SingleThreadEventLoop) loop),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS));
            }
        }
    }

    void stop(@Observes ShutdownEvent shutdown) {
        sweeps.forEach(sweep -> sweep.cancel(false));
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, ResponseHeaders.FIRST + 1);
    }

    private void sweep(SingleThreadEventLoop loop) {
        List<Channel> expired = new ArrayList<>();
        for (Iterator<Channel> channels = loop.registeredChannelsIterator(); channels.hasNext(); ) {
            Channel channel = channels.next();
            if (isOurs(channel) && activity(channel).isIdleFor(config.idle()) && !isSocket(channel)) {
                expired.add(channel);
            }
        }
        expired.forEach(Channel::close);
    }

    /** Not a connection to PostgreSQL, and not one of another server in this process. */
    private boolean isOurs(Channel channel) {
        return channel.parent() != null
                && channel.localAddress() instanceof InetSocketAddress address
                && ports.contains(address.getPort());
    }

    private static boolean isSocket(Channel channel) {
        return channel.pipeline().get(WebSocketFrameDecoder.class) != null;
    }

    void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.connection() instanceof ConnectionBase connection) {
            Activity activity = activity(connection.channel());
            activity.begin();
            if (request.version() == HttpVersion.HTTP_2) {
                context.addEndHandler(ignored -> activity.end());
            }
            if (UnreadBodyDrain.hasBody(request)) {
                ScheduledFuture<?> limit = limitBody(request, connection.channel(), activity);
                context.addEndHandler(ignored -> limit.cancel(false));
            }
        }
        context.next();
    }

    private ScheduledFuture<?> limitBody(HttpServerRequest request, Channel channel, Activity activity) {
        boolean multiplexed = request.version() == HttpVersion.HTTP_2;
        long number = activity.begun;
        return channel.eventLoop()
                .schedule(
                        () -> {
                            if (multiplexed && !request.isEnded()) {
                                request.response().reset();
                            } else if (!multiplexed && activity.received < number) {
                                channel.close();
                            }
                        },
                        config.bodyTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static Activity activity(Channel channel) {
        Activity known = channel.attr(ACTIVITY).get();
        if (known != null) {
            return known;
        }
        Activity activity = new Activity();
        channel.attr(ACTIVITY).set(activity);
        // Before the handler of Vert.x, which keeps back the end of a body that is not read yet.
        if (channel.pipeline().get("handler") != null) {
            channel.pipeline().addBefore("handler", "activity", activity);
        }
        return activity;
    }

    /**
     * Requests of one connection; used on its event loop only. It counts the ends of HTTP/1 messages as they pass: a stream
     * takes the handlers of its response for itself.
     */
    private static final class Activity extends ChannelDuplexHandler {

        private long idleSince = System.nanoTime();
        private long begun;
        private long ended;
        private long received;

        private void begin() {
            begun++;
        }

        private void end() {
            ended++;
            idleSince = System.nanoTime();
        }

        private boolean isIdleFor(Duration limit) {
            return ended >= begun && System.nanoTime() - idleSince > limit.toNanos();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
            if (message instanceof LastHttpContent) {
                received++;
            }
            super.channelRead(context, message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (message instanceof LastHttpContent && !isInformational(message)) {
                end();
            }
            super.write(context, message, promise);
        }

        /** 100, after which the body is sent, and 101, after which the connection is a socket. */
        private static boolean isInformational(Object message) {
            return message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
    }
}
