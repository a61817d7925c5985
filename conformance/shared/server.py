"""moto as AWS, with IAM policies enforced as AWS enforces them.

moto verifies a request's signature, finds out which action it is, and compares that with the signer's
policies. What it does not know of AWS it is taught here; each function names the page of AWS's documentation.
"""

import contextlib
import json
import logging
import os
import queue
import time
import uuid

import boto3
import botocore.config
import xmltodict
from moto import settings
from moto.awslambda.models import LambdaBackend
from moto.cloudformation import parsing
from moto.events.models import events_backends
from moto.iam.access_control import AssumedRoleAccessKey, IAMRequestBase
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse
from moto.s3 import notifications
from moto.s3.exceptions import BucketAccessDeniedError, MissingKey, MissingVersion
from moto.s3.responses import ACTION_MAP, S3Response
from moto.server import ThreadedMotoServer
from moto.sns.responses import SNSResponse

from shared import cloudformation
from shared.cloudformation import REGION

# What moto calls an action, where IAM calls it otherwise.
IAM_NAMES = {
    "xray:TraceSegments": "xray:PutTraceSegments",
    "xray:TelemetryRecords": "xray:PutTelemetryRecords",
    "xray:TraceSummaries": "xray:GetTraceSummaries",
    "s3:HeadBucket": "s3:ListBucket",
}


class Server:
    """One server for a whole run.

    `denied` holds (action, resource) of each request of a role that was refused; `events` queues (function, event) of
    each of S3's events, and of each that was made by hand.
    """

    def __init__(self):
        for chatterer in ("werkzeug", "samtranslator", "moto"):
            logging.getLogger(chatterer).setLevel(logging.ERROR)
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]  # Only what is started here may be talked to.
        os.environ |= {"AWS_DEFAULT_REGION": REGION}
        os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        self.denied = []
        self.events = queue.Queue()
        self._deliver_events()
        self._watch_denials()
        _name_topics_and_log_groups()
        _hide_missing_objects()
        _delete_objects_one_by_one()
        _end_arns_of_log_groups()
        _leave_out_what_has_no_value()
        settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
        self._moto = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._moto.start()
        self.endpoint = "http://{}:{}".format(*self._moto.get_host_and_port())
        self.administrator = self._administrator()
        cloudformation.teach(lambda service: self.client(service, self.administrator), unguarded)
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

    def stop(self):
        self._moto.stop()

    def _administrator(self):
        """Keys of an administrator; ask for them before policies are enforced."""
        iam = self.client("iam", {"AccessKeyId": "nobody", "SecretAccessKey": "nothing"})
        iam.create_user(UserName="administrator")
        everything = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
        iam.put_user_policy(UserName="administrator", PolicyName="everything", PolicyDocument=everything)
        return iam.create_access_key(UserName="administrator")["AccessKey"]

    def assume(self, role):
        """Keys of a session of the role, which the function gets from Lambda, the one that the role trusts."""
        # moto cannot tell the principal of a service, so trust is not asked for.
        with unguarded():
            sts = self.client("sts", self.administrator)
            return sts.assume_role(RoleArn=role, RoleSessionName="image-resizer")["Credentials"]

    def client(self, service, keys):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=botocore.config.Config(retries={"total_max_attempts": 1}, read_timeout=60),
        )

    def _watch_denials(self):
        check = IAMRequestBase.check_action_permitted

        def check_and_tell(request, resource):
            request._action = IAM_NAMES.get(request._action, request._action)
            try:
                check(request, resource)
            except Exception:
                if isinstance(request._access_key, AssumedRoleAccessKey):
                    self.denied.append((request._action, resource))
                raise

        IAMRequestBase.check_action_permitted = check_and_tell


    def _deliver_events(self):
        def deliver(_, event, function, region):
            for record in event["Records"]:
                record["eventTime"] += "" if record["eventTime"].endswith("Z") else "Z"  # moto leaves it out.
            self.events.put((function, event))

        def deliver_by_hand(backend, function_name, qualifier, body, headers, response_headers):
            """An asynchronous invocation, which moto would do at once and in a container."""
            self.events.put((backend.get_function(function_name, qualifier).function_arn, json.loads(body)))
            return b""

        def deliver_by_event_bridge(account, bucket, event_name, key):
            name = str(getattr(event_name, "value", event_name))
            if name.split(":")[1] not in ("ObjectCreated", "ObjectRemoved"):
                return
            event = _bus_event(account, bucket, name, key)
            for rule in events_backends[account][REGION].event_buses["default"].rules.values():
                if rule.event_pattern.get_pattern() and rule.event_pattern.matches_event(event):
                    for target in rule.targets:
                        self.events.put((target["Arn"], event))

        notifications._invoke_awslambda = deliver
        notifications._send_event_bridge_message = deliver_by_event_bridge
        LambdaBackend.invoke = deliver_by_hand


