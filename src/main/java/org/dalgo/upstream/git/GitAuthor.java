package org.dalgo.upstream.git;

/** Who a commit is by. */
public record GitAuthor(String name, String email) {}
