"""What the function's role is for, and what it is not for. New behaviour that needs a permission gets a scenario here.

A scenario runs under the role and complains (`expect`, an AWS error, or the function's own) unless all went as it
should. Each permission has to be one that some scenario cannot do without.
"""

import json
import time

SCENARIOS = []  # (function, sentence, template parameters, what happens)

RESIZER = "ImageResizerFunction"
MAIL = "MailFunction"


class Complaint(Exception):
    """A scenario did not go as it should."""


def expect(condition, sentence):
    if not condition:
        raise Complaint(sentence)


def scenario(sentence, function=RESIZER, **parameters):
    """Under the role of this function, with these parameters of the template; all others keep their defaults."""

    def add(act):
        SCENARIOS.append((function, sentence, parameters, act))
        return act

    return add


def mail_scenario(sentence):
    return scenario(sentence, MAIL, NotificationEmail="me@example.com")


# ---- What the function does. `world` is of the class World in world.py.


@scenario("an upload")
def _(world):
    key, version = world.upload()
    world.invoke(key, version)
    world.expect_renditions(key)
    world.expect_notification(key, "RESIZED")


@scenario("an event without version")
def _(world):
    key, _ = world.upload()
    world.invoke(key, None)
    world.expect_renditions(key)
    world.expect_notification(key, "RESIZED")


@scenario("an upload that is no picture")
def _(world):
    key, version = world.upload(b"milk, bread, batteries")
    world.invoke(key, version)
    world.expect_notification(key, "REJECTED")


@scenario("a version removed before its turn")
def _(world):
    key, version = world.upload()
    world.administrator("s3").delete_object(Bucket=world.stack.input_bucket, Key=key, VersionId=version)
    world.invoke(key, version)
    expect(not world.heard(), "an upload that had been removed led to a notification")


@scenario("an upload that is delivered twice")
def _(world):
    key, version = world.upload()
    event = world.event(key, version)
    world.send(event)
    world.expect_notification(key, "RESIZED")
    world.send(event)
    expect(not world.heard(), "a second delivery was announced again")


@scenario("a removed upload")
def _(world):
    key, version = world.upload()
    world.invoke(key, version)
    marker = world.administrator("s3").delete_object(Bucket=world.stack.input_bucket, Key=key).get("VersionId", "marker")
    world.invoke(key, marker, name="ObjectRemoved:DeleteMarkerCreated")
    expect(not world.standing(key), "something of a removed upload is still there")
    world.heard()


@scenario("a removed upload of which nothing was made")
def _(world):
    key, version = world.upload()
    world.administrator("s3").delete_object(Bucket=world.stack.input_bucket, Key=key, VersionId=version)
    world.invoke(key, version, name="ObjectRemoved:Delete")
    expect(not world.heard(), "an upload that had been removed led to a notification")


@scenario("an original that is deleted after success", DeleteOriginal="after-success")
def _(world):
    key, version = world.upload()
    world.invoke(key, version)
    world.expect_notification(key, "RESIZED")
    versions = world.administrator("s3").list_object_versions(Bucket=world.stack.input_bucket, Prefix=key)
    expect(not versions.get("Versions"), "the original is still there")


@scenario("an upload to a bucket that was there before", InputBucketName="my-photos", OutputBucketName="my-renditions")
def _(world):
    key, version = world.upload()
    expect((world.stack.input_bucket, world.stack.output_bucket) == ("my-photos", "my-renditions"), "other buckets are used")
    world.invoke(key, version)
    world.expect_renditions(key)
    world.expect_notification(key, "RESIZED")


