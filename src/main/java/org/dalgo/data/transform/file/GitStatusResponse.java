package org.dalgo.data.transform.file;

import java.util.List;

/** Files that differ from what was last published, by what happened to them; paths within the project. */
public record GitStatusResponse(List<String> added, List<String> modified, List<String> deleted) {}
