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
 * @param outputs values by name
 * @param resources the properties of every resource, emulated or not, by logical id: as given, with every function
 *     resolved, as maps, lists, {@link String}, {@link Boolean} and {@link java.math.BigDecimal}
 */
public record StackDefinition(
        List<ParameterDefinition> parameters,
        List<BucketDefinition> buckets,
        List<QueueDefinition> queues,
        List<TopicDefinition> topics,
        List<SubscriptionDefinition> subscriptions,
        List<LayerDefinition> layers,
        List<FunctionDefinition> functions,
        List<BucketTrigger> triggers,
        List<EventRule> rules,
        List<QueueTrigger> queueTriggers,
        List<DistributionDefinition> distributions,
        Map<String, String> outputs,
        Map<String, Map<String, Object>> resources) {
    public StackDefinition {
        parameters = List.copyOf(parameters);
        buckets = List.copyOf(buckets);
        queues = List.copyOf(queues);
        topics = List.copyOf(topics);
        subscriptions = List.copyOf(subscriptions);
        layers = List.copyOf(layers);
        functions = List.copyOf(functions);
        triggers = List.copyOf(triggers);
        rules = List.copyOf(rules);
        queueTriggers = List.copyOf(queueTriggers);
        distributions = List.copyOf(distributions);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }

    /**
     * Reads a template as CloudFormation with SAM's transform does.
     *
     * @param parameterOverrides values by name of parameter; the others have their default
     * @throws TemplateException if the template is wrong, or holds something that the emulator does not know, or if a
     *     parameter is unknown or has a value that is not allowed
     */
    public static StackDefinition load(Path template, Map<String, String> parameterOverrides) throws TemplateException {
        return new StackLoader(template, parameterOverrides).load();
    }
}
