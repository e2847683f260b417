package org.dalgo.flow.run.result;

/** Why a step is likely to have failed, and what to do next; in sentences for the members of an organisation. */
public enum FailureCause {
    CREDENTIAL(
            "The user name, password or token was refused or has expired.",
            "Enter the credential again where the warehouse, the source or the repository is set up, and run again."),
    PERMISSION(
            "The credential is valid, but lacks a right that this step needs.",
            "Ask the administrator of that system to grant the right that the message names, and run again."),
    QUOTA(
            "A limit was reached: storage, memory, connections, requests or time.",
            "Free space, raise the limit or run at a quieter time."),
    SCHEMA(
            "A table or a column differs from what the model or the connection expects.",
            "Compare the columns that the message names with the source; refresh the schema of the connection or mend the model."),
    NETWORK(
            "The other system could not be reached.",
            "Check its address and whether it is running and open to Dalgo, then run again."),
    DBT_COMPILE(
            "The dbt project could not be read: a reference, macro, package or file is wrong.",
            "Mend the file that the message names, publish the change and run again."),
    TEST_FAILURE(
            "The data did not pass a test.",
            "Look at the rows that fail the test; mend the data at its source, the model, or the test.");

    private final String likelyCause;
    private final String nextAction;

    FailureCause(String likelyCause, String nextAction) {
        this.likelyCause = likelyCause;
        this.nextAction = nextAction;
    }

    public String likelyCause() {
        return likelyCause;
    }

    public String nextAction() {
        return nextAction;
    }
}