@mail_scenario("a mail about an outcome")
def _(world):
    manifest = {
        "outcome": "REJECTED",
        "reason": {"code": "NOT_A_PICTURE", "arguments": []},
        "origin": "upload",
        "source": {"bucket": "b", "key": "a.jpg", "versionId": "1", "bytes": 7},
        "settings": "of this proof",
        "abilities": "of this proof",
    }
    message = {"messageId": "1", "receiptHandle": "1", "body": json.dumps(manifest), "attributes": {}}
    message |= {"messageAttributes": {}, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:1:q"}
    answer = world.send({"Records": [message]})
    expect(not answer.get("batchItemFailures"), f"the function answered {answer}")
    expect(len(world.mailed()) == 1, "one mail should have been published")


# ---- What Lambda does with the function's role.


@mail_scenario("Lambda takes outcomes from the mail queue")
def _(world):
    sqs, queue = world.role("sqs"), world.stack.mail_queue
    world.administrator("sqs").send_message(QueueUrl=queue, MessageBody="{}")
    sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    (message,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


@scenario("Lambda keeps a failed event")
def _(world):
    world.role("sqs").send_message(QueueUrl=world.queue_url(world.stack.dead_letters), MessageBody="{}")


@mail_scenario("Lambda writes the log")
@scenario("Lambda writes the log")
def _(world):
    line = {"timestamp": int(time.time() * 1000), "message": "START"}
    stream = {"logGroupName": world.stack.log_group, "logStreamName": world.unique("stream")}
    world.role("logs").create_log_stream(**stream)
    world.role("logs").put_log_events(**stream, logEvents=[line])


@mail_scenario("Lambda reports a trace")
@scenario("Lambda reports a trace")
def _(world):
    segment = '{"trace_id": "1-581cf771-a006649127e371903a2de979", "id": "70de5b6f19ff9a0a", "name": "image-resizer",'
    segment += ' "start_time": 1.478293361271E9, "end_time": 1.478293361449E9}'
    world.role("xray").put_trace_segments(TraceSegmentDocuments=[segment])


@mail_scenario("Lambda reports its telemetry")
@scenario("Lambda reports its telemetry")
def _(world):
    record = {"Timestamp": time.time(), "SegmentsReceivedCount": 1}
    world.role("xray").put_telemetry_records(TelemetryRecords=[record])


# ---- What is none of their business: what the role must not be able to do, and how it tries.


def _on_neighbours(what, act):
    """Of buckets whose names only begin like the stack's."""
    return [
        (
            f"{what} a neighbour of the {which} bucket",
            lambda world, which=which: act(world.role("s3"), world.neighbour[which]),
        )
        for which in ("input", "output")
    ]


NOBODY_MAY = [
    ("write an upload", lambda world: world.role("s3").put_object(Bucket=world.stack.input_bucket, Key="k", Body=b"")),
    ("delete an upload", lambda world: world.role("s3").delete_object(Bucket=world.stack.input_bucket, Key="a.jpg")),
    ("list all versions", lambda world: world.role("s3").list_object_versions(Bucket=world.stack.input_bucket)),
    ("remove the input bucket", lambda world: world.role("s3").delete_bucket(Bucket=world.stack.input_bucket)),
    ("remove the output bucket", lambda world: world.role("s3").delete_bucket(Bucket=world.stack.output_bucket)),
    (
        "open the output bucket to others",
        lambda world: world.role("s3").put_bucket_policy(Bucket=world.stack.output_bucket, Policy="{}"),
    ),
    ("list the account's buckets", lambda world: world.role("s3").list_buckets()),
    *_on_neighbours("read from", lambda s3, bucket: s3.get_object(Bucket=bucket, Key="a.jpg")),
    *_on_neighbours(
        "read a version from", lambda s3, bucket: s3.get_object(Bucket=bucket, Key="a.jpg", VersionId="null")
    ),
    *_on_neighbours("list", lambda s3, bucket: s3.list_objects_v2(Bucket=bucket)),
    *_on_neighbours("write into", lambda s3, bucket: s3.put_object(Bucket=bucket, Key="a.jpg", Body=b"")),
    *_on_neighbours("delete from", lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="a.jpg")),
    *_on_neighbours(
        "delete a version from", lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="a.jpg", VersionId="null")
    ),
    (
        "publish to another topic",
        lambda world: world.role("sns").publish(TopicArn=world.foreign_topic, Message="hello"),
    ),
    (
        "subscribe an address to the topic",
        lambda world: world.role("sns").subscribe(
            TopicArn=world.stack.topic, Protocol="email", Endpoint="me@example.com"
        ),
    ),
    (
        "send to another queue",
        lambda world: world.role("sqs").send_message(QueueUrl=world.queue_url(world.foreign_queue), MessageBody="{}"),
    ),
    (
        "give itself more permissions",
        lambda world: world.role("iam").put_role_policy(
            RoleName=world.stack.role.rpartition("/")[2], PolicyName="more", PolicyDocument="{}"
        ),
    ),
    (
        "take events from the dead letters",
        lambda world: world.role("sqs").receive_message(QueueUrl=world.queue_url(world.stack.dead_letters)),
    ),
    (
        "write into another log",
        lambda world: world.role("logs").create_log_stream(
            logGroupName=world.foreign_log_group, logStreamName="stream"
        ),
    ),
    ("make a log group", lambda world: world.role("logs").create_log_group(logGroupName=world.unique("group"))),
    ("read traces", lambda world: world.role("xray").get_trace_summaries(StartTime=0, EndTime=1)),
]

# Of each function: what the other one may, too.
FORBIDDEN = {
    RESIZER: [
        *NOBODY_MAY,
        ("mail", lambda world: world.role("sns").publish(TopicArn=world.stack.mail_topic, Message="hello")),
    ],
    MAIL: [
        *NOBODY_MAY,
        ("read an upload", lambda world: world.role("s3").get_object(Bucket=world.stack.input_bucket, Key="a.jpg")),
        ("read a rendition", lambda world: world.role("s3").get_object(Bucket=world.stack.output_bucket, Key="a.jpg")),
        ("announce an outcome", lambda world: world.role("sns").publish(TopicArn=world.stack.topic, Message="hello")),
        (
            "put outcomes into the mail queue",
            lambda world: world.role("sqs").send_message(QueueUrl=world.stack.mail_queue, MessageBody="{}"),
        ),
        (
            "take outcomes from the mail's dead letters",
            lambda world: world.role("sqs").receive_message(QueueUrl=world.stack.physical_ids["MailDeadLetters"]),
        ),
    ],
}
