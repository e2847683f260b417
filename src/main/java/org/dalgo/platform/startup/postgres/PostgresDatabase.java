package org.dalgo.platform.startup.postgres;

/**
 * One database of an {@link EmbeddedPostgres} and the login that owns it.
 *
 * @param host address of the server
 * @param port port of the server
 * @param name name of the database
 * @param user login that owns it
 * @param password password of that login
 */
public record PostgresDatabase(String host, int port, String name, String user, String password) {

    /** Name of the application's database and of the login that owns it. */
    public static final String APPLICATION = "dalgo";

    /** Address for JDBC, without the login. */
    public String jdbcUrl() {
        return "jdbc:" + reactiveUrl();
    }

    /** Address for Quarkus' reactive client, without the login. */
    public String reactiveUrl() {
        return "postgresql://" + host + ":" + port + "/" + name;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
