package imageresizer.local.template;

import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Text;
import java.util.Set;

/** The section Rules: what the parameters must satisfy together. */
final class Rules {
    private final Conditions conditions;

    Rules(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Throws with the description of the first assertion that does not hold. */
    void check(MapOf section) throws TemplateException {
        for (var entry : section.fields().entrySet()) {
            String owner = "rule " + entry.getKey();
            MapOf rule = Properties.map(entry.getValue(), owner, Set.of("RuleCondition", "Assertions"));
            Expression applies = rule.fields().get("RuleCondition");
            if (applies != null && !conditions.holds(Intrinsics.predicate(applies))) {
                continue;
            }
            if (!(rule.fields().get("Assertions") instanceof ListOf assertions)) {
                throw rule.at().error("%s needs a list of Assertions.".formatted(owner));
            }
            for (Expression assertion : assertions.items()) {
                check(Properties.map(assertion, owner, Set.of("Assert", "AssertDescription")), owner);
            }
        }
    }

    private void check(MapOf assertion, String owner) throws TemplateException {
        Expression predicate = assertion.fields().get("Assert");
        if (predicate == null) {
            throw assertion.at().error("an assertion of %s needs Assert.".formatted(owner));
        }
        if (!conditions.holds(Intrinsics.predicate(predicate))) {
            throw predicate
                    .at()
                    .error("the parameters break the %s%s"
                            .formatted(
                                    owner,
                                    assertion.fields().get("AssertDescription") instanceof Text text
                                            ? ": " + text.text()
                                            : "."));
        }
    }
}
