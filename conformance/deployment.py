"""`sam deploy` in both ways of the README, upload, update, other stacks and `sam delete`, on an independent server.

The real SAM CLI is answered at a pseudo-terminal, and the real AWS CLI uploads. The server is moto; what it is taught
is in shared/cloudformation.py. The artifact that SAM built runs in Lambda's runtime client, under the role that the
deployment made, with IAM policies enforced.
"""

import contextlib
import json
import pathlib
import queue
import re
import shutil
import tempfile
from urllib.parse import unquote_plus

from least_privilege.world import World
from samtranslator.yaml_helper import yaml_parse

from shared import sam
from shared.function import Function
from shared.lambda_image import ARCHITECTURE
from shared.local_stack import Aws
from shared.proof import ROOT, expect, main, proved, run, wait_for
from shared.server import Server, unguarded
from shared.stack import FUNCTION, Stack
from shared.terminal import Terminal

TEMPLATE = yaml_parse((ROOT / "template.yaml").read_text())
BUCKET_NAME = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # "General purpose bucket naming rules"

# What a change of a setting touches: the function, and the version that its alias leads to, by way of a new number.
TOUCHED_BY_A_SETTING = {
    "AWS::Lambda::Function",
    "AWS::AppConfig::HostedConfigurationVersion",
    "AWS::Lambda::Version",
    "AWS::Lambda::Alias",
}

OWN_BUCKETS = {"OwnsInputBucket", "OwnsOutputBucket"}
GIVEN_INPUT = {"UsesGivenInputBucket", "OwnsOutputBucket"}
MAIL = {"SendsEmail", "MailsUploads"}

AWKWARD_KEYS = ("photo.jpg", "a b+c%2Bd 100%.JpEg", "旅行/my photo+ü (1).PNG.jpg")

REFUSED = {
    "InputBucketName=My-Photos": "must be empty or the name of a bucket",
    "KmsKeyArn=alias/mine": "must be empty or the ARN of a key",
    "ServeRenditions=yes": "Parameter 'ServeRenditions' must be one of AllowedValues",
    "AllowedOrigins=*": "must be a list of origins",
    "NotificationEmail=me": "must be empty or one e-mail address",
    "NotifyOn=never": "Parameter 'NotifyOn' must be one of AllowedValues",
    "PublicBaseUrl=img.example.com": "must be empty or a web address",
    "Quality=0": "must be a whole number from 1 to 100",
    "Fit=contain": "Parameter 'Fit' must be one of AllowedValues",
    "MemorySize=128": "Parameter 'MemorySize' must be a number not less than 512",
}


