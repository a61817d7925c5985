"""Each function's role has each permission that it needs, and no other; see ../README.md."""

import contextlib
import json
import pathlib
import re
import tempfile
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from least_privilege.scenarios import FORBIDDEN, SCENARIOS, Complaint
from least_privilege.world import World
from shared import stack
from shared.function import Function, FunctionFailed
from shared.proof import ROOT, Failure, main, proved
from shared.server import Server

# Actions that know no resources, so that IAM accepts nothing but "*" (service authorization reference).
WITHOUT_RESOURCES = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


@dataclass(frozen=True)
class Permission:
    """One action on one resource, however the template puts it."""

    policy: str
    action: str
    resource: str
    condition: str

    def __str__(self):
        name = self.resource.split(":", 2)[-1].split(":", 3)[-1].removeprefix("::")
        return f"{self.action} on {name}"

    def statement(self):
        statement = {"Effect": "Allow", "Action": self.action, "Resource": self.resource}
        return statement | ({"Condition": json.loads(self.condition)} if self.condition else {})

    def breadth(self):
        """Why it is broader than a flow can be; None if it is not."""
        if "*" in self.action or "?" in self.action:
            return "name each action instead of a pattern of actions"
        if self.resource == "*":
            return None if self.action in WITHOUT_RESOURCES else 'name the resource instead of "*"'
        if not re.fullmatch(r"[^*?]+([/:][*])?", self.resource):
            return 'name the resource; only its end may be "/*" or ":*"'
        if self.condition:
            return "it has a Condition, which moto does not evaluate, so nothing can be proved about it"
        return None


class Role:
    """The inline policies of a role, one permission at a time."""

    def __init__(self, iam, arn):
        self._iam = iam
        self._name = arn.rpartition("/")[2]
        if iam.list_attached_role_policies(RoleName=self._name)["AttachedPolicies"]:
            raise Failure("The function's role has a managed policy. Write its permissions into the template.")
        self._policies = iam.list_role_policies(RoleName=self._name)["PolicyNames"]
        self._denials = {}
        self.permissions = [permission for policy in self._policies for permission in self._read(policy)]
        for policy in self._policies:
            self._write(policy, self.permissions)

    def _read(self, policy):
        document = self._iam.get_role_policy(RoleName=self._name, PolicyName=policy)["PolicyDocument"]
        statements = _list(document["Statement"])
        self._denials[policy] = [statement for statement in statements if statement["Effect"] == "Deny"]
        for statement in statements:
            if statement["Effect"] == "Allow":
                if statement.keys() & {"NotAction", "NotResource"}:
                    raise Failure(f"The policy {policy} allows all but something. Name what it allows instead.")
                condition = json.dumps(statement["Condition"]) if statement.get("Condition") else ""
                for action in _list(statement["Action"]):
                    for resource in _list(statement["Resource"]):
                        yield Permission(policy, action, resource, condition)

    @contextlib.contextmanager
    def without(self, permission):
        self._write(permission.policy, [other for other in self.permissions if other != permission])
        try:
            yield
        finally:
            self._write(permission.policy, self.permissions)

    def _write(self, policy, permissions):
        statements = [each.statement() for each in permissions if each.policy == policy] + self._denials[policy]
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            self._iam.put_role_policy(RoleName=self._name, PolicyName=policy, PolicyDocument=document)
        else:
            self._iam.delete_role_policy(RoleName=self._name, PolicyName=policy)


def _list(value):
    return value if isinstance(value, list) else [value]


def complaint(world, act):
    """What went wrong; None if nothing did."""
    try:
        act(world)
        return None
    except (BotoCoreError, ClientError, Complaint, FunctionFailed) as failure:
        return str(failure) or type(failure).__name__
    finally:
        world.heard()


