package org.dalgo.platform.security;

import io.quarkus.security.PermissionsAllowed;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The caller is a member of the organisation that the request names, in whatever role. */
@Documented
@PermissionsAllowed(OrgMember.PERMISSION)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OrgMember {

    /** What every {@link CallerIdentity} of a member may do. It is no {@link Permission}: no role lists it. */
    String PERMISSION = "org-member";
}
