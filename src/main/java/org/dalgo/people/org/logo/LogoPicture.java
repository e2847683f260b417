package org.dalgo.people.org.logo;

/** Bytes of a picture and their media type. */
record LogoPicture(byte[] content, String mediaType) {

    /** Largest accepted picture, in bytes. */
    static final int MAX_BYTES = 5 * 1024 * 1024;
}
