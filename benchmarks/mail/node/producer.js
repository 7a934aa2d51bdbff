// Fastify and the AWS SDK v3: one SendMessage for each request, or with BATCH=1 a SendMessageBatch of what came
// while the last ones were out.
import { randomUUID } from "node:crypto";
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import Fastify from "fastify";
import { Counter, Histogram } from "prom-client";

const { SQS_QUEUE_URL, PORT, BATCH, TOKEN } = process.env;
const done = new Counter({ name: "peer_emails", help: "Emails, by what became of them", labelNames: ["outcome"] });
const seconds = new Histogram({ name: "peer_seconds", help: "From the request to its outcome" });
const sqs = new SQSClient({});
const line = { type: "string", minLength: 1, maxLength: 998, pattern: "^[^\\r\\n]+$" };
const body = {
  type: "object",
  required: ["data", "token"],
  properties: {
    token: { type: "string" },
    data: {
      type: "object",
      additionalProperties: false,
      required: ["email_subject", "email_sender", "email_timestream", "email_content"],
      properties: {
        email_subject: line,
        email_sender: line,
        email_timestream: { type: "string", pattern: "^[0-9]{1,12}$" },
        email_content: { type: "string", minLength: 1 },
      },
    },
  },
};

const message = (text, id) => ({
  MessageBody: text,
  MessageAttributes: { email_id: { DataType: "String", StringValue: id } },
});

let forming = [];
let calls = 0;

function flush() {
  while (forming.length && (calls === 0 || forming.length >= 10) && calls < 32) {
    const batch = forming.splice(0, 10);
    const Entries = batch.map((one, n) => ({ Id: String(n), ...message(one.text, one.id) }));
    calls += 1;
    sqs
      .send(new SendMessageBatchCommand({ QueueUrl: SQS_QUEUE_URL, Entries }))
      .then(
        ({ Successful = [] }) => {
          const kept = new Set(Successful.map((one) => Number(one.Id)));
          batch.forEach((one, n) => (kept.has(n) ? one.resolve() : one.reject(new Error("not kept"))));
        },
        (error) => batch.forEach((one) => one.reject(error)),
      )
      .finally(() => {
        calls -= 1;
        flush();
      });
  }
}

const sendAlone = (text, id) => sqs.send(new SendMessageCommand({ QueueUrl: SQS_QUEUE_URL, ...message(text, id) }));

function sendTogether(text, id) {
  return new Promise((resolve, reject) => {
    forming.push({ text, id, resolve, reject });
    if (forming.length === 1) setImmediate(flush);
    else if (forming.length >= 10) flush();
  });
}

const send = BATCH ? sendTogether : sendAlone;
// As its documentation has it, which logs each request as it comes and as it is completed.
const app = Fastify({ logger: true });

app.post("/process", { schema: { body } }, async (request, reply) => {
  const end = seconds.startTimer();
  if (request.body.token !== TOKEN) return reply.code(401).send({ status: "declined" });
  const id = randomUUID();
  await send(JSON.stringify(request.body.data), id);
  end();
  done.inc({ outcome: "accepted" });
  request.log.info({ id }, "accepted");
  return reply.code(202).header("X-Email-Id", id).send({ status: "accepted" });
});
app.get("/ready", async () => ({}));
await app.listen({ host: "127.0.0.1", port: Number(PORT) });
