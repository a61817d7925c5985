"""A stack on the server, as the function and Lambda itself know it."""

import io
import json
import zipfile

from samtranslator.yaml_helper import yaml_parse

from shared.proof import ROOT
from shared.server import unguarded

FUNCTION = "ImageResizerFunction"


def create(server, name, parameters, function=FUNCTION):
    """A stack of template.yaml without the SAM CLI, hence without code."""
    s3 = server.client("s3", server.administrator)
    s3.create_bucket(Bucket="code")
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    s3.put_object(Bucket="code", Key="code.zip", Body=empty.getvalue())
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for resource in template["Resources"].values():
        for code in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
            resource["Properties"][code] = "s3://code/code.zip"
    server.client("cloudformation", server.administrator).create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    return Stack(server, name, function)


class Stack:
    """What CloudFormation made under this name, as one of its functions sees it."""

    def __init__(self, server, name, function=FUNCTION):
        def client(service):
            return server.client(service, server.administrator)

        cloudformation = client("cloudformation")
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        self.id = stack["StackId"]
        self.status = stack["StackStatus"]
        self.outputs = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
        self.template = cloudformation.get_template(StackName=name)["TemplateBody"]
        resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        # moto lists without a name what a condition left out.
        made = [each for each in resources if "LogicalResourceId" in each]
        self.physical_ids = {each["LogicalResourceId"]: each.get("PhysicalResourceId") for each in made}

        self.function = self.physical_ids[function]
        ((_, failures),) = self.resources("AWS::Lambda::EventInvokeConfig")
        with unguarded():  # moto misreads the signature of Lambda's requests.
            configuration = client("lambda").get_function_configuration(FunctionName=self.function)
            failures = client("lambda").get_function_event_invoke_config(
                FunctionName=self.physical_ids[FUNCTION], Qualifier=failures["Qualifier"]
            )
        self.handler = configuration["Handler"]
        self.role = configuration["Role"]
        self.variables = configuration["Environment"]["Variables"]
        logging = self.template["Resources"][function]["Properties"]["LoggingConfig"]
        self.log_group = self.physical_ids[logging["LogGroup"]["Ref"]]
        self.dead_letters = failures["DestinationConfig"]["OnFailure"]["Destination"]
        variables = self._resizers_variables(client)
        self.input_bucket = variables.get("INPUT_BUCKET_NAME") or self.physical_ids["InputBucket"]
        self.output_bucket = variables["OUTPUT_BUCKET"]
        self.topic = self.physical_ids["NotificationTopic"]
        self.mail_topic = self.physical_ids["MailTopic"]
        self.mail_queue = self.physical_ids.get("MailQueue")

    def _resizers_variables(self, client):
        with unguarded():
            found = client("lambda").get_function_configuration(FunctionName=self.physical_ids[FUNCTION])
        return found["Environment"]["Variables"]

    def resources(self, type_name):
        """(logical id, properties) of each resource of the type, as the translated template has it."""
        found = self.template["Resources"].items()
        return [(key, each.get("Properties", {})) for key, each in found if each["Type"] == type_name]
