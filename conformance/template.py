"""What can be said of template.yaml without deploying it: linted, and its versions, names and retention."""

import logging
import re
import tempfile

from samtranslator.yaml_helper import yaml_parse

from shared import sam
from shared.cloudformation import references, translate
from shared.proof import ROOT, expect, main, proved, run
from shared.stack import FUNCTION

TEXT = (ROOT / "template.yaml").read_text()
TEMPLATE = yaml_parse(TEXT)

# Properties of the function itself; a version does not hold them ("PublishVersion").
SETTINGS = "AWS::AppConfig::HostedConfigurationVersion"
NOT_IN_A_VERSION = ("ReservedConcurrentExecutions", "VersionDescription", "Events", "EventInvokeConfig")


def linters_have_no_complaint():
    with tempfile.TemporaryDirectory(prefix="sam-validate-") as home:
        run("sam", "validate", "--lint", cwd=ROOT, env=sam.environment(home))
    run("cfn-lint", "template.yaml", cwd=ROOT)
    suppressed = re.findall(r"^.*cfn-lint.*$|^.*ignore_checks.*$", TEXT, re.MULTILINE)
    expect(not suppressed, f"template.yaml suppresses rules of cfn-lint: {suppressed}")
    proved("`sam validate --lint` and `cfn-lint` have no complaint, and none is suppressed")


def every_setting_takes_effect():
    """Each parameter of the function must change its version; otherwise the alias keeps the old value."""
    properties = TEMPLATE["Resources"][FUNCTION]["Properties"]
    versioned = {key: value for key, value in properties.items() if key not in NOT_IN_A_VERSION}
    needed = references(versioned) & TEMPLATE["Parameters"].keys()
    described = references(properties["VersionDescription"])
    (settings,) = [key for key, each in TEMPLATE["Resources"].items() if each["Type"] == SETTINGS]
    # A number, for settings of any length; CloudFormation makes another one for another content.
    expect(described == {settings}, f"VersionDescription is made of {sorted(described)} instead of {settings}")
    named = references(TEMPLATE["Resources"][settings]["Properties"]["Content"])
    expect(not needed - named, f"{settings} in template.yaml lacks {sorted(needed - named)}")
    # CloudFormation would refuse: the new version would be the same as the old one.
    expect(not named - needed, f"{settings} names more than the function: {sorted(named - needed)}")
    proved(f"each of {len(needed)} parameters publishes a new version, by the number of {settings}")


def buckets_are_unique_valid_and_kept():
    for key, bucket in TEMPLATE["Resources"].items():
        if bucket["Type"] != "AWS::S3::Bucket":
            continue
        name, parts = bucket["Properties"]["BucketName"]["Fn::Sub"]
        expect("AWS::StackId" in references_to_pseudo(parts), f"the name of {key} does not depend on the stack's id")
        # The last part of a UUID: 12 hexadecimal digits.
        longest = name.replace("${Suffix}", "0" * 12)
        expect(re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", longest), f"S3 takes no bucket of the name {longest}")
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            expect(bucket.get(policy) == "Retain", f"{key} must have {policy}: Retain, so that no picture is lost")
    kept = sorted(key for key, each in TEMPLATE["Resources"].items() if each.get("DeletionPolicy") == "Retain")
    types = {TEMPLATE["Resources"][key]["Type"] for key in kept}
    expect(types == {"AWS::S3::Bucket"}, f"only buckets outlive the stack, and not {kept}")
    proved(f"{' and '.join(kept)} outlive the stack, and nothing else; their names fit for any name of the stack")


def references_to_pseudo(value):
    return set(re.findall(r"'Ref': '(AWS::\w+)'", str(value)))


def every_architecture_and_condition_is_translated():
    email = {"NotificationEmail": "me@example.com"}
    settings = [{}] + [email | {"NotifyOn": each} for each in TEMPLATE["Parameters"]["NotifyOn"]["AllowedValues"]]
    settings += [{"InputBucketName": "my-photos", "OutputBucketName": each} for each in ("", "my-photos", "mine")]
    settings += [{"KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1", "AllowedOrigins": "https://example.com"}]
    settings += [{"ServeRenditions": "cloudfront", "OutputBucketName": each} for each in ("", "mine")]
    settings += [{"Architecture": each} for each in TEMPLATE["Parameters"]["Architecture"]["AllowedValues"]]
    for parameters in settings:
        template = yaml_parse(TEXT)
        for resource in template["Resources"].values():
            for code in {"CodeUri", "ContentUri"} & resource["Properties"].keys():
                resource["Properties"][code] = "s3://code/code.zip"
        function = translate(template, parameters)["Resources"][FUNCTION]["Properties"]
        architectures = function["Architectures"]
        expect(architectures == [{"Ref": "Architecture"}], f"the architectures are {architectures}")
    proved(f"SAM's own transform takes the template with {len(settings)} sets of parameters")


def prove():
    sam.need("sam", "cfn-lint")
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    linters_have_no_complaint()
    every_setting_takes_effect()
    buckets_are_unique_valid_and_kept()
    every_architecture_and_condition_is_translated()


if __name__ == "__main__":
    main(prove)
