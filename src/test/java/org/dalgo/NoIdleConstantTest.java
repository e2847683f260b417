package org.dalgo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.tenancy.CrossTenantPurpose;

/** Closed lists of what the product does hold nothing that it does not do. */
@AnalyzeClasses(packages = "org.dalgo", importOptions = ImportOption.DoNotIncludeTests.class)
class NoIdleConstantTest {

    @ArchTest
    static final ArchRule everyCrossTenantPurposeIsUsed = everyConstantIsUsed(CrossTenantPurpose.class);

    @ArchTest
    static final ArchRule everyKindOfMailIsSent = everyConstantIsUsed(MailKind.class);

    @ArchTest
    static final ArchRule everyActionIsAudited = everyConstantIsUsed(AuditAction.class);

    private static ArchRule everyConstantIsUsed(Class<? extends Enum<?>> list) {
        return fields().that(DescribedPredicate.describe(
                        "are constants of " + list.getSimpleName(),
                        field -> field.getOwner().isEquivalentTo(list)
                                && field.getRawType().isEquivalentTo(list)))
                .should(new ArchCondition<JavaField>("be used outside of the list") {
                    @Override
                    public void check(JavaField constant, ConditionEvents events) {
                        boolean used = constant.getAccessesToSelf().stream()
                                .anyMatch(access -> !access.getOriginOwner().isEquivalentTo(list));
                        events.add(new SimpleConditionEvent(constant, used, constant.getName() + " is used nowhere"));
                    }
                });
    }
}
