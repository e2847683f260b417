package org.dalgo.people.member;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;

/**
 * A person in an organisation, with what the web app shows of both.
 *
 * @param active whether the account may sign in and takes part in this organisation
 * @param logo version of the organisation's logo, or null
 * @param warehouseType type of this organisation's warehouse, or null
 * @param roleSlug name of the role in the rows
 * @param roleWireSlug which of the web app's four roles gates the pages of the person
 * @param permissionSlugs all permissions of the role, also those that this version does not check
 * @param plan name of the organisation's plan, or null
 */
public record MemberView(
        long account,
        String email,
        boolean active,
        OrgId org,
        String orgName,
        String orgSlug,
        UUID airbyteWorkspace,
        String vizUrl,
        String vizLoginType,
        boolean termsAccepted,
        UUID logo,
        String logoFilename,
        Instant orgCreatedAt,
        String warehouseType,
        String roleSlug,
        String roleWireSlug,
        List<String> permissionSlugs,
        String plan,
        Instant planStart,
        Instant planEnd,
        String workDomain,
        boolean hasSeenRoleNotice,
        UUID role,
        String roleName) {}
