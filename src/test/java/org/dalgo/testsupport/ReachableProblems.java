package org.dalgo.testsupport;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMember;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;

/**
 * Which problems of the failure catalogue the code behind a method can raise, over all calls that lead from it. A call of an
 * interface leads to each of its implementations, and a method of an object to what its constructor refers to. A failure that
 * is read from storage can be of each kind. A failure that is caught on the way counts nevertheless.
 */
public final class ReachableProblems {

    private static final Map<String, Problem> FACTORIES = Map.of(
            "badRequest", Problem.BAD_REQUEST,
            "notFound", Problem.NOT_FOUND,
            "conflict", Problem.CONFLICT,
            "invalid", Problem.INVALID,
            "tooMany", Problem.TOO_MANY);

    private static final Map<UpstreamFailure.Kind, Problem> KINDS = Map.of(
            UpstreamFailure.Kind.UNREACHABLE, Problem.UPSTREAM_UNAVAILABLE,
            UpstreamFailure.Kind.UNAVAILABLE, Problem.UPSTREAM_UNAVAILABLE,
            UpstreamFailure.Kind.TIMEOUT, Problem.UPSTREAM_TIMEOUT,
            UpstreamFailure.Kind.INVALID_RESPONSE, Problem.UPSTREAM_FAILED,
            UpstreamFailure.Kind.SERVER_ERROR, Problem.UPSTREAM_FAILED,
            UpstreamFailure.Kind.REFUSED, Problem.UPSTREAM_FAILED,
            UpstreamFailure.Kind.NOT_FOUND, Problem.NOT_FOUND,
            UpstreamFailure.Kind.CONFLICT, Problem.CONFLICT,
            UpstreamFailure.Kind.INVALID, Problem.BAD_REQUEST);

    /** Questions to a failure that is there already: whoever compares a problem raises none. */
    private static final Set<String> QUESTIONS = Set.of("problem", "kind");

    private static final String CATALOGUE = Failure.class.getPackageName();
    private static final String PRODUCT = "org.dalgo.";
    private static final String SANDBOX = "org.dalgo.sandbox.";

    private final Map<JavaCodeUnit, Set<Problem>> raised = new HashMap<>();
    private final Map<JavaCodeUnit, Set<JavaCodeUnit>> called = new HashMap<>();

    /** All problems that this method or one that it calls can raise. */
    public Set<Problem> of(JavaCodeUnit start) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        Set<JavaCodeUnit> seen = new LinkedHashSet<>(List.of(start));
        Deque<JavaCodeUnit> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.poll();
            problems.addAll(raised.computeIfAbsent(unit, ReachableProblems::raisedBy));
            called.computeIfAbsent(unit, ReachableProblems::calledBy).stream()
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return problems;
    }

    private static Set<Problem> raisedBy(JavaCodeUnit unit) {
        Set<Problem> problems = EnumSet.noneOf(Problem.class);
        if (unit.getOwner().getPackageName().equals(CATALOGUE)) {
            return problems;
        }
        unit.getAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().isEquivalentTo(UpstreamFailure.Kind.class))
                .filter(access -> access.getName().equals("valueOf"))
                .forEach(access -> problems.addAll(KINDS.values()));
        unit.getAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().isEquivalentTo(Failure.class))
                .map(JavaAccess::getName)
                .filter(FACTORIES::containsKey)
                .map(FACTORIES::get)
                .forEach(problems::add);
        boolean compares = unit.getMethodCallsFromSelf().stream()
                .anyMatch(call ->
                        call.getTargetOwner().isAssignableTo(Failure.class) && QUESTIONS.contains(call.getName()));
        if (!compares) {
            unit.getFieldAccesses().forEach(access -> addConstant(access, problems));
        }
        return problems;
    }

    private static void addConstant(JavaFieldAccess access, Set<Problem> problems) {
        if (access.getTargetOwner().isEquivalentTo(Problem.class)) {
            problems.add(Problem.valueOf(access.getName()));
        } else if (access.getTargetOwner().isEquivalentTo(UpstreamFailure.Kind.class)) {
            problems.add(KINDS.get(UpstreamFailure.Kind.valueOf(access.getName())));
        }
    }

    private static Set<JavaCodeUnit> calledBy(JavaCodeUnit unit) {
        Set<JavaCodeUnit> targets = new LinkedHashSet<>();
        // An object may call what its constructor was given as a reference.
        unit.getOwner().getConstructors().stream()
                .flatMap(constructor -> constructor.getMethodReferencesFromSelf().stream())
                .filter(reference -> reference.getTargetOwner().getName().startsWith(PRODUCT))
                .flatMap(reference -> reference.getTarget().resolveMember().stream())
                .forEach(targets::add);
        for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
            JavaClass owner = access.getTargetOwner();
            if (access instanceof JavaCodeUnitAccess<?> call && owner.getName().startsWith(PRODUCT)) {
                call.getTarget().resolveMember().map(JavaCodeUnit.class::cast).ifPresent(targets::add);
                String[] parameters = call.getTarget().getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toArray(String[]::new);
                owner.getAllSubclasses().stream()
                        .flatMap(type -> type.tryGetMethod(call.getName(), parameters).stream())
                        .forEach(targets::add);
            }
        }
        targets.removeIf(ReachableProblems::isOfTheSandbox);
        return targets;
    }

    private static boolean isOfTheSandbox(JavaMember member) {
        return member.getOwner().getName().startsWith(SANDBOX);
    }
}
