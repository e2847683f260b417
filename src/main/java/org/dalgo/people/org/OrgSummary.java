package org.dalgo.people.org;

import java.time.LocalDate;

/**
 * An organisation in a list for operators.
 *
 * @param slug how clients name it
 * @param name how people name it
 * @param members number of memberships
 * @param created day, in UTC
 */
public record OrgSummary(String slug, String name, long members, LocalDate created) {}
