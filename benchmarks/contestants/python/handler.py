"""Fetches, resizes, stores and announces."""

import json
import os
from urllib.parse import unquote_plus

import boto3

from resize import renditions

s3 = boto3.client("s3")
sns = boto3.client("sns")
SIZES = [int(size) for size in os.environ["SIZES"].split(",")]
FORMAT = os.environ["FORMAT"]
EXTENSION = "jpg" if FORMAT == "jpeg" else FORMAT


def attribute(value):
    return {"DataType": "String", "StringValue": value}


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        source = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        stored = []
        for size, body in zip(SIZES, renditions(source, SIZES, FORMAT, 80)):
            target = f"{key}/{size}.{EXTENSION}"
            s3.put_object(
                Bucket=os.environ["OUTPUT_BUCKET"],
                Key=target,
                Body=body,
                ContentType=f"image/{FORMAT}",
                CacheControl="public, max-age=86400",
            )
            stored.append({"key": target, "bytes": len(body)})
        sns.publish(
            TopicArn=os.environ["TOPIC_ARN"],
            Subject="Resized",
            MessageStructure="json",
            Message=json.dumps(
                {
                    "default": json.dumps({"outcome": "RESIZED", "key": key, "renditions": stored}),
                    "email": f"Resized {key}:\n" + "".join(f"{r['key']} {r['bytes']} bytes\n" for r in stored),
                }
            ),
            MessageAttributes={"outcome": attribute("RESIZED"), "bucket": attribute(bucket)},
        )
    return "Ok"
