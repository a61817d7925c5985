"""The stack of template.yaml on the server: translated by SAM's own translator, created by CloudFormation."""

import json
import warnings

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from server import REGION

FUNCTION = "ImageResizerFunction"

# Whatever a role may talk about. The rest (aliases, alarms, bucket policies...) is nothing to a role's permissions,
# and moto does not know all of it.
KEPT = ("AWS::IAM::", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::SQS::Queue")
LEFT_OUT = ("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")


class Stack:
    """What the function and Lambda itself know of the stack that was created with these parameters."""

    def __init__(self, server, root, name, parameters):
        template = _translated(root / "template.yaml", parameters)
        resources = template["Resources"]
        function = resources[FUNCTION]["Properties"]
        self.handler = function["Handler"]
        variables = function["Environment"]["Variables"]
        template["Outputs"] = {
            "Role": {"Value": function["Role"]},
            "InputBucket": {"Value": {"Ref": _only(resources, _is_notifying_bucket)}},
            "DeadLetters": {"Value": _destination(resources)},
            "LogGroup": {"Value": function["LoggingConfig"]["LogGroup"]},
        } | {f"Variable{index}": {"Value": value} for index, value in enumerate(variables.values())}
        template["Resources"] = {key: _alone(value) for key, value in resources.items() if _is_kept(value)}

        cloudformation = server.client("cloudformation", server.administrator)
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        # moto's CloudFormation forgets it.
        s3 = server.client("s3", server.administrator)
        for key, resource in template["Resources"].items():
            if "VersioningConfiguration" in resource["Properties"]:
                bucket = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId=key)
                s3.put_bucket_versioning(
                    Bucket=bucket["StackResourceDetail"]["PhysicalResourceId"],
                    VersioningConfiguration=resource["Properties"]["VersioningConfiguration"],
                )
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if stack["StackStatus"] != "CREATE_COMPLETE":
            raise SystemExit(f"CloudFormation on moto ended with {stack['StackStatus']} for template.yaml.")
        outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.variables = {key: outputs[f"Variable{index}"] for index, key in enumerate(variables)}
        self.role = outputs["Role"]
        self.input_bucket = outputs["InputBucket"]
        self.output_bucket = self.variables["OUTPUT_BUCKET"]
        self.topic = self.variables["TOPIC_ARN"]
        self.dead_letters = outputs["DeadLetters"]
        self.log_group = outputs["LogGroup"]


def _translated(file, parameters):
    template = yaml_parse(file.read_text())
    for resource in template["Resources"].values():
        for code in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
            resource["Properties"][code] = "s3://nowhere/code.zip"  # The translator wants it uploaded.
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return translator.translate(template, dict(parameters))


def _is_kept(resource):
    return resource["Type"].startswith(KEPT) and not resource["Type"].startswith(LEFT_OUT)


def _alone(resource):
    """Without what leads to resources that are left out; events are sent by hand anyway."""
    resource.pop("DependsOn", None)
    resource["Properties"].pop("NotificationConfiguration", None)
    return resource


def _is_notifying_bucket(resource):
    return resource["Type"] == "AWS::S3::Bucket" and "NotificationConfiguration" in resource["Properties"]


def _destination(resources):
    config = resources[_only(resources, lambda resource: resource["Type"] == "AWS::Lambda::EventInvokeConfig")]
    return config["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]


def _only(resources, is_it):
    (key,) = [key for key, resource in resources.items() if is_it(resource)]
    return key