class Account:
    """An AWS account to deploy to, from a built clone or an unzipped release."""

    def __init__(self, server, folder, **environment):
        self.server = server
        self._folder = folder
        keys = (server.administrator["AccessKeyId"], server.administrator["SecretAccessKey"])
        self.aws = Aws(server.endpoint, keys)
        self._environment = sam.environment(
            folder,
            AWS_ENDPOINT_URL=server.endpoint,
            AWS_ACCESS_KEY_ID=keys[0],
            AWS_SECRET_ACCESS_KEY=keys[1],
            **environment,
        )

    def client(self, service):
        return self.server.client(service, self.server.administrator)

    def deploy_at_a_terminal(self, *options):
        """Presses Enter at each question, and returns the questions; says yes only to the change set."""
        terminal = Terminal("sam", "deploy", *options, cwd=self._folder, env=self._environment)
        questions = []
        while (question := terminal.prompt()) is not None:
            question = re.sub(r"\x1b\[[0-9;]*m", "", question)
            questions.append(question)
            terminal.type("y" if question.startswith("Deploy this changeset?") else "")
        code = terminal.close()
        expect(code == 0, f"`sam deploy` ended with exit code {code}: {terminal.screen[-3000:]}")
        return questions

    def forget_answers(self):
        """`--guided` saves the answers in samconfig.toml; this brings back the file that a clone has."""
        shutil.copy(ROOT / "samconfig.toml", self._folder)

    def deploy(self, *overrides, name="image-resizer", fails=False):
        options = ["--stack-name", name, "--no-confirm-changeset"]
        options += ["--parameter-overrides", *overrides] if overrides else []
        return run("sam", "deploy", *options, fails=fails, cwd=self._folder, env=self._environment)

    def delete(self):
        run("sam", "delete", "--no-prompts", cwd=self._folder, env=self._environment)

    def outputs(self):
        command = ("sam", "list", "stack-outputs", "--stack-name", "image-resizer")
        return run(*command, cwd=self._folder, env=self._environment)

    def shell(self, script):
        """What bash prints for commands that are pasted from the documentation."""
        # For SQS, the AWS CLI does not ask the environment where AWS is.
        here = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'
        return run("bash", "-euo", "pipefail", "-c", here + script, cwd=self._folder, env=self._environment)

    def stack(self, name="image-resizer"):
        return Stack(self.server, name)

    def version(self, stack):
        """Number and description of the version of the function that the alias leads to."""
        ((_, alias),) = stack.resources("AWS::Lambda::Alias")
        with unguarded():
            found = self.client("lambda").get_alias(FunctionName=stack.function, Name=alias["Name"])["FunctionVersion"]
            listed = self.client("lambda").list_versions_by_function(FunctionName=stack.function)["Versions"]
        (described,) = [each["Description"] for each in listed if each["Version"] == found]
        return found, described

    def changes(self, name="image-resizer"):
        """(action, type) of each resource in the last change set."""
        cloudformation = self.client("cloudformation")
        sets = cloudformation.list_change_sets(StackName=name)["Summaries"]
        last = max(sets, key=lambda each: each["CreationTime"])["ChangeSetId"]
        changes = cloudformation.describe_change_set(ChangeSetName=last, StackName=name)["Changes"]
        return [(each["ResourceChange"]["Action"], each["ResourceChange"]["ResourceType"]) for each in changes]


def every_default_of_the_guide_is_right(account):
    questions = account.deploy_at_a_terminal("--guided")
    for parameter in TEMPLATE["Parameters"]:
        expect([q for q in questions if q.startswith(f"Parameter {parameter} ")], f"SAM did not ask for {parameter}")
    expect(questions[0] == "Stack Name [image-resizer]", f"the first question was {questions[0]!r}")
    expect(questions[-1].startswith("Deploy this changeset?"), f"the last question was {questions[-1]!r}")
    proved(f"`sam deploy --guided` deploys with Enter as the answer to each of {len(questions) - 1} questions")


def everything_of_the_template_is_made(stack, conditions):
    """All that has no condition or one of these, and nothing else."""
    expect(stack.status.endswith("_COMPLETE"), f"the stack's status is {stack.status}")
    for key, resource in stack.template["Resources"].items():
        wanted = resource.get("Condition") in {None, *conditions}
        made = stack.physical_ids.get(key)
        expect(wanted == bool(made), f"{key} should {'' if wanted else 'not '}have been made: {made}")
    outputs = {key for key, each in TEMPLATE["Outputs"].items() if each.get("Condition") in {None, *conditions}}
    expect(stack.outputs.keys() == outputs, f"the outputs are {sorted(stack.outputs)}")
    for key, value in stack.outputs.items():
        if key.endswith("Policy"):  # Statements, as JSON.
            value = json.dumps(json.loads(value)).translate(str.maketrans("", "", "{}"))
        expect(value and not re.search(r"[{}$]|None|Ref", value), f"the output {key} is {value!r}")
    settings = TEMPLATE["Resources"][FUNCTION]["Properties"]["Environment"]["Variables"]
    settings = {key for key, value in settings.items() if value != {"Ref": "AWS::NoValue"}}
    expect(stack.variables.keys() == settings, f"the function has the variables {sorted(stack.variables)}")
    made = sum(1 for each in stack.physical_ids.values() if each)
    proved(f"all {made} resources are made, {len(stack.outputs)} outputs and {len(settings)} variables are resolved")


