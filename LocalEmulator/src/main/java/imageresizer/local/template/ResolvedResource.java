package imageresizer.local.template;

import java.util.Map;

/**
 * Any resource that exists under the stack's conditions.
 *
 * @param type such as {@code AWS::IAM::Role}
 * @param properties as given, with every function resolved: maps, lists, {@link String}, {@link Boolean} and {@link
 *     java.math.BigDecimal}
 */
public record ResolvedResource(String logicalId, String type, Map<String, Object> properties) {}
