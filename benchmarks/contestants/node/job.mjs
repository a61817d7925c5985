// Fetches, resizes, stores and announces; each rendition is stored as soon as it is there.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

const s3 = new S3Client({});
const sns = new SNSClient({});
const sizes = process.env.SIZES.split(',').map(Number);
const format = process.env.FORMAT;
const extension = format === 'jpeg' ? 'jpg' : format;

const attribute = (value) => ({ DataType: 'String', StringValue: value });

export const handlerWith = (renditions) => async (event) => {
  for (const { s3: { bucket, object } } of event.Records) {
    const key = decodeURIComponent(object.key.replaceAll('+', ' '));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
    const source = await Body.transformToByteArray();
    const stored = await Promise.all(
      renditions(source, sizes, format, 80).map(async (rendition, i) => {
        const body = await rendition;
        const target = `${key}/${sizes[i]}.${extension}`;
        await s3.send(
          new PutObjectCommand({
            Bucket: process.env.OUTPUT_BUCKET,
            Key: target,
            Body: body,
            ContentType: `image/${format}`,
            CacheControl: 'public, max-age=86400',
          }),
        );
        return { key: target, bytes: body.length };
      }),
    );
    await sns.send(
      new PublishCommand({
        TopicArn: process.env.TOPIC_ARN,
        Subject: 'Resized',
        MessageStructure: 'json',
        Message: JSON.stringify({
          default: JSON.stringify({ outcome: 'RESIZED', key, renditions: stored }),
          email: `Resized ${key}:\n${stored.map((r) => `${r.key} ${r.bytes} bytes\n`).join('')}`,
        }),
        MessageAttributes: { outcome: attribute('RESIZED'), bucket: attribute(bucket.name) },
      }),
    );
  }
  return 'Ok';
};