def s3_would_take_the_notifications(stack):
    """S3 refuses two that could tell of the same event and key ("Configuring event notifications...": overlapping)."""
    notifications = [
        notification
        for _, bucket in stack.resources("AWS::S3::Bucket")
        for notification in bucket.get("NotificationConfiguration", {}).get("LambdaConfigurations", [])
    ]
    filters = []
    for each in notifications:
        rules = each.get("Filter", {}).get("S3Key", {}).get("Rules", [])
        rules = {rule["Name"].lower(): rule["Value"] for rule in rules}
        filters.append((each["Event"].rstrip("*"), rules.get("prefix", ""), rules.get("suffix", "")))
    for index, one in enumerate(filters):
        for other in filters[:index]:
            event, prefix = [any((a.startswith(b), b.startswith(a))) for a, b in zip(one[:2], other[:2])]
            suffix = one[2].endswith(other[2]) or other[2].endswith(one[2])
            expect(not (event and prefix and suffix), f"S3 refuses {one} beside {other}: they overlap")
    proved(f"no two of the {len(filters)} notifications overlap, which S3 would refuse")


@contextlib.contextmanager
def running(account, stack, folder):
    """The built function under its role, and the world around it."""
    keys = account.server.assume(stack.role)
    built = folder / ".aws-sam/build"
    built = built if built.exists() else folder
    architecture = ARCHITECTURE.replace("x86_64", "x64")
    native = built / f"LibvipsLayer/nodejs/node_modules/@img/sharp-libvips-linux-{architecture}"
    code = built / FUNCTION
    with tempfile.TemporaryDirectory(prefix="function-") as scratch:
        function = Function(
            stack, code, code / "lib", native / "lib", account.server.endpoint, keys, pathlib.Path(scratch)
        )
        try:
            yield World(ROOT, account.server, stack, function, keys)
        finally:
            function.stop()
    expect(not account.server.denied, f"the function's role was denied {account.server.denied}")


def event_about(account, stack, key):
    try:
        target, event = account.server.events.get(timeout=10)
    except queue.Empty:
        expect(False, f"S3 sent no event about {key}")
    expect(target == stack.physical_ids["ImageResizerFunctionAliaslive"], f"the event went to {target}")
    return event


def uploads_are_resized(account, stack, world, folder, keys):
    (folder / "notes.txt").write_text("Milk, bread, apples.")
    account.aws.run("s3", "cp", "--no-progress", folder / "notes.txt", stack.outputs["UploadTo"])
    for key in keys:
        account.aws.run("s3", "cp", "--no-progress", ROOT / "events/sample.jpg", stack.outputs["UploadTo"] + key)
        event = event_about(account, stack, key)
        answer = world.send(event)
        expect("libvips" in json.dumps(answer), f"the function answered {answer}, without its layer")
        world.expect_renditions(key)
        world.expect_notification(key, "RESIZED")
        if "detail" in event:  # moto's events of the other kind name no version, as those that people write by hand.
            world.send(event)
            expect(not world.heard(), f"the event about {key} was announced again when it came again")


def an_upload_is_resized(account, stack, folder):
    with running(account, stack, folder) as world:
        uploads_are_resized(account, stack, world, folder, ("photo.jpg", "trip/A photo.JPG"))
        expect(account.server.events.empty(), "S3 sent an event about notes.txt, too")
    found = account.aws.run("s3", "ls", "--recursive", stack.outputs["RenditionsIn"])
    proved(f"`aws s3 cp` of two pictures gives renditions and notifications by the alias:\n{found.rstrip()}")


