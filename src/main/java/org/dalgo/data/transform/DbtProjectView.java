package org.dalgo.data.transform;

/**
 * A dbt project as other rooms see it.
 *
 * @param gitUrl address of its repository, without credentials; null when its files are kept here
 * @param hasToken whether an access token is kept for that repository
 * @param defaultSchema schema of the warehouse that dbt writes to
 */
public record DbtProjectView(String gitUrl, boolean hasToken, String defaultSchema) {

    /** The web app's word for where the files are: {@code ui} here, {@code github} in any git repository. */
    public String transformType() {
        return keptHere() ? "ui" : "github";
    }

    /** Its files are rows of ours, which people change on the canvas. */
    public boolean keptHere() {
        return gitUrl == null;
    }

    static DbtProjectView of(DbtProject row) {
        return new DbtProjectView(row.gitUrl, row.accessToken != null, row.defaultSchema);
    }
}