class Examination:
    """All that can be said of the role with one set of parameters. `mismatches` are sentences."""

    def __init__(self, server, world, role, scenarios, forbidden):
        self._server = server
        self._forbidden = forbidden
        self._world = world
        self._role = role
        self._scenarios = scenarios
        self.mismatches = []

    def run(self):
        if self._enough():
            self._exact()
            self._closed()

    def _enough(self):
        for sentence, act in self._scenarios:
            self._server.denied.clear()
            wrong = complaint(self._world, act)
            denied = self._denied()
            if wrong or denied:
                self._mismatch(
                    f"With the whole role, {sentence} should go well and nothing be denied."
                    f" Denied: {denied or 'nothing'}. Went wrong: {wrong or 'nothing'}."
                )
        print(f"With the whole role, {len(self._scenarios)} scenarios go well.\n" if not self.mismatches else "")
        return not self.mismatches

    def _exact(self):
        rows = [("permission", "what breaks without it", "verdict")]
        for permission in self._role.permissions:
            broken = self._broken_without(permission)
            breadth = permission.breadth()
            if breadth:
                self._mismatch(f"{permission}: {breadth}.")
            if not broken:
                self._mismatch(
                    f"{permission}: no scenario needs this permission. Remove it from template.yaml,"
                    " or add the scenario that needs it to conformance/least_privilege/scenarios.py."
                )
            verdict = "TOO BROAD" if breadth else "needed" if broken else "NOT NEEDED"
            for index, sentence in enumerate(broken or ["nothing"]):
                rows.append(("", sentence, "") if index else (str(permission), sentence, verdict))
        _print_table(rows)

    def _broken_without(self, permission):
        broken = []
        with self._role.without(permission):
            for sentence, act in self._scenarios:
                self._server.denied.clear()
                wrong = complaint(self._world, act)
                if wrong and not any(action == permission.action for action, _ in self._server.denied):
                    self._mismatch(f"Without {permission}, this broke for another reason: {sentence}: {wrong}.")
                elif wrong:
                    broken.append(sentence)
        return broken

    def _closed(self):
        rows = [("what the role must not be able to do", "what was denied", "verdict")]
        for sentence, act in self._forbidden:
            self._server.denied.clear()
            wrong = complaint(self._world, act)
            denied = self._denied()
            if not wrong or not denied:
                self._mismatch(f"The role can {sentence}, which should be denied: {wrong or 'it was done'}.")
            rows.append((sentence, denied, "denied" if wrong and denied else "NOT DENIED"))
        print()
        _print_table(rows)

    def _denied(self):
        return ", ".join(action for action, _ in self._server.denied)

    def _mismatch(self, sentence):
        self.mismatches.append(sentence)


def _print_table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def examine(server, index, name, parameters, scratch):
    """The mismatches of a function in the stack with these parameters."""
    described = ", ".join(f"{key}={value}" for key, value in parameters.items()) or "the template's defaults"
    print(f"---- {name} with {described}", flush=True)
    for bucket in (parameters[each] for each in ("InputBucketName", "OutputBucketName") if each in parameters):
        s3 = server.client("s3", server.administrator)
        s3.create_bucket(Bucket=bucket)
        # Only with versions are all permissions needed.
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    made = stack.create(server, f"image-resizer-{index}", parameters, name)
    role = Role(server.client("iam", server.administrator), made.role)
    keys = server.assume(made.role)
    built = ROOT / "ImageResizerFunction" / "target"
    function = Function(made, built / "classes", built / "lib", None, server.endpoint, keys, scratch)
    scenarios = [
        (sentence, act)
        for function_name, sentence, own, act in SCENARIOS
        if function_name == name and own.items() <= parameters.items()
    ]
    try:
        examination = Examination(server, World(ROOT, server, made, function, keys), role, scenarios, FORBIDDEN[name])
        examination.run()
    finally:
        function.stop()
    if examination.mismatches:
        print("\nThe last lines of the function:")
        print("\n".join(f"  {line[:500]}" for line in function.log.read_text(errors="replace").splitlines()[-10:]))
    return examination.mismatches


def prove():
    settings = []
    for name, _, parameters, _ in SCENARIOS:
        if (name, parameters) not in settings:
            settings.append((name, parameters))
    server = Server()
    mismatches = []
    try:
        for index, (name, parameters) in enumerate(settings):
            with tempfile.TemporaryDirectory(prefix="least-privilege-") as scratch:
                mismatches += examine(server, index, name, parameters, pathlib.Path(scratch))
    finally:
        server.stop()
    print()
    for mismatch in mismatches:
        print(f"MISMATCH: {mismatch}")
    if mismatches:
        raise Failure(f"a role is not exactly sufficient: {len(mismatches)} mismatches")
    proved("each role is exactly sufficient")


main(prove)
