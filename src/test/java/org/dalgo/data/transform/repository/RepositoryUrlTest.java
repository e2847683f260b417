package org.dalgo.data.transform.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.dalgo.data.transform.project.DbtProjectView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "http://git.test/ngo/dbt.git",
                "ssh://git@git.test/ngo/dbt.git",
                "git@git.test:ngo/dbt.git",
                "ext::sh -c true",
                "--upload-pack=true",
                "file:///srv/other-tenant",
                "https:///dbt.git",
                "https://git.test",
                "https://git.test/",
                "https://git.test/dbt.git?token=hush",
                "https://user:hush@git.test/dbt.git",
            })
    void refusesWhatAWorkerMustNotBeSentTo(String url) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> RepositoryUrl.parse(url, false))
                .withMessageNotContaining("hush")
                .withNoCause();
    }

    @Test
    void takesAFolderInDevelopmentOnly() {
        RepositoryUrl url = RepositoryUrl.parse("file:///srv/demo/dbt.git", true);

        assertThat(url).hasToString("file:///srv/demo/dbt.git");
        assertThat(url.takesToken()).isFalse();
    }

    @Test
    void carriesATokenOfAnyCharacters() {
        RepositoryUrl url = RepositoryUrl.parse("https://git.test:8443/ngo/dbt.git", false);

        assertThat(url.withToken(Secret.of("a b/c@d+e:ü")))
                .isEqualTo("https://oauth2:a%20b%2Fc%40d%2Be%3A%C3%BC@git.test:8443/ngo/dbt.git");
    }

    @Test
    void aTokenIsOnlyMissedWhereThereCanBeOne() {
        assertThat(new DbtProjectView("https://git.test/ngo/dbt", false, "x", true).lacksToken())
                .isTrue();
        assertThat(new DbtProjectView("https://git.test/ngo/dbt", true, "x", true).lacksToken())
                .isFalse();
        assertThat(new DbtProjectView("file:///demo/dbt.git", false, "x", true).lacksToken())
                .isFalse();
        assertThat(new DbtProjectView(null, false, "x", true).lacksToken()).isTrue();
    }
}
