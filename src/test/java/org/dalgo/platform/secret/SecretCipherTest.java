package org.dalgo.platform.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.LaunchMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.platform.startup.StartupFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCipherTest {

    private static final String OWNER = "warehouse of org 7";
    private static final Secret PASSWORD = Secret.of("pässwörd कखग");

    private final String first = DevelopmentKey.generate();
    private final String second = DevelopmentKey.generate();
    private final SecretCipher secretCipher = new SecretCipher(KeyRing.of(Map.of("first", first), Optional.empty()));

    @Test
    void opensWhatItSealed() {
        SealedSecret sealed = secretCipher.seal(PASSWORD, OWNER);

        assertThat(secretCipher.open(SealedSecret.of(sealed.bytes()), OWNER).reveal())
                .isEqualTo(PASSWORD.reveal());
    }

    @Test
    void sealsTheSameTextDifferentlyEachTime() {
        assertThat(secretCipher.seal(PASSWORD, OWNER)).isNotEqualTo(secretCipher.seal(PASSWORD, OWNER));
    }

    @Test
    void refusesBytesChangedAnywhere() {
        byte[] sealed = secretCipher.seal(PASSWORD, OWNER).bytes();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> secretCipher.open(SealedSecret.of(changed), OWNER))
                    .as("byte %d", i)
                    .isInstanceOf(UnreadableSecret.class);
        }
    }

    @Test
    void refusesBytesCutShort() {
        byte[] sealed = secretCipher.seal(PASSWORD, OWNER).bytes();
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> secretCipher.open(SealedSecret.of(cut), OWNER))
                    .isInstanceOf(UnreadableSecret.class);
        }
    }

    @Test
    void doesNotOpenInAnotherOrganisationsRow() {
        SealedSecret sealed = secretCipher.seal(PASSWORD, OWNER);

        assertThatThrownBy(() -> secretCipher.open(sealed, "warehouse of org 8"))
                .isInstanceOf(UnreadableSecret.class);
    }

    @Test
    void namesTheKeyThatIsMissing() {
        SealedSecret sealed = secretCipher.seal(PASSWORD, OWNER);
        SecretCipher other = new SecretCipher(KeyRing.of(Map.of("second", second), Optional.empty()));

        assertThatThrownBy(() -> other.open(sealed, OWNER)).hasMessageContaining("first");
    }

    @Test
    void readsWithTheOldKeyAndSealsWithTheNewOne() {
        SealedSecret old = secretCipher.seal(PASSWORD, OWNER);
        SecretCipher rotated =
                new SecretCipher(KeyRing.of(Map.of("first", first, "second", second), Optional.of("second")));

        assertThat(rotated.isOutdated(old)).isTrue();
        SealedSecret renewed = rotated.seal(rotated.open(old, OWNER), OWNER);

        assertThat(rotated.isOutdated(renewed)).isFalse();
        assertThat(renewed.keyId()).isEqualTo("second");
        assertThat(rotated.open(renewed, OWNER)).isEqualTo(PASSWORD);
    }

    @Test
    void toStringHidesTheSecret() {
        assertThat(PASSWORD + " " + secretCipher.seal(PASSWORD, OWNER))
                .isEqualTo("Secret[hidden] SealedSecret[key=first]");
    }

    @Test
    void productionRefusesToStartWithoutAKeyAndNamesTheOption() {
        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(() -> SecretCipher.ring(config(Map.of(), null, Path.of("ignored")), LaunchMode.NORMAL))
                .withMessageContaining("dalgo.secret.keys");
    }

    @Test
    void refusesAnUnusableKeyWithoutQuotingIt() {
        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(() -> KeyRing.of(Map.of("first", "not#base64"), Optional.empty()))
                .withMessageContaining("dalgo.secret.keys.first")
                .withMessageNotContaining("not#base64")
                .withNoCause();
        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(() -> KeyRing.of(Map.of("a", first, "b", second), Optional.empty()))
                .withMessageContaining("dalgo.secret.current");
        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(() -> KeyRing.of(Map.of("a", first), Optional.of("b")))
                .withMessageContaining("dalgo.secret.current");
    }

    @Test
    void aKeyThatCanBeGuessedIsRefusedWithoutBeingShown() {
        for (byte[] guessable : List.of(
                new byte[32],
                "a passphrase of thirty-two bytes".getBytes(StandardCharsets.US_ASCII),
                "\u0001\u0002\u0003\u0004".repeat(8).getBytes(StandardCharsets.US_ASCII))) {
            String encoded = Base64.getEncoder().encodeToString(guessable);

            assertThatExceptionOfType(StartupFailure.class)
                    .isThrownBy(() -> KeyRing.of(Map.of("first", encoded), Optional.empty()))
                    .withMessageContaining("dalgo.secret.keys.first is not random")
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(encoded));
        }
    }

    @Test
    void developmentKeepsItsKeyInAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("new").resolve("secret.key");

        SecretCipher one = new SecretCipher(SecretCipher.ring(config(Map.of(), null, file), LaunchMode.DEVELOPMENT));
        SealedSecret sealed = one.seal(PASSWORD, OWNER);
        SecretCipher next = new SecretCipher(SecretCipher.ring(config(Map.of(), null, file), LaunchMode.DEVELOPMENT));

        assertThat(next.open(sealed, OWNER)).isEqualTo(PASSWORD);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(Files.readString(file, StandardCharsets.US_ASCII)).hasSize(44);
        assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**.new");
    }

    private static SecretConfig config(Map<String, String> keys, String current, Path file) {
        return new SecretConfig() {
            @Override
            public Map<String, String> keys() {
                return keys;
            }

            @Override
            public Optional<String> current() {
                return Optional.ofNullable(current);
            }

            @Override
            public Optional<Path> developmentKeyFile() {
                return Optional.ofNullable(file);
            }
        };
    }
}
