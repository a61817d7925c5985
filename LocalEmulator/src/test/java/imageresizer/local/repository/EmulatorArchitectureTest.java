package imageresizer.local.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The emulator's packages are rooms of their own, and a name means one thing. */
class EmulatorArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("imageresizer.local");

    @Test
    void noTwoPackagesDependOnEachOther() {
        slices().matching("imageresizer.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theServicesKnowNeitherThePageNorTheCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage("..s3", "..sns", "..sqs", "..mail", "..gateway", "..template", "..local.lambda")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..page", "..cli")
                .check(MAIN);
    }

    @Test
    void onlyTheStackAsAWholeKnowsThePage() {
        noClasses()
                .that()
                .resideOutsideOfPackages("imageresizer.local", "..page")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..page")
                .check(MAIN);
    }

    @Test
    void noTwoClassesHaveTheSameName() {
        JavaClasses all = new ClassFileImporter().importPackages("imageresizer.local");

        assertThat(all.stream()
                        .filter(type -> !type.isAnonymousClass()
                                && !type.getSimpleName().equals("package-info"))
                        .collect(Collectors.groupingBy(JavaClass::getSimpleName))
                        .values())
                .allSatisfy(types -> assertThat(types).hasSize(1));
    }
}
