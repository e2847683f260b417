package org.dalgo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import jakarta.annotation.security.PermitAll;
import jakarta.persistence.Entity;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.platform.security.OrgMember;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the architecture promises: five floors, calls go down only, and the habits inside a room. */
@AnalyzeClasses(packages = "org.dalgo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Edges where a pipeline may be subscribed to: everything else only describes one. */
    private static final Set<String> EDGES = Set.of(
            "org.dalgo.platform.job.context.DetachedContext",
            "org.dalgo.platform.sse",
            "org.dalgo.flow.run.event.RunEventConsumer",
            "org.dalgo.flow.run.log",
            "org.dalgo.upstream.prefect",
            "org.dalgo.sandbox");

    /** Users of packages that a library keeps to itself, each with its reason. The list may only become shorter. */
    private static final Set<String> INSIDE_OF_LIBRARIES = new TreeSet<>(Set.of(
            // Vert.x fails with its NoStackTraceThrowable when no connection of a pool comes free in time.
            "org.dalgo.data.warehouse.table.postgres.PostgresErrorTranslator",
            "org.dalgo.platform.error.DatabaseFailures",
            // Vert.x has no public way to its event loops, nor to the channel of a connection.
            "org.dalgo.platform.filter.ConnectionTimeouts",
            // Hibernate Reactive: the connection of a session, see ADR 0028.
            "org.dalgo.platform.tenancy.SessionConnection",
            // JGit's repository in memory, see ADR 0010.
            "org.dalgo.upstream.git.ShallowRepository"));

    /** Classes with statements that are no repositories, each with its reason. The list may only become shorter. */
    private static final Set<String> STATEMENTS_ELSEWHERE = new TreeSet<>(Set.of(
            // They run "select 1" and name no table.
            "org.dalgo.platform.check.database.DatabaseCheck",
            "org.dalgo.platform.meter.DatabaseMeters",
            // It is one statement: the lease on the next turn.
            "org.dalgo.platform.job.ClusterSchedule",
            // PostgreSQL's NOTIFY.
            "org.dalgo.platform.pubsub.PgNotifications",
            // Runs the statement that the Retention of a room gives it.
            "org.dalgo.platform.retention.ExpiredRows",
            // Composes its statements: the sealed columns of all rooms have one form.
            "org.dalgo.platform.secret.KeyRotation"));

    /** What is bound to the process, or to the machine, that made it. */
    private static final DescribedPredicate<JavaClass> LIVE = JavaClass.Predicates.assignableTo(java.util.Random.class)
            .or(JavaClass.Predicates.assignableTo(Thread.class))
            .or(JavaClass.Predicates.assignableTo(java.util.Timer.class))
            .or(JavaClass.Predicates.assignableTo(java.util.concurrent.ExecutorService.class))
            .or(JavaClass.Predicates.assignableTo(java.net.InetAddress.class))
            .or(JavaClass.Predicates.assignableTo(java.net.SocketAddress.class))
            .or(JavaClass.Predicates.assignableTo(java.net.NetworkInterface.class))
            .or(JavaClass.Predicates.assignableTo(io.vertx.core.net.SocketAddress.class))
            .or(JavaClass.Predicates.assignableTo(io.vertx.core.buffer.Buffer.class))
            .or(JavaClass.Predicates.assignableTo(io.vertx.mutiny.core.buffer.Buffer.class))
            .or(JavaClass.Predicates.assignableTo(io.vertx.core.Vertx.class))
            .or(JavaClass.Predicates.assignableTo(io.netty.buffer.ByteBuf.class))
            .or(JavaClass.Predicates.assignableTo(java.nio.Buffer.class))
            .or(JavaClass.Predicates.assignableTo(java.io.Closeable.class))
            .or(JavaClass.Predicates.assignableTo(java.nio.channels.Channel.class))
            .or(JavaClass.Predicates.assignableTo(java.io.File.class));

    /** Fields as the rule about statics judges them. */
    static final class AliveStatics {

        static final java.net.InetAddress ADDRESS = null;
        static final java.util.List<java.net.InetAddress> LIST = null;
        static final Map<String, java.util.List<Network>> NESTED = null;
        static final Network RECORD = null;
        static final Network[] ARRAY = null;
        static final Kind ENUM = null;
        static final java.security.SecureRandom SEED = null;
        static final java.util.concurrent.ScheduledExecutorService EXECUTOR = null;
        static final java.nio.channels.FileChannel FILE = null;
        static final java.util.List<String> DEAD_LIST = null;
        static final java.nio.file.Path DEAD_PATH = null;

        record Network(java.net.InetAddress address, int bits) {}

        enum Kind {
            ONE;

            final Network network = null;
        }
    }

    @ArchTest
    static final ArchRule callsGoDownOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("sandbox")
            .definedBy("org.dalgo.sandbox..")
            .layer("light")
            .definedBy("org.dalgo.light..")
            .layer("operator")
            .definedBy("org.dalgo.operator..")
            .layer("data")
            .definedBy("org.dalgo.data..")
            .layer("flow")
            .definedBy("org.dalgo.flow..")
            .layer("people")
            .definedBy("org.dalgo.people..")
            .layer("upstream")
            .definedBy("org.dalgo.upstream..")
            .layer("platform")
            .definedBy("org.dalgo.platform..")
            .whereLayer("sandbox")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("light")
            .mayOnlyBeAccessedByLayers("sandbox")
            .whereLayer("light")
            .mayOnlyAccessLayers("platform")
            .whereLayer("operator")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("sandbox", "operator")
            .whereLayer("flow")
            .mayOnlyBeAccessedByLayers("sandbox", "operator", "data")
            .whereLayer("people")
            .mayOnlyBeAccessedByLayers("sandbox", "operator", "data", "flow")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("sandbox", "operator", "data", "flow", "people");

    @ArchTest
    static final ArchRule roomsOfDataUseEachOtherOneWay =
            slices().matching("org.dalgo.data.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfFlowUseEachOtherOneWay =
            slices().matching("org.dalgo.flow.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule roomsOfPeopleUseEachOtherOneWay =
            slices().matching("org.dalgo.people.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule adaptersDoNotKnowEachOther = slices().matching("org.dalgo.upstream.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("org.dalgo.upstream.."), resideInAPackage("org.dalgo.upstream.call"));

    @ArchTest
    static final ArchRule packagesOfAnAdapterUseEachOtherOneWay =
            slices().matching("org.dalgo.upstream.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheSandboxUseEachOtherOneWay =
            slices().matching("org.dalgo.sandbox.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfLightUseEachOtherOneWay =
            slices().matching("org.dalgo.light.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classesUseEachOtherOneWay = slices().assignedFrom(new TopLevelClasses())
            .namingSlices("$1")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static void aPackageHasAtMostTwentyClasses(JavaClasses classes) {
        Map<String, Long> crowded = classes.stream()
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        crowded.values().removeIf(size -> size <= 20);
        assertThat(crowded).isEmpty();
    }

    @ArchTest
    static final ArchRule roomsOfThePlatformUseEachOtherOneWay =
            slices().matching("org.dalgo.platform.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule resourcesReachNoRepositoryAndNoAdapter = noClasses()
            .that()
            .haveSimpleNameEndingWith("Resource")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.simpleNameEndingWith("Repository")
                    .or(JavaClass.Predicates.simpleNameEndingWith("Adapter"))
                    .or(JavaClass.Predicates.simpleName("Sql")));

    @ArchTest
    static final ArchRule servicesKnowNoHttp = noClasses()
            .that()
            .haveSimpleNameEndingWith("Service")
            .or()
            .haveSimpleNameEndingWith("Repository")
            .should()
            .dependOnClassesThat(resideInAPackage("jakarta.ws.rs.."));

    @ArchTest
    static final ArchRule repositoriesCallNoService = noClasses()
            .that()
            .haveSimpleNameEndingWith("Repository")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Service");

    @ArchTest
    static final ArchRule noClassBlocksOnAUni = noClasses()
            .that()
            .resideOutsideOfPackages("org.dalgo.sandbox..")
            .should()
            .callMethodWhere(named("await", "io.smallrye.mutiny.Uni"));

    @ArchTest
    static final ArchRule onlyEdgesSubscribe = noClasses()
            .that(not(edge()))
            .should()
            .callMethodWhere(
                    named("subscribe", "io.smallrye.mutiny.Uni").or(named("subscribe", "io.smallrye.mutiny.Multi")));

    @ArchTest
    static final ArchRule configurationIsMapped =
            noFields().should().beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty");

    @ArchTest
    static final ArchRule noClassReadsTheEnvironment =
            noClasses().should().callMethodWhere(named("getenv", "java.lang.System"));

    @ArchTest
    static final ArchRule entitiesStayInTheirRoom = classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should()
            .bePackagePrivate()
            .because("records cross the edge of a room, entities do not");

    @ArchTest
    static final ArchRule everyRouteHasAnAccessAnnotation = methods()
            .that(routes())
            .should(
                    new ArchCondition<JavaMethod>(
                            "carry one of @PermissionsAllowed, @OrgMember, @Authenticated and @PermitAll") {
                        @Override
                        public void check(JavaMethod method, ConditionEvents events) {
                            long marks = Stream.of(
                                            PermissionsAllowed.class,
                                            OrgMember.class,
                                            Authenticated.class,
                                            PermitAll.class)
                                    .filter(method::isAnnotatedWith)
                                    .count();
                            events.add(new SimpleConditionEvent(method, marks == 1, method.getFullName()));
                        }
                    });

    @ArchTest
    static final ArchRule everyRouteNamesPermissionsThatExist = methods()
            .that(routes())
            .and()
            .areAnnotatedWith(PermissionsAllowed.class)
            .should(new ArchCondition<JavaMethod>("name permissions of the catalogue, each by its slug") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    for (String slug :
                            method.getAnnotationOfType(PermissionsAllowed.class).value()) {
                        events.add(new SimpleConditionEvent(
                                method, Permission.of(slug).isPresent(), method.getFullName() + " names " + slug));
                    }
                }
            });

    @ArchTest
    static final ArchRule everyPackageHasAPackageInfo = classes()
            .that(resideInAnyPackage("org.dalgo.."))
            .should(new ArchCondition<JavaClass>("have a package-info") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                    boolean described = Stream.of("src/main/java")
                            .map(root -> java.nio.file.Path.of(
                                    root, item.getPackageName().replace('.', '/'), "package-info.java"))
                            .anyMatch(java.nio.file.Files::exists);
                    events.add(new SimpleConditionEvent(item, described, item.getPackageName()));
                }
            });

    @ArchTest
    static final ArchRule noEmptyNames = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
            .because("a class is named by what it is");

    @ArchTest
    static final ArchRule whatJsonIsReadIntoIsRegistered = classes()
            .that(not(resideInAPackage("org.dalgo.sandbox..")))
            .should(new ArchCondition<JavaClass>("register for reflection what they read JSON into") {
                @Override
                public void check(JavaClass reader, ConditionEvents events) {
                    if (reader.getMethodCallsFromSelf().stream().noneMatch(ArchitectureTest::readsJson)) {
                        return;
                    }
                    reader.getReferencedClassObjects().stream()
                            .map(literal -> literal.getRawType().getBaseComponentType())
                            .filter(resideInAPackage("org.dalgo.."))
                            .filter(type -> !type.equals(reader) && !type.isAssignableTo(Throwable.class))
                            .forEach(type -> events.add(new SimpleConditionEvent(
                                    reader, isRegistered(type), reader.getName() + " reads " + type.getName())));
                }
            })
            .because("Jackson finds nothing in a native image that was not announced");

    @ArchTest
    static final ArchRule whatRestClientsExchangeIsRegistered = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith(RegisterRestClient.class)
            .should(new ArchCondition<JavaMethod>("exchange only what is registered for reflection") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    Set<JavaClass> exchanged = new HashSet<>();
                    Stream.concat(
                                    method.getReturnType().getAllInvolvedRawTypes().stream(),
                                    method.getParameterTypes().stream()
                                            .flatMap(type -> type.getAllInvolvedRawTypes().stream()))
                            .forEach(type -> collectFields(type, exchanged));
                    exchanged.forEach(type -> events.add(new SimpleConditionEvent(
                            method, isRegistered(type), method.getFullName() + " exchanges " + type.getName())));
                }
            })
            .because("a REST client announces the types of its methods, not those of their fields");

    private static void collectFields(JavaClass type, Set<JavaClass> found) {
        if (type.getPackageName().startsWith("org.dalgo") && !type.isEnum() && found.add(type)) {
            type.getFields().stream()
                    .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                    .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                    .forEach(component -> collectFields(component, found));
        }
    }

    @ArchTest
    static final ArchRule whatFailuresAnswerIsRegistered = methods()
            .that()
            .areAnnotatedWith(ServerExceptionMapper.class)
            .should(new ArchCondition<JavaMethod>("answer something that is registered for reflection") {
                @Override
                public void check(JavaMethod mapper, ConditionEvents events) {
                    mapper.getReturnType().getAllInvolvedRawTypes().stream()
                            .filter(resideInAPackage("org.dalgo.."))
                            .forEach(type -> events.add(new SimpleConditionEvent(
                                    mapper, isRegistered(type), mapper.getFullName() + " answers " + type.getName())));
                }
            })
            .because("only the answers of resources are made known to a native image by themselves");

    @ArchTest
    static final ArchRule digestsComeFromOneRoom = noClasses()
            .that(not(resideInAPackage("org.dalgo.platform.digest")))
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "MessageDigest.getInstance or isEqual",
                    call -> call.getTargetOwner().isEquivalentTo(java.security.MessageDigest.class)
                            && List.of("getInstance", "isEqual").contains(call.getName())));

    @ArchTest
    static final ArchRule instantsOfColumnsComeFromOneClass = noClasses()
            .that(not(resideInAPackage("org.dalgo.sandbox..")).and(not(type(Row.class))))
            .should()
            .callMethod(java.time.OffsetDateTime.class, "toInstant");

    @ArchTest
    static void whatLibrariesKeepToThemselvesIsUsedByTheseOnly(JavaClasses classes) {
        Set<String> users = classes.stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .anyMatch(target -> !isOurs(target)
                                && resideInAnyPackage("..impl..", "..internal..")
                                        .test(target)))
                .map(ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(users).containsExactlyElementsOf(INSIDE_OF_LIBRARIES);
    }

    @ArchTest
    static final ArchRule connectionsOfSessionsStayInOneRoom = noClasses()
            .that(not(resideInAPackage("org.dalgo.platform.tenancy")))
            .should()
            .dependOnClassesThat(resideInAPackage("org.hibernate.reactive.pool.."))
            .because("rows are read through Sql, inside of a unit of work");

    @ArchTest
    static final ArchRule rowsAreReadByName = methods()
            .that()
            .areDeclaredIn(Sql.class)
            .or()
            .areDeclaredIn(Row.class)
            .and()
            .arePublic()
            .should(new ArchCondition<JavaMethod>("answer no array of values") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    boolean bare = method.getReturnType().getAllInvolvedRawTypes().stream()
                            .anyMatch(raw -> raw.isEquivalentTo(Object[].class));
                    events.add(new SimpleConditionEvent(method, !bare, method.getFullName()));
                }
            });

    @ArchTest
    static final ArchRule untypedValuesAreForTheRotationOfKeys = noClasses()
            .that(not(type(org.dalgo.platform.secret.KeyRotation.class)))
            .and()
            .resideOutsideOfPackage("org.dalgo.platform.tenancy")
            .should()
            .callMethodWhere(named("value", Row.class.getName()))
            .because("it alone handles columns whose type it does not know");

    @ArchTest
    static void statementsStandInRepositoriesOrInTheseClasses(JavaClasses classes) {
        Set<String> others = classes.stream()
                .filter(type -> !type.getPackageName().equals("org.dalgo.platform.tenancy")
                        && type.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Sql.class)))
                .map(ArchitectureTest::outermost)
                .filter(name -> !name.endsWith("Repository") && !name.endsWith("Retention"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(others).containsExactlyElementsOf(STATEMENTS_ELSEWHERE);
    }

    @ArchTest
    static final ArchRule nothingAliveInStatics = classes()
            .that(not(resideInAPackage("org.dalgo.sandbox..")))
            .should(
                    new ArchCondition<JavaClass>(
                            "hold nothing alive in a static field, not even inside another object") {
                        @Override
                        public void check(JavaClass owner, ConditionEvents events) {
                            owner.getFields().stream()
                                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                                    .forEach(field -> events.add(new SimpleConditionEvent(
                                            owner,
                                            !holdsLive(field, new HashSet<>()),
                                            field.getFullName() + " holds something alive")));
                        }
                    })
            .because("statics are made while a native image is built: its seeds would be known, its threads dead,"
                    + " its buffers, addresses and sockets those of the builder");

    @ArchTest
    static void whatIsAliveIsFoundInsideOfCollectionsRecordsAndEnums(JavaClasses ignored) {
        JavaClass examples = new ClassFileImporter().importClass(AliveStatics.class);
        assertThat(examples.getFields()).hasSizeGreaterThan(5).allSatisfy(field -> assertThat(
                        holdsLive(field, new HashSet<>()))
                .as(field.getName())
                .isEqualTo(!field.getName().startsWith("DEAD")));
    }

    @ArchTest
    static final ArchRule noClassIsFoundAtRunTime = noClasses()
            .that(not(resideInAPackage("org.dalgo.sandbox..")))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.lang.reflect.Array.class)
            .orShould()
            .callMethodWhere(DescribedPredicate.describe(
                    "Class.forName",
                    call -> call.getName().equals("forName")
                            && call.getTargetOwner().isEquivalentTo(Class.class)))
            .because("a native image has only the classes and the arrays that its builder saw");

    /** As far as the types show: elements of collections, and fields of our own types, which constants are made of. */
    private static boolean holdsLive(JavaField field, Set<JavaClass> seen) {
        return field.getType().getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .anyMatch(type -> LIVE.test(type) || isOurs(type) && seen.add(type) && fieldsHoldLive(type, seen));
    }

    private static boolean fieldsHoldLive(JavaClass type, Set<JavaClass> seen) {
        return type.getAllFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .anyMatch(field -> holdsLive(field, seen));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("org.dalgo");
    }

    @ArchTest
    static final ArchRule noBacktrackingPatternSeesAnyText = noClasses()
            .that()
            .resideOutsideOfPackage("org.dalgo.sandbox..")
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.regex.."))
            .orShould()
            .callMethodWhere(backtracks())
            .because("RE2 (com.google.re2j) matches in linear time; @Pattern is judged by it, see"
                    + " LinearPatternValidator");

    /** The packaged application is compared with these; see PackagedResourcesIT. */
    @ArchTest
    static final ArchRule resourcesAreOpenedInTwoPlaces = noClasses()
            .that()
            .resideOutsideOfPackages("org.dalgo.sandbox..", "org.dalgo.light..")
            .and()
            .doNotHaveFullyQualifiedName("org.dalgo.data.transform.file.ProjectTemplate")
            .and()
            .doNotHaveFullyQualifiedName("org.dalgo.platform.startup.postgres.PostgresBinaries")
            .should()
            .callMethodWhere(DescribedPredicate.describe("a resource of the class path is opened", call -> Set.of(
                            "getResource", "getResourceAsStream", "getResources")
                    .contains(call.getName())));

    private static DescribedPredicate<JavaMethodCall> backtracks() {
        return DescribedPredicate.describe(
                "a method of String compiles its argument",
                call -> call.getTargetOwner().getName().equals("java.lang.String")
                        && Set.of("matches", "replaceAll", "replaceFirst", "split")
                                .contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethod> routes() {
        return DescribedPredicate.describe(
                "are routes",
                method -> !method.getOwner().isAnnotatedWith(RegisterRestClient.class)
                        && Stream.of(GET.class, POST.class, PUT.class, PATCH.class, DELETE.class)
                                .anyMatch(method::isAnnotatedWith));
    }

    private static boolean readsJson(JavaMethodCall call) {
        return Set.of("readValue", "treeToValue", "convertValue").contains(call.getName())
                && call.getTargetOwner().isAssignableTo("com.fasterxml.jackson.databind.ObjectMapper");
    }

    private static boolean isRegistered(JavaClass type) {
        boolean outer = type.getEnclosingClass().stream().anyMatch(ArchitectureTest::isRegistered);
        return outer || type.isAnnotatedWith(RegisterForReflection.class);
    }

    private static String outermost(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().orElseThrow();
        }
        return outermost.getName();
    }

    private static DescribedPredicate<JavaClass> edge() {
        return DescribedPredicate.describe("named edges", type -> EDGES.stream()
                .anyMatch(edge -> type.getName().startsWith(edge)));
    }

    private static DescribedPredicate<JavaMethodCall> named(String method, String owner) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getName().equals(method)
                        && call.getTargetOwner().getName().equals(owner));
    }

    /** One slice for each top-level class: a cycle between slices is a cycle between classes. */
    private static final class TopLevelClasses implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (!type.getPackageName().startsWith("org.dalgo")) {
                return SliceIdentifier.ignore();
            }
            return SliceIdentifier.of(outermost(type));
        }

        @Override
        public String getDescription() {
            return "classes";
        }
    }
}
