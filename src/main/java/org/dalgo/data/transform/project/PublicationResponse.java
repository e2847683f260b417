package org.dalgo.data.transform.project;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Outcome of a publication.
 *
 * @param success workers run the new files from now on
 * @param message sentence for the person who publishes
 * @param committed the files are what the next run is to use
 * @param pushed they went to a git repository
 * @param commitResult what was committed
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PublicationResponse(
        boolean success, String message, boolean committed, boolean pushed, String commitResult) {

    static PublicationResponse committed(int files) {
        return new PublicationResponse(true, "Changes published", true, false, result(files));
    }

    static PublicationResponse pushed(int files) {
        return new PublicationResponse(true, "Changes published", true, true, result(files));
    }

    static PublicationResponse refused(String reason) {
        return new PublicationResponse(false, "Push failed: " + reason, false, false, "nothing was committed");
    }

    static PublicationResponse notSent(String reason) {
        return new PublicationResponse(
                false, "Push failed: " + reason, true, false, "committed, but not given to the workers yet");
    }

    private static String result(int files) {
        return files == 0 ? "nothing to commit" : files == 1 ? "1 file changed" : files + " files changed";
    }
}
