package imageresizer.local.template;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a template describes, under certain values of its parameters. Everything is in the order of the template, and
 * resources whose condition does not hold are left out.
 *
 * @param resources every resource, emulated or not, by logical id
 */
public record StackDefinition(
        PseudoParameters pseudoParameters,
        List<ParameterDefinition> parameters,
        List<Bucket> buckets,
        List<Queue> queues,
        List<TopicDefinition> topics,
        List<SubscriptionDefinition> subscriptions,
        List<Layer> layers,
        List<FunctionDefinition> functions,
        List<Trigger> triggers,
        List<QueueTrigger> queueTriggers,
        List<Output> outputs,
        Map<String, ResolvedResource> resources) {
    public StackDefinition {
        parameters = List.copyOf(parameters);
        buckets = List.copyOf(buckets);
        queues = List.copyOf(queues);
        topics = List.copyOf(topics);
        subscriptions = List.copyOf(subscriptions);
        layers = List.copyOf(layers);
        functions = List.copyOf(functions);
        triggers = List.copyOf(triggers);
        queueTriggers = List.copyOf(queueTriggers);
        outputs = List.copyOf(outputs);
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    /**
     * Reads a template as CloudFormation with SAM's transform does.
     *
     * @param parameterOverrides values by name of parameter; the others have their default
     * @throws TemplateException if the template is wrong, or holds something that the emulator does not know, or if a
     *     parameter is unknown or has a value that is not allowed
     */
    public static StackDefinition load(
            Path template, Map<String, String> parameterOverrides, PseudoParameters pseudoParameters)
            throws TemplateException {
        return new StackLoader(template, parameterOverrides, pseudoParameters).load();
    }

    /**
     * The properties of a resource, with every function resolved, as in {@link ResolvedResource#properties()}.
     *
     * @throws IllegalArgumentException if there is no such resource under the stack's conditions
     */
    public Map<String, Object> resolved(String logicalId) {
        ResolvedResource resource = resources.get(logicalId);
        if (resource == null) {
            throw new IllegalArgumentException("no resource " + logicalId);
        }
        return resource.properties();
    }
}
