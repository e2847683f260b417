package org.dalgo.data.transform.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dalgo.data.transform.file.ThreeWayMerge.DbtFile;
import org.junit.jupiter.api.Test;

class ThreeWayMergeTest {

    private final List<DbtFile> ours = new ArrayList<>();

    @Test
    void whatOnlyOneSideChangedIsTakenFromIt() {
        kept("same", "1", "1");
        kept("ours", "1", "2");
        kept("theirs", "1", "1");
        kept("added", null, "2");
        kept("deleted", "1", null);
        kept("gone there", "1", "1");

        ThreeWayMerge threeWayMerge = ThreeWayMerge.of(
                ours, Map.of("same", "1", "ours", "1", "theirs", "3", "deleted", "1", "new there", "4"));

        assertThat(threeWayMerge.conflicts()).isEmpty();
        assertThat(threeWayMerge.changes())
                .containsEntry("ours", "2")
                .containsEntry("added", "2")
                .containsEntry("deleted", null)
                .hasSize(3);
        assertThat(threeWayMerge.result())
                .containsEntry("same", "1")
                .containsEntry("theirs", "3")
                .containsEntry("gone there", null)
                .containsEntry("new there", "4")
                .hasSize(4);
        assertThat(threeWayMerge.published())
                .hasSize(7)
                .containsEntry("deleted", null)
                .containsEntry("ours", "2");
    }

    @Test
    void whatBothChangedInTheSameWayIsDone() {
        kept("edited", "1", "2");
        kept("deleted", "1", null);
        kept("added", null, "2");

        ThreeWayMerge threeWayMerge = ThreeWayMerge.of(ours, Map.of("edited", "2", "added", "2"));

        assertThat(threeWayMerge.conflicts()).isEmpty();
        assertThat(threeWayMerge.changes()).isEmpty();
        assertThat(threeWayMerge.result())
                .containsEntry("edited", "2")
                .containsEntry("deleted", null)
                .hasSize(3);
    }

    @Test
    void whatBothChangedInAnotherWayIsAConflictAndNothingElse() {
        kept("edited", "1", "2");
        kept("deleted here", "1", null);
        kept("deleted there", "1", "2");
        kept("added", null, "2");

        ThreeWayMerge threeWayMerge = ThreeWayMerge.of(ours, Map.of("edited", "3", "deleted here", "3", "added", "3"));

        assertThat(threeWayMerge.conflicts()).containsExactly("added", "deleted here", "deleted there", "edited");
        assertThat(threeWayMerge.published()).isEmpty();
    }

    private void kept(String path, String published, String content) {
        ours.add(new DbtFile(path, published, content));
    }
}
