package org.dalgo.people.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefreshChainTest {

    private final RefreshChain chain =
            new RefreshChain("a key of thirty-two bytes, or so".getBytes(StandardCharsets.UTF_8));

    @Test
    void knowsHowOldASecretIs() {
        String first = RefreshChain.first();
        String second = chain.next(first);
        String third = chain.next(second);
        byte[] newest = RefreshChain.hash(third).getBytes();

        assertThat(chain.age(third, newest, 2)).hasValue(0);
        assertThat(chain.age(second, newest, 2)).hasValue(1);
        assertThat(chain.age(first, newest, 2)).hasValue(2);
    }

    @Test
    void aSecretThatWasMadeUpHasNoAge() {
        byte[] newest = RefreshChain.hash(chain.next(RefreshChain.first())).getBytes();

        assertThat(chain.age(RefreshChain.first(), newest, 300)).isEmpty();
        assertThat(chain.age("", newest, 300)).isEmpty();
    }

    @Test
    void anotherSessionsKeyMakesAnotherNextSecret() {
        String secret = RefreshChain.first();

        assertThat(new RefreshChain(new byte[32]).next(secret)).isNotEqualTo(chain.next(secret));
    }
}
