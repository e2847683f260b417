package org.dalgo.people.org;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {

    @ParameterizedTest
    @CsvSource({
        "Sneha Foundation, sneha-foundation",
        "  École  d'été , ecole-dete",
        "Ångström & Söhne, angstrom-sohne",
        "शिक्षा, shikssaa",
        "Организация, organizatsiia",
        "日本, ri-ben",
        "A Very Long Name Of An Organisation, a-very-long-name-of",
        "!!!, org",
        "Users, org-users",
        "dbt profile x, org-dbt-profile-x"
    })
    void aSlugIsMadeOfTheNameInAnyScript(String name, String slug) {
        assertThat(Slug.of(name)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ab-", "نمونه سازمان بزرگ برای آزمایش", "ÀÉÎÕÜ ÀÉÎÕÜ ÀÉÎÕÜ ÀÉÎÕÜ", "مؤسسة"})
    void aSlugFitsItsColumnAndTheNamesOfBlocks(String name) {
        assertThat(Slug.of(name)).matches("[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?");
    }

    @Test
    void aTakenSlugGetsANumberWithinTheLength() {
        assertThat(Slug.firstFree("ngo", List.of())).isEqualTo("ngo");
        assertThat(Slug.firstFree("ngo", List.of("ngo", "ngo-2"))).isEqualTo("ngo-3");
        assertThat(Slug.firstFree("a-very-long-name-of", List.of("a-very-long-name-of")))
                .isEqualTo("a-very-long-name-o-2");
        assertThat("a-very-long-name-o-2").startsWith(Slug.commonPrefix("a-very-long-name-of"));
    }
}
