package org.dalgo.upstream.git;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsText;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.FS;

/**
 * A repository in memory that holds the newest commit alone, and no object beyond a size. What the library looks up by name
 * there is named for a native image.
 */
@RegisterForReflection(targets = DfsText.class, classNames = "org.eclipse.jgit.transport.TransferConfig$FsckMode")
final class ShallowRepository extends InMemoryRepository {

    private final long maxObject;

    ShallowRepository(long maxObject) {
        // The library's cache of blocks is shared by all repositories, which it knows by this name.
        super(new DfsRepositoryDescription(UUID.randomUUID().toString()));
        this.maxObject = maxObject;
    }

    @Override
    public ObjectReader newObjectReader() {
        return new ShallowReader(super.newObjectReader());
    }

    @Override
    public ObjectInserter newObjectInserter() {
        return new BoundedInserter(super.newObjectInserter(), maxObject);
    }

    /** Only needed for a repository that is a folder. */
    @Override
    public FS getFS() {
        return FS.DETECTED;
    }

    /** Knows where the history ends; the library's own reader of such a repository looks for the rest of it. */
    private final class ShallowReader extends ObjectReader.Filter {

        private final ObjectReader inner;

        ShallowReader(ObjectReader inner) {
            this.inner = inner;
        }

        @Override
        protected ObjectReader delegate() {
            return inner;
        }

        @Override
        public ObjectReader newReader() {
            return new ShallowReader(inner.newReader());
        }

        @Override
        public Set<ObjectId> getShallowCommits() throws IOException {
            return getObjectDatabase().getShallowCommits();
        }
    }

    /** What is unpacked is bounded as well as what is sent: a few bytes may stand for a great many. */
    private static final class BoundedInserter extends ObjectInserter.Filter {

        private final ObjectInserter inner;
        private final long maxObject;

        BoundedInserter(ObjectInserter inner, long maxObject) {
            this.inner = inner;
            this.maxObject = maxObject;
        }

        @Override
        protected ObjectInserter delegate() {
            return inner;
        }

        @Override
        public PackParser newPackParser(InputStream in) throws IOException {
            PackParser parser = inner.newPackParser(in);
            parser.setMaxObjectSizeLimit(maxObject);
            return parser;
        }
    }
}
