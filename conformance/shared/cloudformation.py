"""What moto's CloudFormation is taught: SAM's transform, constraints of parameters, and some types of resources.

Each resource is made by its service's own API, so botocore compares it with AWS's description of that API, and moto's
service keeps it. moto itself makes the rest; what it can't make at all, it refuses here instead of leaving it out.
"""

import json
import re
import uuid
import warnings

import boto3
from botocore.validate import ParamValidator
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Change, ChangeSet, CloudFormationBackend
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.iam.models import Role
from moto.s3.models import FakeBucket
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

REGION = "us-east-1"

# After any change in them they are replaced, and so have another number ("Update requires: Replacement").
_REPLACED = ("AWS::Lambda::Version", "AWS::AppConfig::HostedConfigurationVersion")

# Names of CloudFormation, where S3 has others.
_CORS = {"ExposedHeaders": "ExposeHeaders", "MaxAge": "MaxAgeSeconds"}

_MADE_HERE = []  # moto finds only classes that are referenced.


def translate(template, parameters):
    """What SAM's transform, which AWS runs in CloudFormation, makes of a template."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION)).translate(template, parameters)


def violation(template, parameters):
    """CloudFormation's sentence about the first value that a parameter does not allow; None if all are allowed."""
    for name, definition in template.get("Parameters", {}).items():
        value = str(parameters.get(name, definition.get("Default", "")))
        allowed = [str(each) for each in definition.get("AllowedValues", [value])]
        if value not in allowed:
            return f"Parameter '{name}' must be one of AllowedValues"
        if not re.fullmatch(definition.get("AllowedPattern", "(?s).*"), value):
            return f"Parameter {name} failed to satisfy constraint: {definition['ConstraintDescription']}"
        if definition["Type"] == "Number":
            if not re.fullmatch(r"-?\d+(\.\d+)?", value):
                return f"Parameter '{name}' must be a number."
            if float(value) < definition.get("MinValue", float(value)):
                return f"Parameter '{name}' must be a number not less than {definition['MinValue']}"
            if float(value) > definition.get("MaxValue", float(value)):
                return f"Parameter '{name}' must be a number not greater than {definition['MaxValue']}"
    return None


def teach(client, unguarded):
    """`client` makes a boto3 client of a service; while `unguarded`, the server verifies no signature."""
    _teach_the_transform()
    ResourceMap.build_resource_diff = _changed
    ChangeSet.diff = _changes
    ChangeSet.apply = _apply
    for type_name, make in _types(client).items():
        _add(type_name, make, unguarded)
    parsing.get_model_map.cache_clear()
    parsing.get_name_type_map.cache_clear()
    _refuse_what_is_unknown()
    _keep_names_of_queues_apart()
    _keep_what_moto_forgets_of_a_bucket(client, unguarded)
    _keep_a_roles_policies_as_iam_does(client, unguarded)


def _teach_the_transform():
    create, create_stack = CloudFormationBackend.create_change_set, CloudFormationBackend.create_stack

    def prepared(body, parameters):
        template = yaml_parse(body)
        wrong = violation(template, parameters)
        if wrong:
            raise ValidationError(message=wrong)
        return json.dumps(translate(template, dict(parameters))) if "Transform" in template else body

    def create_translated_change_set(backend, **named):
        return create(backend, **named | {"template": prepared(named["template"], named["parameters"])})

    def create_translated_stack(backend, **named):
        return create_stack(backend, **named | {"template": prepared(named["template"], named["parameters"])})

    CloudFormationBackend.create_change_set = create_translated_change_set
    CloudFormationBackend.create_stack = create_translated_stack

    # By its address, moto does not recognize itself in the URL of a template.
    read = CloudFormationResponse._get_stack_from_s3_url
    CloudFormationResponse._get_stack_from_s3_url = lambda it, url: read(it, url.replace("127.0.0.1", "localhost"))


def references(value):
    """Names of all parameters and resources that a part of a template refers to."""
    text = json.dumps(value)
    return set(re.findall(r'"Ref": "(\w+)"', text)) | set(re.findall(r'"Fn::GetAtt": \["(\w+)', text)) | set(
        re.findall(r"\$\{(\w+)", text)
    )


def _changed(resources, template, parameters=None):
    """What CloudFormation changes: moto overlooks what refers to something that is replaced, and takes 30 for "30"."""
    old, new = resources._resource_json_map, template["Resources"]
    known = {key: str(value) for key, value in resources.resolved_parameters.items()}
    sources = {key for key, value in (parameters or {}).items() if str(value) != known.get(key)}
    modified = {name for name in new if name in old and (new[name] != old[name] or references(new[name]) & sources)}
    while True:
        replaced = {name for name in modified if new[name]["Type"] in _REPLACED}
        follows = {name for name in new if name in old and references(new[name]) & replaced} - modified
        if not follows:
            break
        modified |= follows
    return {
        "Add": [name for name in new if name not in old],
        "Modify": [name for name in new if name in modified],
        "Remove": [name for name in old if name not in new],
    }


