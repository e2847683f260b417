package org.dalgo.people.notify;

/**
 * What a member chose, as it stands.
 *
 * @param lastTransformTab {@code ui}, {@code github}, or null before the first visit
 */
record MemberPreferenceView(boolean email, boolean disclaimerShown, String lastTransformTab) {}
