import assert from "node:assert/strict";
import { test } from "node:test";

import { AHEAD_MS, MOST_SENT, PageReport, RESEND_MS } from "../../lib/ui/evidence/page_report.js";
import { fakeClock } from "./clock.js";

const reporting = (t, page, isOpen = () => true) => {
  const sent = [];
  const report = new PageReport((turned) => sent.push(turned), isOpen);
  report.take(page);
  return { report, sent, clock: fakeClock(t) };
};

test("a turned page is sent until the server's page is the same", (t) => {
  const { report, sent, clock } = reporting(t, 1);
  report.report(2);
  clock.pass(RESEND_MS);
  assert.deepEqual(sent, [2, 2]);
  assert.equal(report.take(2), false);
  clock.pass(10 * RESEND_MS);
  assert.deepEqual(sent, [2, 2]);
});

test("the page that the server has is not sent", (t) => {
  const { report, sent } = reporting(t, 3);
  report.report(3);
  assert.deepEqual(sent, []);
});

test("a quick turn back is sent too, though the server is still at that page", (t) => {
  const { report, sent, clock } = reporting(t, 1);
  report.report(2);
  report.report(1);
  assert.deepEqual(sent, [2, 1]);
  assert.equal(report.take(2), true); // its answer to the first turn: the reader is ahead of it
  clock.pass(RESEND_MS);
  assert.deepEqual(sent, [2, 1, 1]);
  assert.equal(report.take(1), false);
  clock.pass(10 * RESEND_MS);
  assert.equal(sent.length, 3);
});

test("the reader is ahead of the server for a while only", (t) => {
  const { report, clock } = reporting(t, 1, () => false);
  report.report(2);
  assert.equal(report.take(1), true);
  clock.pass(AHEAD_MS);
  assert.equal(report.take(1), false);
  report.report(2); // given up, and so told anew
  assert.equal(report.take(1), true);
});

test("it is sent a few times, then no more", (t) => {
  const { report, sent, clock } = reporting(t, 1);
  report.report(2);
  clock.pass(100 * RESEND_MS);
  assert.equal(sent.length, MOST_SENT);
});

test("a view that is gone sends nothing", (t) => {
  let isOpen = true;
  const { report, sent, clock } = reporting(t, 1, () => isOpen);
  report.report(2);
  isOpen = false;
  clock.pass(10 * RESEND_MS);
  assert.deepEqual(sent, [2]);
});