def _changes(change_set):
    resources = change_set.stack.resource_map
    everything = resources._resource_json_map | change_set.template_dict["Resources"]
    changed = _changed(resources, change_set.template_dict, change_set.parameters)
    return [Change(action, name, everything[name]["Type"]) for action, names in changed.items() for name in names]


def _apply(change_set):
    """As `create_stack` and `update_stack` do it; moto's own forgets conditions, outputs and the order of resources."""
    stack = change_set.stack
    if change_set.change_set_type == "UPDATE":
        stack.update(change_set.template, parameters=change_set.parameters)
    else:
        stack.template, stack.parameters = change_set.template, change_set.parameters
        stack._parse_template()
        stack.resource_map = stack._create_resource_map()
        stack.output_map = stack._create_output_map()
        stack.create_resources()


def _counted(value):
    """Lists as CloudFront's API has them, where CloudFormation has plain ones."""
    if isinstance(value, list):
        return {"Quantity": len(value), "Items": [_counted(each) for each in value]}
    if isinstance(value, dict):
        return _counted(value["Items"]) if value.keys() == {"Items"} else {k: _counted(v) for k, v in value.items()}
    return value


def _types(client):
    """For each type, what makes one of its properties, and returns its physical id and its attributes."""

    def layer(properties, _):
        return client("lambda").publish_layer_version(**properties)["LayerVersionArn"], {}

    def bucket_policy(properties, _):
        policy = json.dumps(properties["PolicyDocument"])
        client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=policy)
        # moto passes over its condition (TLS), and would deny everything.
        client("s3").delete_bucket_policy(Bucket=properties["Bucket"])
        return properties["Bucket"], {}

    def subscription(properties, _):
        own = ("TopicArn", "Protocol", "Endpoint")
        attributes = {key: value for key, value in properties.items() if key not in own}
        made = client("sns").subscribe(
            TopicArn=properties["TopicArn"],
            Protocol=properties["Protocol"],
            Endpoint=properties["Endpoint"],
            Attributes={
                key: value if isinstance(value, str) else json.dumps(value) for key, value in attributes.items()
            },
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"], {}

    def alarm(properties, name):
        client("cloudwatch").put_metric_alarm(AlarmName=name, **properties)
        return name, {}

    def version(properties, _):
        made = client("lambda").publish_version(**properties)
        return made["FunctionArn"], {"Version": made["Version"]}

    def settings_application(properties, _):
        return client("appconfig").create_application(**properties)["Id"], {}

    def settings_profile(properties, _):
        return client("appconfig").create_configuration_profile(**properties)["Id"], {}

    def settings(properties, _):
        content = properties["Content"].encode()
        made = client("appconfig").create_hosted_configuration_version(**properties | {"Content": content})
        return str(made["VersionNumber"]), {}

    def permission(properties, name):
        client("lambda").add_permission(StatementId=name, **properties)
        return name, {}

    def alias(properties, _):
        act = client("lambda").create_alias
        existing = client("lambda").list_aliases(FunctionName=properties["FunctionName"])["Aliases"]
        if properties["Name"] in [each["Name"] for each in existing]:
            act = client("lambda").update_alias
        return act(**properties)["AliasArn"], {}

    def queue_policy(properties, name):
        for url in properties["Queues"]:
            policy = json.dumps(properties["PolicyDocument"])
            client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return name, {}

    def origin_access_control(properties, _):
        made = client("cloudfront").create_origin_access_control(**properties)["OriginAccessControl"]["Id"]
        return made, {"Id": made}

    def distribution(properties, name):
        config = _counted(properties["DistributionConfig"]) | {"CallerReference": name}
        config["IsIPV6Enabled"] = config.pop("IPV6Enabled")
        made = client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]
        return made["Id"], {"DomainName": made["DomainName"]}

    def only_validated(operation):
        """moto knows no such thing, so only botocore looks at it."""

        def make(properties, _):
            model = client("cloudfront").meta.service_model.operation_model(operation)
            report = ParamValidator().validate(_counted(properties), model.input_shape)
            if report.has_errors():
                raise ValidationError(message=report.generate_report())
            return str(uuid.uuid4()), {}

        return make

    def event_invoke_config(properties, name):
        client("lambda").put_function_event_invoke_config(**properties)
        return name, {}

    return {
        "AWS::S3::BucketPolicy": bucket_policy,
        "AWS::SNS::Subscription": subscription,
        "AWS::CloudWatch::Alarm": alarm,
        "AWS::AppConfig::Application": settings_application,
        "AWS::AppConfig::ConfigurationProfile": settings_profile,
        "AWS::AppConfig::HostedConfigurationVersion": settings,
        "AWS::Lambda::LayerVersion": layer,
        "AWS::Lambda::Version": version,
        "AWS::Lambda::Alias": alias,
        "AWS::Lambda::Permission": permission,
        "AWS::Lambda::EventInvokeConfig": event_invoke_config,
        "AWS::SQS::QueuePolicy": queue_policy,
        "AWS::CloudFront::OriginAccessControl": origin_access_control,
        "AWS::CloudFront::Distribution": distribution,
        "AWS::CloudFront::CachePolicy": only_validated("CreateCachePolicy"),
        "AWS::CloudFront::ResponseHeadersPolicy": only_validated("CreateResponseHeadersPolicy"),
    }


