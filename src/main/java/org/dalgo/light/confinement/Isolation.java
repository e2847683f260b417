package org.dalgo.light.confinement;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a machine offers for confining the programs of one Python.
 *
 * @param mechanisms as the sandbox tells them
 * @param words for the log
 * @param confines whether an attempt can read neither what others have nor the environment of this process
 * @param privateMemory whether files in {@code /dev/shm} are out of reach for other attempts
 */
public record Isolation(JsonNode mechanisms, String words, boolean confines, boolean privateMemory) {}
