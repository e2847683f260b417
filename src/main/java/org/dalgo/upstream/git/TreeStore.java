package org.dalgo.upstream.git;

import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Trees of git as files by path, and back. */
final class TreeStore {

    private static final int MAX_PATH_LENGTH = 255;

    // The paths that workers take; see project_files.py.
    private static final String NAME = "[\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}.-]+";
    private static final Pattern PATH = Pattern.compile(NAME + "(/" + NAME + ")*");
    private static final Pattern SLASH = Pattern.compile("/");
    private static final Set<String> FORBIDDEN_NAMES = Set.of(".", "..", ".git");
    private static final Set<String> RESERVED_BY_WORKER = Set.of("target", "dbt_packages", "logs", "profiles");

    private final GitConfig config;
    private final ObjectReader reader;

    TreeStore(GitConfig config, ObjectReader reader) {
        this.config = config;
        this.reader = reader;
    }

    /** The text files of a tree; fails when they are too many or too large together. */
    Map<String, String> read(ObjectId tree) throws IOException {
        Map<String, String> files = new TreeMap<>();
        long bytes = 0;
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            while (walk.next()) {
                Optional<byte[]> content = content(walk);
                Optional<String> text = content.flatMap(TreeStore::text);
                if (text.isEmpty()) {
                    continue;
                }
                bytes += content.get().length;
                files.put(walk.getPathString(), text.get());
                if (bytes > config.maxContent().asLongValue() || files.size() > config.maxFiles()) {
                    throw new TransferLimits.LimitExceeded(
                            "The files of the repository are too many or too large. The limit is "
                                    + config.maxFiles() + " files and "
                                    + config.maxContent().asLongValue() / 1024 / 1024 + " MiB altogether.");
                }
            }
        }
        return files;
    }

    /** The tree with those changes; null takes a file away. The rest of the tree stays. */
    ObjectId applyChanges(ObjectId tree, Map<String, String> changes, ObjectInserter inserter) throws IOException {
        DirCache index = DirCache.newInCore();
        if (tree != null) {
            DirCacheBuilder builder = index.builder();
            builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, tree);
            builder.finish();
        }
        DirCacheEditor editor = index.editor();
        for (Map.Entry<String, String> change : changes.entrySet()) {
            editor.add(
                    change.getValue() == null
                            ? new DirCacheEditor.DeletePath(change.getKey())
                            : new Write(
                                    change.getKey(),
                                    inserter.insert(
                                            Constants.OBJ_BLOB,
                                            change.getValue().getBytes(StandardCharsets.UTF_8))));
        }
        editor.finish();
        return index.writeTree(inserter);
    }

    private static final class Write extends DirCacheEditor.PathEdit {

        private final ObjectId content;

        Write(String path, ObjectId content) {
            super(path);
            this.content = content;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            // What was executable stays so.
            if (!FileMode.EXECUTABLE_FILE.equals(entry.getRawMode())) {
                entry.setFileMode(FileMode.REGULAR_FILE);
            }
            entry.setObjectId(content);
        }
    }

    private Optional<byte[]> content(TreeWalk walk) throws IOException {
        FileMode mode = walk.getFileMode();
        if (!FileMode.REGULAR_FILE.equals(mode) && !FileMode.EXECUTABLE_FILE.equals(mode)
                || !isReadable(walk.getPathString())) {
            return Optional.empty();
        }
        ObjectLoader loader = reader.open(walk.getObjectId(0));
        return loader.getSize() > config.maxFile().asLongValue()
                ? Optional.empty()
                : Optional.of(loader.getCachedBytes());
    }

    private static boolean isReadable(String path) {
        if (path.length() > MAX_PATH_LENGTH) {
            return false;
        }
        String[] names = SLASH.split(path);
        return PATH.matches(path)
                && !RESERVED_BY_WORKER.contains(names[0])
                && Arrays.stream(names).noneMatch(FORBIDDEN_NAMES::contains);
    }

    private static Optional<String> text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
