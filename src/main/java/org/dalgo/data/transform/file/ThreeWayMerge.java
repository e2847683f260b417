package org.dalgo.data.transform.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people changed, and what changed in the repository since it was read last, file by file.
 *
 * @param changes what people changed and the repository did not: new content by path, null for a file that goes
 * @param conflicts paths of files that both changed, each in another way
 * @param result what the repository holds of every other file, null for one that is gone
 */
public record ThreeWayMerge(Map<String, String> changes, List<String> conflicts, Map<String, String> result) {

    /**
     * A file as it stands in a row.
     *
     * @param published content in the repository when it was read last, null when it was not there
     * @param content as people left it, null when they deleted it
     */
    public record DbtFile(String path, String published, String content) {

        /** It differs from what was read last. */
        public boolean changed() {
            return !Objects.equals(published, content);
        }
    }

    public static ThreeWayMerge of(List<DbtFile> kept, Map<String, String> repository) {
        Map<String, DbtFile> ours = new TreeMap<>();
        kept.forEach(file -> ours.put(file.path(), file));
        SortedSet<String> paths = new TreeSet<>(ours.keySet());
        paths.addAll(repository.keySet());
        ThreeWayMerge threeWayMerge =
                new ThreeWayMerge(new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
        for (String path : paths) {
            threeWayMerge.add(ours.getOrDefault(path, new DbtFile(path, null, null)), repository.get(path));
        }
        return threeWayMerge;
    }

    /** What the repository holds once the changes are in it. */
    public Map<String, String> published() {
        Map<String, String> published = new LinkedHashMap<>(result);
        published.putAll(changes);
        return published;
    }

    private void add(DbtFile file, String theirs) {
        if (!file.changed() || Objects.equals(file.content(), theirs)) {
            result.put(file.path(), theirs);
        } else if (Objects.equals(file.published(), theirs)) {
            changes.put(file.path(), file.content());
        } else {
            conflicts.add(file.path());
        }
    }
}
