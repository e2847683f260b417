package org.dalgo.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails the test during which a secret came out of the application; stands behind every test of the suite. */
public class SecretLeakExtension implements AfterEachCallback {

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> escapes = CanarySecrets.drain();
        if (!escapes.isEmpty()) {
            throw new AssertionError(String.join("\n", escapes));
        }
    }
}
