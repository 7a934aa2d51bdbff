// sqs-consumer with handleMessageBatch and client-s3: ten at a time, written together, deleted in one call.
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Counter, Histogram } from "prom-client";
import { Consumer } from "sqs-consumer";

const { SQS_QUEUE_URL, OUTPUT_BUCKET } = process.env;
const done = new Counter({ name: "peer_emails", help: "Emails, by what became of them", labelNames: ["outcome"] });
const seconds = new Histogram({ name: "peer_seconds", help: "From the message to its outcome" });
const s3 = new S3Client({ forcePathStyle: true });

async function archive(message) {
  const end = seconds.startTimer();
  JSON.parse(message.Body);
  const id = message.MessageAttributes.email_id.StringValue;
  await s3.send(
    new PutObjectCommand({ Bucket: OUTPUT_BUCKET, Key: `emails/${id}.json`, Body: message.Body, IfNoneMatch: "*" }),
  );
  end();
  done.inc({ outcome: "archived" });
  console.log(JSON.stringify({ event: "archived", id }));
}

const consumer = Consumer.create({
  queueUrl: SQS_QUEUE_URL,
  sqs: new SQSClient({}),
  batchSize: 10,
  messageAttributeNames: ["All"],
  waitTimeSeconds: 1,
  handleMessageBatch: async (messages) => {
    await Promise.all(messages.map(archive));
    return messages;
  },
});
for (const event of ["error", "processing_error"]) consumer.on(event, (error) => console.error(error));
consumer.start();
