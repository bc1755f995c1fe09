import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Outbox, RESEND_MS } from "../../lib/ui/kit/outbox.js";
import { fakeClock } from "./clock.js";

describe("the outbox", () => {
  const open = (t, isOpen = () => true) => {
    const clock = fakeClock(t);
    const sent = [];
    const outbox = new Outbox((value) => sent.push(structuredClone(value)), isOpen);
    return { clock, sent, outbox, numbers: () => sent.map(({ commands }) => commands.map(({ n }) => n)) };
  };

  test("numbers commands and sends those that the server does not have yet", (t) => {
    const { outbox, sent, numbers } = open(t);
    outbox.add({ about: "a", kind: "word", next: true });
    outbox.add({ about: "b", kind: "go", by: 1 });
    assert.deepEqual(numbers(), [[1], [1, 2]]);
    assert.deepEqual(sent[1].commands[1], { n: 2, about: "b", kind: "go", by: 1 });
    outbox.acknowledge({ client: outbox.client, n: 1 });
    outbox.add({ about: "b", kind: "undo" });
    assert.deepEqual(numbers().at(-1), [2, 3]);
  });

  test("sends again until the server has everything, never twice the same value", (t) => {
    const { outbox, sent, numbers, clock } = open(t);
    outbox.add({ about: "a", kind: "go", by: 1 });
    clock.pass(2 * RESEND_MS);
    assert.deepEqual(numbers(), [[1], [1], [1]]);
    assert.equal(new Set(sent.map(({ time }) => time)).size, 3);
    outbox.acknowledge({ client: outbox.client, n: 1 });
    clock.pass(5 * RESEND_MS);
    assert.equal(sent.length, 3);
  });

  test("keeps its commands where the server speaks of another tab's", (t) => {
    const { outbox } = open(t);
    outbox.add({ about: "a", kind: "go", by: 1 });
    outbox.acknowledge({ client: "another", n: 9 });
    assert.ok(outbox.holds(({ about }) => about === "a"));
    assert.ok(!outbox.holds(({ about }) => about === "b"));
    outbox.acknowledge({ client: outbox.client, n: 1 });
    assert.ok(!outbox.holds(({ about }) => about === "a"));
  });

  test("is silent once what sends is gone", (t) => {
    let isOpen = true;
    const { outbox, sent, clock } = open(t, () => isOpen);
    outbox.add({ about: "a", kind: "go", by: 1 });
    isOpen = false;
    clock.pass(3 * RESEND_MS);
    assert.equal(sent.length, 1);
  });

  test("stops when it is closed", (t) => {
    const { outbox, sent, clock } = open(t);
    outbox.add({ about: "a", kind: "go", by: 1 });
    outbox.close();
    clock.pass(3 * RESEND_MS);
    assert.equal(sent.length, 1);
  });
});
