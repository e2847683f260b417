package org.dalgo.people.role;

import java.util.Set;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.tenancy.OrgId;

/**
 * One membership of a person, as far as it decides what a request may do.
 *
 * @param roleLevel rank of the role; a higher one manages a lower one
 * @param permissions of the role, without those that this version does not check
 */
public record MembershipView(OrgId org, String orgSlug, int roleLevel, Set<Permission> permissions) {}
