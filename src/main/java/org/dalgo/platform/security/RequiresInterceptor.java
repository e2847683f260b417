package org.dalgo.platform.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Checks the permissions of {@link Requires} before the method runs. */
@Requires
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class RequiresInterceptor {

    @Inject
    CurrentCaller caller;

    @AroundInvoke
    Object checkPermissions(InvocationContext invocation) throws Exception {
        Requires requires = invocation.getInterceptorBinding(Requires.class);
        for (Permission permission : requires.value()) {
            caller.get().require(permission);
        }
        return invocation.proceed();
    }
}
