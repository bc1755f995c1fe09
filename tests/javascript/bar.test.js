import assert from "node:assert/strict";
import { describe, test } from "node:test";

import {
  ANSWER_QUESTIONS, CITATION_QUESTIONS, PAGE_OF_ROWS, TOOL_KEYS, pressedKey, rowAfter,
} from "../../lib/ui/reviews/queue/bar_keys.js";
import { JumpGuard, SEEN_MS } from "../../lib/ui/reviews/queue/jump_guard.js";
import { KeptKeys } from "../../lib/ui/reviews/queue/kept_keys.js";
import { StandingVerdict } from "../../lib/ui/reviews/queue/standing_verdict.js";
import { VerdictTexts } from "../../lib/ui/reviews/queue/text_fields.js";
import { citationInWords, differ, isComplete, isJudged } from "../../lib/ui/reviews/queue/verdict_state.js";
import { IDLE_MS, Waiting } from "../../lib/ui/reviews/queue/waiting.js";
import { fakeClock } from "./clock.js";

const EVIDENCE_KEYS = ["n", "p"]; // the evidence view's, on the same screen
const questions = [...ANSWER_QUESTIONS, ...CITATION_QUESTIONS];

describe("the keys of the bar", () => {
  test("mean one thing each", () => {
    const answers = questions.flatMap(({ choices }) => choices.map(({ key }) => key));
    const keys = [...answers, ...Object.values(TOOL_KEYS), ...EVIDENCE_KEYS];
    assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
  });

  test("are what a press of them is called", () => {
    for (const key of questions.flatMap(({ choices }) => choices.map((choice) => choice.key))) {
      assert.equal(pressedKey({ key, code: /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}` }), key);
    }
    for (const key of Object.values(TOOL_KEYS)) assert.equal(pressedKey({ key, code: "" }), key);
  });

  test("give every field each value once", () => {
    const values = Object.fromEntries(questions.map(({ group, choices }) => [group, choices.map(({ value }) => value)]));
    assert.deepEqual(values, {
      correct: ["correct", "partly", "wrong", "cannot_tell"],
      supported: ["yes", "partly", "no", "cannot_tell"],
      category: ["reported", "not_reported", "unclear", "not_applicable"],
      right_passage: [true, false],
      cited: ["yes", "partly", "no", "cannot_tell"],
    });
  });

  test("are digits on a French keyboard and on the number pad, and letters with Shift or Caps Lock", () => {
    assert.equal(pressedKey({ key: "&", code: "Digit1" }), "1");
    assert.equal(pressedKey({ key: "7", code: "Numpad7" }), "7");
    assert.equal(pressedKey({ key: "Q", code: "KeyQ" }), "q");
    assert.equal(pressedKey({ key: "a", code: "KeyQ" }), "a"); // what is printed on the key counts
    assert.equal(pressedKey({ key: "Enter", code: "NumpadEnter" }), "Enter");
  });

  test("move in the list, and stop at its ends", () => {
    assert.equal(rowAfter("ArrowDown", 0, 5), 1);
    assert.equal(rowAfter("ArrowUp", 0, 5), 0);
    assert.equal(rowAfter("ArrowDown", 4, 5), 4);
    assert.equal(rowAfter("PageDown", 0, 50), PAGE_OF_ROWS);
    assert.equal(rowAfter("PageUp", 3, 50), 0);
    assert.equal(rowAfter("ArrowDown", -1, 5), 0); // from the list's own buttons
    assert.equal(rowAfter("f", 0, 5), null);
  });
});

describe("what a rater gives before seeing the answer", () => {
  test("stays in this tab, words and category, until it is sent, whatever the server says meanwhile", (t) => {
    globalThis.document = { createElement: () => ({ dataset: {}, append() {}, setAttribute() {} }) };
    t.after(() => delete globalThis.document);
    const server = { reason: "", correction: "", note: "" };
    const texts = new VerdictTexts({ onInput: () => {}, onLeave: () => {} });
    texts.fill("answer", server);
    texts.own.value = "Thirty-one.";
    texts.keep("answer", { category: "reported" });
    texts.forgetSent("answer", server); // the page ran again
    assert.equal(texts.ownCategory("answer"), "reported");
    texts.fill("another", server);
    assert.deepEqual([texts.own.value, texts.ownCategory("another")], ["", null]);
    texts.fill("answer", server);
    assert.equal(texts.own.value, "Thirty-one.");
    texts.forget("answer");
    assert.equal(texts.ownCategory("answer"), null);
  });
});

describe("keys pressed while an answer opens", () => {
  /** Return keys that are kept. */
  const keptOf = (...keys) => {
    const kept = new KeptKeys();
    keys.forEach((key) => kept.keep(key));
    return kept;
  };

  /** Return the keys that one answer uses: `late` are of a citation that is not open yet, and "j" opens the next answer. */
  const usedBy = (kept, late = "") => {
    const pressed = [];
    kept.use((key) => key !== late && pressed.push(key) > 0, () => pressed.at(-1) === "j");
    return pressed.join("");
  };

  test("are used in their order, those behind a step on the answer that it opens", () => {
    const kept = keptOf("1", "q", "j", "2", "w");
    assert.deepEqual([usedBy(kept), usedBy(kept), usedBy(kept)], ["1qj", "2w", ""]);
  });

  test("wait for a citation that is not open yet", () => {
    const kept = keptOf("a", "1");
    assert.deepEqual([usedBy(kept, "a"), usedBy(kept), usedBy(kept)], ["1", "a", ""]);
  });

  test("are forgotten where the answer does not come, and are not kept without end", () => {
    const kept = keptOf(..."1".repeat(1000));
    assert.ok(kept.keys.length < 100);
    kept.forget();
    kept.use(() => assert.fail("a key was used"), () => false);
  });
});

describe("keys pressed after the queue went on by itself", () => {
  const open = (t) => {
    const clock = fakeClock(t);
    let ended = 0;
    const jump = new JumpGuard(() => { ended += 1; });
    return { clock, jump, ended: () => ended };
  };

  test("of a citation and the flag are of no answer that was not seen; words on the next one are", (t) => {
    const { clock, jump, ended } = open(t);
    assert.ok(!jump.drops("a"));
    jump.begin();
    clock.pass(60 * SEEN_MS); // however long the next one takes
    assert.deepEqual(["a", "z", "f", "1", "q", "7", "u", "j"].filter((key) => jump.drops(key)), ["a", "z", "f"]);
    jump.arrive();
    clock.pass(SEEN_MS - 1);
    assert.ok(jump.drops("a"));
    clock.pass(SEEN_MS - 1); // the second of two slow keys belongs to the first
    assert.ok(jump.drops("z"));
    assert.equal(ended(), 0);
    clock.pass(SEEN_MS);
    assert.equal(ended(), 1);
    assert.ok(!jump.drops("a"));
    assert.match(jump.words(), /^Not taken: A, Z, F,/);
    jump.giveUp();
    assert.match(jump.words(), /^Not taken: A, Z, F,/);
    jump.begin();
    assert.equal(jump.words(), "");
  });

  test("are of the answer that the rater goes to", (t) => {
    const { clock, jump, ended } = open(t);
    jump.begin();
    jump.end();
    jump.arrive();
    assert.ok(!jump.drops("a"));
    clock.pass(2 * SEEN_MS);
    assert.equal(ended(), 0);
  });
});

describe("a verdict", () => {
  const verdict = { correct: null, supported: null, category: null, flag: false, reason: "", correction: "", note: "" };

  test("is complete by what the next answer waits for", () => {
    const correct = { ...verdict, correct: "partly" };
    const both = { ...correct, supported: "no" };
    const all = { ...both, category: "unclear" };
    const complete = (advance) => [verdict, correct, both, all].map((one) => isComplete(one, advance));
    assert.deepEqual(complete("correct"), [false, true, true, true]);
    assert.deepEqual(complete("both"), [false, false, true, true]);
    assert.deepEqual(complete("all"), [false, false, false, true]);
    assert.deepEqual(complete("never"), [false, false, false, true]);
  });

  test("has changed where one of its texts has", () => {
    const texts = { reason: "", correction: "", note: "seen" };
    assert.ok(differ(texts, verdict));
    assert.ok(!differ(texts, { ...verdict, note: "seen" }));
    assert.ok(!differ({ ...texts, note: "" }, {}));
  });

  test("of a citation needs both its answers", () => {
    assert.ok(isJudged({ number: 1, right_passage: false, supported: "no" }));
    assert.ok(!isJudged({ number: 1, right_passage: false, supported: null }));
    assert.ok(!isJudged({ number: 1, right_passage: null, supported: "no" }));
  });

  test("of a citation is told with how many were judged", () => {
    const citations = [{ number: 1, right_passage: true, supported: "yes" }, { number: 2, right_passage: null, supported: null }];
    assert.equal(citationInWords(citations[1], citations), "Citation 2 of 2 · 1 judged");
    assert.equal(citationInWords(citations[1], citations.slice(1)), "Citation 2 of 1");
  });
});

describe("the verdict on the open answer", () => {
  const verdict = { correct: null, supported: null, category: null, flag: false, reason: "", correction: "", note: "" };
  const citations = [{ number: 1, right_passage: null, supported: null }, { number: 2, right_passage: true, supported: "yes" }];
  const opened = (changes) => {
    const standing = new StandingVerdict({ id: "a", mode: "verdict", advance: "both", verdict, citations, ...changes });
    standing.take(standing.data, null);
    standing.begin();
    return standing;
  };

  test("brings the next answer with the last question, and with none where it was complete before", () => {
    const standing = opened({});
    assert.deepEqual([standing.say("correct", "wrong"), standing.say("supported", "no")], [false, true]);
    const complete = opened({ verdict: { ...verdict, correct: "wrong", supported: "no" } });
    assert.ok(!complete.say("correct", "partly"));
    assert.ok(!opened({ advance: "never" }).say("correct", "wrong"));
  });

  test("is sent with what is typed, and leaves the server's words alone", () => {
    const standing = opened({});
    standing.say("correct", "wrong");
    const { values, next, seconds } = standing.command({ reason: "", correction: "", note: "seen" }, true);
    assert.deepEqual([values.correct, values.note, next, seconds >= 0], ["wrong", "seen", true, true]);
    assert.deepEqual([standing.data.verdict.correct, verdict.note], [null, ""]);
  });

  test("has the category that stands in this tab where the rater answers first, and the server's elsewhere", () => {
    const taken = (mode, category) => {
      const standing = opened({ mode, verdict: { ...verdict, category: "unclear" } });
      standing.take(standing.data, category);
      return standing.verdict.category;
    };
    assert.deepEqual([taken("own", "reported"), taken("own", null), taken("verdict", "reported")], ["reported", "unclear", "unclear"]);
  });

  test("is of the citation that is open, if that is of this answer and there is one to judge", () => {
    const standing = opened({});
    assert.equal(standing.citation({ answer: "a", citation: 2 }).supported, "yes");
    assert.deepEqual([null, { answer: "b", citation: 2 }, { answer: "a", citation: null }, { answer: "a", citation: 9 }]
      .map((open) => standing.citation(open)), [null, null, null, null]);
    assert.equal(opened({ mode: "own" }).citation({ answer: "a", citation: 2 }), null);
  });

  test("has its citations judged when each is", () => {
    const standing = opened({});
    assert.ok(!standing.areCitationsJudged());
    Object.assign(standing.citation({ answer: "a", citation: 1 }), { right_passage: false, supported: "no" });
    assert.ok(standing.areCitationsJudged());
    assert.equal(citations[0].supported, null);
  });
});

test("a bar that waits takes keys again where the answer does not come, counted from the last step", (t) => {
  const clock = fakeClock(t);
  let givenUp = 0;
  const waiting = new Waiting(() => { givenUp += 1; });
  waiting.begin();
  clock.pass(IDLE_MS - 1);
  waiting.begin();
  clock.pass(IDLE_MS - 1);
  assert.deepEqual([waiting.isOn, givenUp], [true, 0]);
  clock.pass(1);
  assert.deepEqual([waiting.isOn, givenUp], [false, 1]);
});

test("a bar whose answer came gives nothing up later, and waits on for what is known to come", (t) => {
  const clock = fakeClock(t);
  const waiting = new Waiting(() => assert.fail("given up"));
  waiting.begin();
  waiting.end();
  assert.equal(waiting.isOn, false);
  clock.pass(2 * IDLE_MS);
  waiting.begin();
  waiting.end(true);
  clock.pass(2 * IDLE_MS);
  assert.equal(waiting.isOn, true);
});
