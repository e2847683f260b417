package org.dalgo.upstream.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** HTTP of one conversation, under its watch. */
final class WatchedHttp implements HttpConnectionFactory {

    private final Watch watch;

    WatchedHttp(Watch watch) {
        this.watch = watch;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        watch.admit(url);
        return new Watched(url, proxy, watch);
    }

    private static final class Watched extends JDKHttpConnection {

        private final Watch watch;

        Watched(URL url, Proxy proxy, Watch watch) throws IOException {
            super(url, proxy);
            this.watch = watch;
        }

        @Override
        public void connect() throws IOException {
            patient();
            try {
                super.connect();
            } catch (IOException e) {
                throw watch.failed(e);
            }
        }

        @Override
        public int getResponseCode() throws IOException {
            patient();
            try {
                int code = super.getResponseCode();
                watch.answered(code);
                return code;
            } catch (IOException e) {
                throw watch.failed(e);
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return watch.within(super.getInputStream());
        }

        private void patient() throws IOException {
            int millis = watch.millisLeft();
            setConnectTimeout(Math.min(millis, 10_000));
            setReadTimeout(millis);
        }
    }
}
