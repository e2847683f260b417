package org.dalgo.people.role;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Permission;

/**
 * One membership of a person, with what its role carries.
 *
 * @param warehouseType type of the organisation's warehouse, or null when it has none
 * @param permissionSlugs all permissions of the role, also those that this version does not ask for
 */
public record MembershipView(
        long id,
        OrgId org,
        String orgSlug,
        String orgName,
        UUID airbyteWorkspace,
        Instant orgCreatedAt,
        String warehouseType,
        String roleWireSlug,
        int roleLevel,
        List<String> permissionSlugs,
        Set<Permission> permissions) {}
