package imageresizer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which folder may know which. */
class ArchitectureTest {

    private static final JavaClasses FUNCTION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("imageresizer");

    private static final String VALUES = "imageresizer.picture";
    private static final String REASONS = "imageresizer.reason";

    @Test
    void noFoldersKnowEachOtherInACircle() {
        slices().matching("imageresizer.(**)").should().beFreeOfCycles().check(FUNCTION);
        assertThat(FUNCTION).as("classes in folders").hasSizeGreaterThan(100);
    }

    @Test
    void onlyTheEntranceKnowsTheWholeHouse() {
        noClasses()
                .that(resideInAPackage("imageresizer.."))
                .and(not(resideInAPackage("imageresizer")))
                .should()
                .dependOnClassesThat(resideInAPackage("imageresizer"))
                .check(FUNCTION);
    }

    @Test
    void modelAndSettingsAreLeaves() {
        noClasses()
                .that(resideInAPackage("imageresizer.model"))
                .should()
                .dependOnClassesThat(resideInAPackage("imageresizer..")
                        .and(not(resideInAnyPackage("imageresizer.model", VALUES, REASONS))))
                .check(FUNCTION);
        noClasses()
                .that(resideInAPackage("imageresizer.settings"))
                .should()
                .dependOnClassesThat(resideInAPackage("imageresizer..")
                        .and(not(resideInAnyPackage("imageresizer.settings", "imageresizer.model", VALUES, REASONS))))
                .check(FUNCTION);
    }

    @Test
    void picturesKnowNoAws() {
        noClasses()
                .that(resideInAPackage("imageresizer.picture.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon..", "com.amazonaws.."))
                .check(FUNCTION);
        noClasses()
                .that(resideInAPackage("imageresizer.picture.."))
                .should()
                .dependOnClassesThat(resideInAPackage("imageresizer..")
                        .and(not(resideInAnyPackage("imageresizer.picture..", REASONS))))
                .check(FUNCTION);
    }

    @Test
    void noTwoClassesShareASimpleName() {
        Map<String, List<JavaClass>> byName = FUNCTION.stream()
                .filter(type ->
                        !type.isAnonymousClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName));

        assertThat(byName.values()).allSatisfy(types -> assertThat(types).hasSize(1));
    }
}
