"""Everything that a scenario works with: the stack, the function that runs in it, and clients of both sides."""

import functools
import json
import uuid

from least_privilege.scenarios import expect
from shared.server import unguarded


class World:
    """`administrator(service)` and `role(service)` are boto3 clients, of an administrator and of the role."""

    def __init__(self, root, server, stack, function, keys):
        self.stack = stack
        self.administrator = functools.cache(lambda service: server.client(service, server.administrator))
        self.role = functools.cache(lambda service: server.client(service, keys))
        self._function = function
        self._event = json.loads((root / "events" / "s3-put.json").read_text())
        self._sample = (root / "events" / "sample.jpg").read_bytes()
        self._sequence = 0
        self._stop_polling()
        self._subscribe()
        self._make_what_is_foreign()

    def _stop_polling(self):
        """moto takes messages from queues for Lambda, and does not ask the role."""
        with unguarded():
            client = self.administrator("lambda")
            for mapping in client.list_event_source_mappings(FunctionName=self.stack.function)["EventSourceMappings"]:
                client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    def _subscribe(self):
        sqs, sns = self.administrator("sqs"), self.administrator("sns")
        self._heard = sqs.create_queue(QueueName=self.unique("heard"))["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=self._heard, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.stack.topic, Protocol="sqs", Endpoint=attributes["QueueArn"])
        self._mailed = sqs.create_queue(QueueName=self.unique("mailed"))["QueueUrl"]
        attributes = sqs.get_queue_attributes(QueueUrl=self._mailed, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.stack.mail_topic, Protocol="sqs", Endpoint=attributes["QueueArn"])

    def _make_what_is_foreign(self):
        """Neighbours, whose names begin like those of the stack."""
        s3, sqs, sns = self.administrator("s3"), self.administrator("sqs"), self.administrator("sns")
        self.neighbour = {"input": f"{self.stack.input_bucket}-2", "output": f"{self.stack.output_bucket}-2"}
        for bucket in self.neighbour.values():
            s3.create_bucket(Bucket=bucket)
            s3.put_object(Bucket=bucket, Key="a.jpg", Body=self._sample)
        self.foreign_topic = sns.create_topic(Name=self.stack.topic.rpartition(":")[2] + "-2")["TopicArn"]
        self.foreign_queue = self.stack.dead_letters + "-2"
        sqs.create_queue(QueueName=self.foreign_queue.rpartition(":")[2])
        self.foreign_log_group = self.stack.log_group + "-2"
        self.administrator("logs").create_log_group(logGroupName=self.foreign_log_group)

    def unique(self, word):
        return f"{word}-{uuid.uuid4()}"

    def queue_url(self, arn):
        return self.administrator("sqs").get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]

    def upload(self, content=None):
        """A new upload of the sample photograph, or of `content`; returns its key and version id."""
        key = self.unique("photo") + ".jpg"
        body = self._sample if content is None else content
        stored = self.administrator("s3").put_object(Bucket=self.stack.input_bucket, Key=key, Body=body)
        return key, stored["VersionId"]

    def invoke(self, key, version, name="ObjectCreated:Put"):
        """Sends an event of S3's to the function, as Lambda does. Without a version if that is None."""
        return self.send(self.event(key, version, name))

    def send(self, event):
        return self._function.invoke(event)

    def event(self, key, version, name="ObjectCreated:Put"):
        """One that is newer than those before."""
        self._sequence += 1
        event = json.loads(json.dumps(self._event))
        event["Records"][0]["eventName"] = name
        s3 = event["Records"][0]["s3"]
        s3["bucket"] |= {"name": self.stack.input_bucket, "arn": f"arn:aws:s3:::{self.stack.input_bucket}"}
        s3["object"] |= {"key": key, "sequencer": f"{self._sequence:018X}"}
        if version is not None:
            s3["object"]["versionId"] = version
        return event

    def standing(self, key):
        """The keys of what is in the output bucket for an upload, its manifest included."""
        s3 = self.administrator("s3")
        listings = [
            s3.list_objects_v2(Bucket=self.stack.output_bucket, Prefix=prefix)
            for prefix in (f"{key}/", f".image-resizer/{key}.json")
        ]
        return [found["Key"] for listing in listings for found in listing.get("Contents", [])]

    def expect_renditions(self, key):
        wanted = len(self.stack.variables["SIZES"].split(",")) + 1
        found = self.standing(key)
        expect(len(found) >= wanted, f"{found} stand there, where {wanted} objects should")

    def expect_notification(self, key, outcome):
        """Exactly one since the last that a scenario heard, about this upload and with this outcome."""
        heard = self.heard()
        expect([name for name, _ in heard] == [outcome], f"one {outcome} should have been published, but {heard} was")
        expect(key in heard[0][1], f"the notification does not tell of {key}: {heard}")

    def heard(self):
        """(outcome, text) of each notification, which is then forgotten."""
        return [(body["MessageAttributes"]["outcome"]["Value"], body["Message"]) for body in self._taken(self._heard)]

    def mailed(self):
        """The text of each mail, which is then forgotten."""
        return [body["Message"] for body in self._taken(self._mailed)]

    def _taken(self, queue):
        found = []
        while True:
            answer = self.administrator("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            if not answer.get("Messages"):
                return found
            for message in answer["Messages"]:
                found.append(json.loads(message["Body"]))
                self.administrator("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