def _add(type_name, make, unguarded):
    class Made(CloudFormationModel):
        def __init__(self, physical_id, attributes):
            self.physical_resource_id = physical_id
            self.get_cfn_attribute = attributes.__getitem__

        @staticmethod
        def cloudformation_name_type():
            return ""

        @staticmethod
        def cloudformation_type():
            return type_name

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            with unguarded():
                return cls(*make(cloudformation_json["Properties"], resource_name))

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
        ):
            with unguarded():
                return cls(*make(cloudformation_json["Properties"], original_resource.physical_resource_id))

        @classmethod
        def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
            pass  # What it belongs to goes, too.

        def is_created(self):
            return True

    _MADE_HERE.append(Made)


def _refuse_what_is_unknown():
    find = parsing.resource_class_from_type

    def find_or_refuse(type_name):
        found = find(type_name)
        if found is None:
            raise ValidationError(message=f"the server can make no {type_name}")
        return found

    parsing.resource_class_from_type = find_or_refuse


def _keep_names_of_queues_apart():
    """CloudFormation shortens the stack's part of a name that is too long. moto cuts off the end, which differs."""
    generate = parsing.generate_resource_name

    def generate_short(resource_type, stack_name, logical_id):
        if resource_type == "AWS::SQS::Queue":
            stack_name = stack_name[: 80 - len(generate(resource_type, "", logical_id))]
        return generate(resource_type, stack_name, logical_id)

    parsing.generate_resource_name = generate_short


def _keep_what_moto_forgets_of_a_bucket(client, unguarded):
    create = FakeBucket.create_from_cloudformation_json.__func__

    def create_whole(cls, resource_name, cloudformation_json, account_id, region_name, **named):
        bucket = create(cls, resource_name, cloudformation_json, account_id, region_name, **named)
        properties = cloudformation_json["Properties"]
        with unguarded():
            s3 = client("s3")
            if "VersioningConfiguration" in properties:
                s3.put_bucket_versioning(
                    Bucket=bucket.name, VersioningConfiguration=properties["VersioningConfiguration"]
                )
            if properties.get("CorsConfiguration"):
                rules = properties["CorsConfiguration"]["CorsRules"]
                rules = [{_CORS.get(key, key): value for key, value in rule.items()} for rule in rules]
                s3.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": rules})
            if "NotificationConfiguration" in properties:
                notifications = properties["NotificationConfiguration"]["LambdaConfigurations"]
                notifications = [_as_api(each) for each in notifications]
                s3.put_bucket_notification_configuration(
                    Bucket=bucket.name,
                    NotificationConfiguration={"LambdaFunctionConfigurations": notifications},
                )
        return bucket

    FakeBucket.create_from_cloudformation_json = classmethod(create_whole)


def _as_api(notification):
    """CloudFormation's notation of a notification in that of S3."""
    same = {"Events": [notification["Event"]], "LambdaFunctionArn": notification["Function"]}
    rules = notification.get("Filter", {}).get("S3Key", {}).get("Rules")
    return same | ({"Filter": {"Key": {"FilterRules": rules}}} if rules else {})


def _keep_a_roles_policies_as_iam_does(client, unguarded):
    """moto's CloudFormation keeps them in a notation of its own, which its enforcement cannot read."""
    create = Role.create_from_cloudformation_json.__func__

    def create_whole(cls, resource_name, cloudformation_json, *arguments, **named):
        policies = cloudformation_json["Properties"].pop("Policies", [])
        role = create(cls, resource_name, cloudformation_json, *arguments, **named)
        with unguarded():
            for policy in policies:
                client("iam").put_role_policy(
                    RoleName=role.name,
                    PolicyName=policy["PolicyName"],
                    PolicyDocument=json.dumps(policy["PolicyDocument"]),
                )
        return role

    Role.create_from_cloudformation_json = classmethod(create_whole)