def pictures_of_a_given_bucket_are_resized(account, folder):
    """Of a bucket that was there before, by the rule; deployment.md's command switches its events on."""
    if not shutil.which("jq"):
        print("SKIPPED: buckets that were there before, because there is no jq on the PATH", flush=True)
        return
    blocks = re.findall(r"(?ms)^ *```sh\n(.*?)^ *```$", (ROOT / "docs/deployment.md").read_text())
    (switch_on,) = [block for block in blocks if "put-bucket-notification-configuration" in block]
    s3, sqs = account.client("s3"), account.client("sqs")
    queue_url = sqs.create_queue(QueueName="of-somebody-else")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    others = [{"Id": "theirs", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]
    for bucket, versioned in (("photos-without-versions", False), ("photos-with-versions", True)):
        s3.create_bucket(Bucket=bucket)
        if versioned:
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
            s3.put_bucket_notification_configuration(
                Bucket=bucket, NotificationConfiguration={"QueueConfigurations": others}
            )
        account.deploy(f"InputBucketName={bucket}", name=bucket)
        stack = account.stack(bucket)
        everything_of_the_template_is_made(stack, GIVEN_INPUT)
        permissions = [properties for _, properties in stack.resources("AWS::Lambda::Permission")]
        expect(all("SourceArn" in each for each in permissions), f"a permission names no source: {permissions}")
        expect(stack.outputs["UploadTo"] == f"s3://{bucket}/", f"uploads go to {stack.outputs['UploadTo']}")

        # moto does not say that the switch is on, but only then it sends the events below.
        account.shell(switch_on.replace("my-photos", bucket))
        made = s3.get_bucket_notification_configuration(Bucket=bucket)
        kept = [each["QueueArn"] for each in made.get("QueueConfigurations", [])]
        expect(kept == ([arn] if versioned else []), f"of the bucket's other notifications, the command kept {kept}")

        with running(account, stack, folder) as world:
            uploads_are_resized(account, stack, world, folder, AWKWARD_KEYS)
            expect(account.server.events.empty(), "EventBridge sent an event about notes.txt, too")
            for key in AWKWARD_KEYS:
                # moto sends no event about a delete marker, so the version itself is removed.
                version = {"VersionId": s3.head_object(Bucket=bucket, Key=key)["VersionId"]} if versioned else {}
                s3.delete_object(Bucket=bucket, Key=key, **version)
                world.send(event_about(account, stack, key))
                expect(not world.standing(key), f"something of {key} is still there after it was removed")
    proved("pictures of a bucket that was there before are resized and announced once, with versions and without")


def one_bucket_holds_pictures_and_renditions(account, folder):
    s3 = account.client("s3")
    s3.create_bucket(Bucket="shared-photos")
    s3.put_bucket_notification_configuration(
        Bucket="shared-photos", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    names = ("InputBucketName=shared-photos", "OutputBucketName=shared-photos")
    account.deploy(*names, "OutputKey=resized/{key}/{name}.{ext}", name="shared-photos")
    stack = account.stack("shared-photos")
    everything_of_the_template_is_made(stack, {"UsesGivenInputBucket"})
    with running(account, stack, folder) as world:
        account.aws.run("s3", "cp", "--no-progress", ROOT / "events/sample.jpg", "s3://shared-photos/photo.jpg")
        world.send(event_about(account, stack, "photo.jpg"))
        world.expect_notification("photo.jpg", "RESIZED")
        renditions = ["resized/photo.jpg/200x200.jpg", "resized/photo.jpg/800x800.jpg"]
        called = [event_about(account, stack, "a rendition") for _ in renditions]
        expect(sorted(each["detail"]["object"]["key"] for each in called) == renditions, f"the events are {called}")
        for event in called:
            answer = world.send(event)
            expect("SKIPPED" in json.dumps(answer), f"about a rendition, the function answered {answer}")
        expect(account.server.events.empty() and not world.heard(), "a rendition has made something")
    found = [each["Key"] for each in s3.list_objects_v2(Bucket="shared-photos")["Contents"]]
    expect(found == [".image-resizer/photo.jpg.json", "photo.jpg", *renditions], f"the bucket holds {found}")
    proved("with one bucket for both, each rendition calls the function once and is skipped")


def renditions_are_served_on_demand(account, folder):
    """The server keeps distributions and serves nothing; what the policies allow, ServedObjectsTest decides."""
    origins = "AllowedOrigins=https://www.example.com,https://example.com"
    account.deploy("ServeRenditions=cloudfront", origins, name="served")
    stack = account.stack("served")
    everything_of_the_template_is_made(stack, OWN_BUCKETS | {"ServesRenditions"})
    with running(account, stack, folder) as world:
        account.aws.run("s3", "cp", "--no-progress", ROOT / "events/sample.jpg", stack.outputs["UploadTo"] + "photo.jpg")
        world.send(event_about(account, stack, "photo.jpg"))
        ((_, message),) = world.heard()
    for each in json.loads(message)["renditions"]:
        address = f"{stack.outputs['RenditionsUrl']}{each['key']}?v={each['sha256'][:8]}"
        expect(each["url"] == address, f"the address of {each['key']} is {each['url']} and not {address}")

    s3 = account.client("s3")
    s3.create_bucket(Bucket="my-thumbnails")
    key = "KmsKeyArn=arn:aws:kms:us-east-1:123456789012:key/1"
    account.deploy("ServeRenditions=cloudfront", "OutputBucketName=my-thumbnails", key, name="served-given")
    stack = account.stack("served-given")
    conditions = {"OwnsInputBucket", "ServesRenditions", "ServesGivenBucket", "ServesWithKmsKey"}
    everything_of_the_template_is_made(stack, conditions)
    policy = {"Version": "2012-10-17", "Statement": json.loads(stack.outputs["RenditionsBucketPolicy"])}
    s3.put_bucket_policy(Bucket="my-thumbnails", Policy=json.dumps(policy))
    proved("ServeRenditions=cloudfront makes a distribution, and messages have its addresses")


def the_commands_of_the_documentation_work(account, stack):
    """Word by word; only the names of buckets, which differ from stack to stack, are put in."""
    if not shutil.which("jq"):
        print("SKIPPED: the commands of docs/operations.md, because there is no jq on the PATH", flush=True)
        return
    blocks = re.findall(r"(?ms)^ *```sh\n(.*?)^ *```$", (ROOT / "docs/operations.md").read_text())
    # The last two wait for a mail of AWS, and move messages from queue to queue; moto can do neither.
    outputs, look, redrive, _, _ = [block for block in blocks if "aws " in block]
    waiting = account.server.events
    account.shell("mkdir pictures && cp events/sample.jpg pictures/one.jpg")
    account.shell(f"aws s3 cp pictures {stack.outputs['UploadTo']} --recursive")
    expect(waiting.get(timeout=10)[1]["Records"][0]["s3"]["object"]["key"] == "one.jpg", "a folder was not uploaded")
    listed = account.outputs()
    expect(all(key in listed for key in stack.outputs), f"`sam list stack-outputs` says {listed}")

    dead = {
        "version": "1.0",
        "timestamp": "2026-01-01T00:00:00Z",
        "requestContext": {"condition": "RetriesExhausted"},
        "requestPayload": {"Records": [{"s3": {"object": {"key": "lost.jpg"}}}]},
        "responsePayload": {},
    }
    letters = account.client("sqs")
    letters.send_message(QueueUrl=stack.outputs["DeadLetters"], MessageBody=json.dumps(dead))
    shown = account.shell(outputs + look)
    expect("lost.jpg" in shown and "RetriesExhausted" in shown, f"the dead letter is shown as {shown}")
    wait_for("the redrive", lambda: account.shell(outputs + redrive) is not None and not waiting.empty())
    expect(waiting.get()[1] == dead["requestPayload"], "the redrive sent another event")
    left = letters.get_queue_attributes(QueueUrl=stack.outputs["DeadLetters"], AttributeNames=["All"])["Attributes"]
    expect(left["ApproximateNumberOfMessages"] == "0" == left["ApproximateNumberOfMessagesNotVisible"], f"left is {left}")
    proved("uploading a folder and the redrive work as documented")


def a_backfill_is_estimated_and_a_stack_is_left(account):
    """moto knows no jobs of S3 Control; the proof aws_cli has them."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket="old-photos")
    photograph = (ROOT / "events/sample.jpg").read_bytes()
    for key in AWKWARD_KEYS:
        s3.put_object(Bucket="old-photos", Key=key, Body=photograph)
    s3.put_object(Bucket="old-photos", Key="notes.txt", Body=b"Milk")
    s3.put_object(Bucket="old-photos", Key="drafts/a.jpg", Body=photograph)
    account.deploy("InputBucketName=old-photos", "ExcludePrefixes=drafts/", name="old-photos")
    stack = account.stack("old-photos")
    own = stack.output_bucket
    for key in ["done.json", AWKWARD_KEYS[0] + ".json"]:
        s3.put_object(Bucket=own, Key=f".image-resizer/{key}", Body=b"{}")
    said = account.shell("./backfill --stack old-photos")
    new = len(AWKWARD_KEYS) - 1
    for part in (f"resize      {new} pictures", f"into {2 * new} renditions, and pass over 1", f"{4 * new} PUT and {3 * new + 2} GET"):
        expect(part in said, f"./backfill says {said!r}, without {part!r}")
    proved("./backfill counts the pictures of a given bucket, those that are done, and the requests, and starts nothing")

    expect("EVERYTHING" not in account.shell("echo | ./backfill leave --stack old-photos 2>&1 || true"), "leave is too eager")
    expect(s3.list_objects_v2(Bucket=own)["KeyCount"] == 2, "leaving without a yes has removed something")
    account.shell("./backfill leave --with-pictures --yes --stack old-photos")
    buckets = {each["Name"] for each in s3.list_buckets()["Buckets"]}
    expect(own not in buckets, f"after `./backfill leave --with-pictures`, {own} is still there")
    left = s3.list_objects_v2(Bucket="old-photos")["KeyCount"]
    expect(left == len(AWKWARD_KEYS) + 2, f"the given bucket holds {left} objects")
    stacks = account.client("cloudformation").list_stacks(StackStatusFilter=["CREATE_COMPLETE"])["StackSummaries"]
    expect("old-photos" not in {each["StackName"] for each in stacks}, "the stack is still there")
    proved("./backfill leave removes the stack and its own bucket with every version, and not the given bucket")


def a_setting_changes_only_the_function(account, before):
    versions = [account.version(before)]
    account.deploy("Sizes=64x64,thumb=320x")
    after = account.stack()
    versions.append(account.version(after))
    touched = {type_name for _, type_name in account.changes()}
    expect(touched == TOUCHED_BY_A_SETTING, f"another Sizes touches {sorted(touched)}")
    expect(after.variables["SIZES"] == "64x64,thumb=320x", f"after the update, the function has {after.variables}")
    expect(after.variables | {"SIZES": ""} == before.variables | {"SIZES": ""}, "the update changed other settings")
    buckets = (after.input_bucket, after.output_bucket)
    expect(buckets == (before.input_bucket, before.output_bucket), f"the update replaced a bucket: {buckets}")
    proved(f"another Sizes touches {', '.join(sorted(touched))} and nothing else")

    account.deploy("IncludePrefixes=" + ",".join(f"folder-{number:03}/" for number in range(100)))
    versions.append(account.version(account.stack()))
    account.deploy('IncludePrefixes=""')
    versions.append(account.version(account.stack()))
    expect(len(set(versions)) == len(versions), f"the alias led to {versions}")
    proved(f"each change, also of a setting of 1,000 characters, leads the alias to another version: {versions}")


def bad_values_are_refused_with_a_sentence(account):
    for override, sentence in REFUSED.items():
        said = account.deploy(override, fails=True)
        expect(sentence in said, f"about {override}, `sam deploy` says {said.strip()[-500:]!r} instead of {sentence!r}")
    proved(f"`sam deploy` shows the template's sentence about {', '.join(REFUSED)}")


def outcomes_reach_the_mail_function(account, stack):
    """moto hands each message over at once, so that it shows the way, and the mapping's settings, but no batch."""
    with unguarded():
        found = account.client("lambda").list_event_source_mappings(FunctionName=stack.physical_ids["MailFunction"])
        (mapping,) = found["EventSourceMappings"]
    wanted = {
        "BatchSize": 1000,
        "MaximumBatchingWindowInSeconds": 10,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 2},
    }
    found = {key: mapping.get(key) for key in wanted}
    expect(found == wanted, f"the event source mapping of the mails is {found}")

    queue_url = stack.physical_ids["MailQueue"]
    made = account.client("sqs").get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    expect(mapping["EventSourceArn"] == made["QueueArn"], f"the mapping polls {mapping['EventSourceArn']}")
    expect(int(made["VisibilityTimeout"]) >= 6 * 30 + 10, f"the mail queue hides messages {made['VisibilityTimeout']} s")
    letters = json.loads(made["RedrivePolicy"])["deadLetterTargetArn"]
    expect(stack.physical_ids["MailDeadLetters"].endswith(letters.rpartition(":")[2]), f"dead letters go to {letters}")
    (statement,) = json.loads(made["Policy"])["Statement"]
    sender = {"ArnEquals": {"aws:SourceArn": stack.topic}}
    expect(statement["Condition"] == sender, f"the mail queue takes messages from {statement['Condition']}")

    for origin in ("backfill", "upload"):
        account.client("sns").publish(
            TopicArn=stack.topic,
            Message=json.dumps({"origin": origin}),
            MessageAttributes={"origin": {"DataType": "String", "StringValue": origin}},
        )
    target, event = account.server.events.get(timeout=10)
    expect(target.endswith(stack.physical_ids["MailFunction"]), f"the outcome went to {target}")
    bodies = [each["body"] for each in event["Records"]]
    expect(bodies == ['{"origin": "upload"}'], f"the mail function gets {bodies}")
    expect(account.server.events.empty(), "the mail function gets more than uploads")


def stacks_of_any_name_stand_side_by_side(account, first):
    """As long and as short as CloudFormation allows, with mail, on the other architecture."""
    buckets = [first.input_bucket, first.output_bucket]
    for name in ("Image-Resizer-" + "x" * 114, "x"):
        account.deploy("NotificationEmail=me@example.com", "NotifyOn=failures", "Architecture=arm64", name=name)
        stack = account.stack(name)
        everything_of_the_template_is_made(stack, OWN_BUCKETS | MAIL)
        buckets += [stack.input_bucket, stack.output_bucket]
        for key, subscription in stack.resources("AWS::SNS::Subscription"):
            if subscription["Protocol"] != "email":
                continue
            arn = stack.physical_ids[key]
            made = account.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
            expect(made["Endpoint"] == "me@example.com", f"{key} is subscribed for {made['Endpoint']}")
            expect(made["TopicArn"] == stack.physical_ids["MailTopic"], f"{key} is of the topic {made['TopicArn']}")
            expect(not json.loads(made.get("FilterPolicy", "{}")), f"{key} is filtered by {made.get('FilterPolicy')}")
        outcomes_reach_the_mail_function(account, stack)
    for bucket in buckets:
        expect(BUCKET_NAME.fullmatch(bucket), f"S3 takes no bucket of the name {bucket}")
    expect(len(set(buckets)) == len(buckets), f"two stacks share a bucket: {buckets}")
    proved("two more stacks, with names of 128 letters and of one, on arm64 and with mail, have buckets of their own")


def the_zip_of_a_release_needs_no_build(account, folder):
    """Unzipped into an empty folder, and deployed where no program is found but SAM's."""
    need_nothing_else = {"PATH": str(pathlib.Path(shutil.which("sam")).parent)}
    for program in ("mvn", "java", "npm", "make"):
        found = shutil.which(program, path=need_nothing_else["PATH"])
        expect(not found, f"{found} is beside `sam`, so nothing shows that it is not needed")
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        unzipped = pathlib.Path(scratch, "unzipped")
        run(ROOT / ".ci/bundle", folder, pathlib.Path(scratch, "image-resizer.zip"))
        shutil.unpack_archive(pathlib.Path(scratch, "image-resizer.zip"), unzipped)
        Account(account.server, unzipped, **need_nothing_else).deploy(name="from-a-release")
        stack = account.stack("from-a-release")
        everything_of_the_template_is_made(stack, OWN_BUCKETS)
        with running(account, stack, unzipped) as world:
            uploads_are_resized(account, stack, world, unzipped, ("photo.jpg",))
    proved("the zip of a release deploys by `sam deploy` alone, and its function makes renditions")


def pictures_outlive_the_stack(account, stack):
    account.delete()
    s3 = account.client("s3")
    for bucket in (stack.input_bucket, stack.output_bucket):
        expect(s3.list_objects_v2(Bucket=bucket)["KeyCount"], f"after `sam delete`, nothing is in {bucket}")
    others = set(account.stack("x").physical_ids.values())
    with unguarded():
        left = {each["FunctionName"] for each in account.client("lambda").list_functions()["Functions"]}
    left |= {each["TopicArn"] for each in account.client("sns").list_topics()["Topics"]}
    left |= {each["RoleName"] for each in account.client("iam").list_roles()["Roles"]}
    left |= {each["logGroupName"] for each in account.client("logs").describe_log_groups()["logGroups"]}
    left &= set(stack.physical_ids.values()) - others
    expect(not left, f"after `sam delete`, there still is {left}")
    proved("`sam delete` leaves the two buckets with their pictures and nothing else")


def the_short_way_deploys_again(account, before):
    """The README's first command, with the samconfig.toml of a clone: one question, and mail to the address."""
    account.forget_answers()
    address = "you@example.com"
    command = f"sam build && sam deploy --parameter-overrides NotificationEmail={address}"
    expect(command in (ROOT / "README.md").read_text().splitlines(), f"README.md does not say {command}")
    questions = account.deploy_at_a_terminal(*command.split()[5:])
    expect(len(questions) == 1 and questions[0].startswith("Deploy this changeset?"), f"SAM asked {questions}")
    stack = account.stack()
    everything_of_the_template_is_made(stack, OWN_BUCKETS | MAIL)
    expect(stack.input_bucket != before.input_bucket, "the new stack has the old one's bucket")
    made = account.client("sns").list_subscriptions_by_topic(TopicArn=stack.mail_topic)["Subscriptions"]
    endpoints = [each["Endpoint"] for each in made]
    expect(endpoints == [address], f"the mail topic's subscriptions are {endpoints}")
    proved(f"`{command}` deploys after one question, with the defaults of samconfig.toml")


def prove():
    sam.need("sam", "aws", "mvn", "npm", "zip", "unzip")
    with contextlib.ExitStack() as end:
        folder = pathlib.Path(end.enter_context(tempfile.TemporaryDirectory(prefix="deployment-")))
        sam.built_clone(folder)
        server = Server()
        end.callback(server.stop)
        account = Account(server, folder)

        every_default_of_the_guide_is_right(account)
        stack = account.stack()
        everything_of_the_template_is_made(stack, OWN_BUCKETS)
        s3_would_take_the_notifications(stack)
        an_upload_is_resized(account, stack, folder)
        pictures_of_a_given_bucket_are_resized(account, folder)
        one_bucket_holds_pictures_and_renditions(account, folder)
        renditions_are_served_on_demand(account, folder)
        the_commands_of_the_documentation_work(account, stack)
        a_backfill_is_estimated_and_a_stack_is_left(account)
        a_setting_changes_only_the_function(account, stack)
        bad_values_are_refused_with_a_sentence(account)
        stacks_of_any_name_stand_side_by_side(account, stack)
        the_zip_of_a_release_needs_no_build(account, folder)
        pictures_outlive_the_stack(account, stack)
        the_short_way_deploys_again(account, stack)


if __name__ == "__main__":
    main(prove)
