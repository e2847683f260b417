package org.dalgo.flow.task;

/**
 * What a worker needs to run an organisation's dbt project. Names of secrets, never secrets.
 *
 * @param folder of the checkout on the worker, relative to the root that the worker keeps checkouts in, as in
 *     {@code acme/dbtrepo}
 * @param repositoryUrl address of the repository without credentials, or null when {@code repositorySecret} carries it
 *     or the checkout has no remote
 * @param repositorySecret name in Prefect of the Secret block with the address and its token, or null
 * @param filesSecret name in Prefect of the Secret block with the files themselves, for a project without repository, or
 *     null
 * @param profileSecret name in Prefect of the Secret block with the warehouse, or null while no warehouse is set up
 */
public record DbtSettings(
        String folder, String repositoryUrl, String repositorySecret, String filesSecret, String profileSecret) {

    /** The same project as it stands in another Secret block with its files, checked out into another folder. */
    public DbtSettings with(String otherFolder, String otherFilesSecret) {
        return new DbtSettings(otherFolder, null, null, otherFilesSecret, profileSecret);
    }

    /** There is something to bring the folder up to date from. */
    boolean hasRemote() {
        return repositoryUrl != null || repositorySecret != null || filesSecret != null;
    }
}
