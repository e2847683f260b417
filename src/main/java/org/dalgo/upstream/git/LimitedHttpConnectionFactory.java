package org.dalgo.upstream.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** HTTP connections of one session, within its limits. */
final class LimitedHttpConnectionFactory implements HttpConnectionFactory {

    private final TransferLimits limits;

    LimitedHttpConnectionFactory(TransferLimits transferLimits) {
        this.limits = transferLimits;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        limits.requirePermittedAddress(url);
        return new LimitedHttpConnection(url, proxy, limits);
    }

    private static final class LimitedHttpConnection extends JDKHttpConnection {

        private final TransferLimits limits;

        LimitedHttpConnection(URL url, Proxy proxy, TransferLimits transferLimits) throws IOException {
            super(url, proxy);
            this.limits = transferLimits;
        }

        @Override
        public void connect() throws IOException {
            applyTimeouts();
            try {
                super.connect();
            } catch (IOException e) {
                throw limits.recordFailure(e);
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            applyTimeouts();
            try {
                int code = super.getResponseCode();
                limits.recordStatus(code);
                return code;
            } catch (IOException e) {
                throw limits.recordFailure(e);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return limits.limit(super.getInputStream());
        }

        private void applyTimeouts() throws IOException {
            int millis = limits.millisLeft();
            setConnectTimeout(Math.min(millis, 10_000));
            setReadTimeout(millis);
        }
    }
}