REASONS = {"Put": "PutObject", "Post": "POST Object", "Copy": "CopyObject"}


def _bus_event(account, bucket, event_name, key):
    """S3's event for EventBridge ("EventBridge event message structure"). moto's has other fields than S3's."""
    _, kind, way = event_name.split(":")
    thing = {"key": key.name, "sequencer": f"{time.time_ns():018X}"}
    if bucket.is_versioned:
        thing["version-id"] = key.version_id
    detail = {"version": "0", "bucket": {"name": bucket.name}, "object": thing, "request-id": "C3D13FE58DE4C815"}
    detail |= {"requester": account, "source-ip-address": "127.0.0.1"}
    if kind == "ObjectCreated":
        thing |= {"size": key.size, "etag": key.etag.strip('"')}
        detail["reason"] = REASONS.get(way, way)
    else:
        deletion = "Delete Marker Created" if way == "DeleteMarkerCreated" else "Permanently Deleted"
        detail |= {"reason": "DeleteObject", "deletion-type": deletion}
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Object Created" if kind == "ObjectCreated" else "Object Deleted",
        "source": "aws.s3",
        "account": account,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "region": REGION,
        "resources": [f"arn:aws:s3:::{bucket.name}"],
        "detail": detail,
    }


@contextlib.contextmanager
def unguarded():
    settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
    try:
        yield
    finally:
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0


def _name_topics_and_log_groups():
    """By itself, moto compares the policies' resources only with those of S3 and SQS."""

    def topic(response):
        return response._get_param("TopicArn") or response._get_param("TargetArn") or "*"

    def log_stream(response):
        group = response._get_param("logGroupName")
        stream = response._get_param("logStreamName") or ""
        account = response.current_account
        return f"arn:aws:logs:{response.region}:{account}:log-group:{group}:log-stream:{stream}" if group else "*"

    SNSResponse._determine_resource = topic
    LogsResponse._determine_resource = log_stream


def _hide_missing_objects():
    """Who may not list a bucket is not told that an object is missing ("GetObject", "HeadObject": Permissions)."""
    get, head = S3Response._key_response_get, S3Response.head_object
    ACTION_MAP["KEY"]["HEAD"]["versionId"] = "GetObjectVersion"

    def may_list(response):
        response.data["Action"] = "ListBucket"
        response._authenticate_and_authorize_s3_action(bucket_name=response.bucket_name)

    def get_or_hide(response, query, key_name):
        try:
            return get(response, query, key_name)
        except (MissingKey, MissingVersion):
            may_list(response)
            raise

    def head_or_hide(response, *arguments, **named):
        answer = head(response, *arguments, **named)
        if answer[0] == 404:
            may_list(response)
        return answer

    S3Response._key_response_get = get_or_hide
    S3Response.head_object = head_or_hide


def _delete_objects_one_by_one():
    """The permission is asked for each object ("DeleteObjects": Permissions); moto asks for the bucket as a whole."""
    post = S3Response._bucket_response_post

    def delete_or_post(response, request, bucket_name):
        response.path = response._get_path(request)
        if not response.is_delete_keys():
            return post(response, request, bucket_name)
        try:
            # Without the permission for one of them, none is deleted here, while S3 spares only that one.
            objects = xmltodict.parse(response.body, strip_whitespace=False, force_list=["Object"])["Delete"]["Object"]
            for each in objects:
                response.data["Action"] = "DeleteObjectVersion" if each.get("VersionId") else "DeleteObject"
                response._authenticate_and_authorize_s3_action(bucket_name=bucket_name, key_name=each["Key"])
        except BucketAccessDeniedError:
            return response._bucket_response_delete_keys(bucket_name, authenticated=False)
        return response._bucket_response_delete_keys(bucket_name)

    S3Response._bucket_response_post = delete_or_post


def _end_arns_of_log_groups():
    """The ARN that CloudFormation returns of a log group means all streams ("AWS::Logs::LogGroup")."""
    attribute = LogGroup.get_cfn_attribute

    def with_streams(group, name):
        value = attribute(group, name)
        return f"{value}:*" if name == "Arn" else value

    LogGroup.get_cfn_attribute = with_streams


def _leave_out_what_has_no_value():
    """`AWS::NoValue` takes its entry out of a list ("Pseudo parameters reference"); moto leaves None there."""
    clean = parsing.clean_json

    def clean_lists(value, resources):
        cleaned = clean(value, resources)
        return [each for each in cleaned if each is not None] if isinstance(value, list) else cleaned

    parsing.clean_json = clean_lists
