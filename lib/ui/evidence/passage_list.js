// The passages that were retrieved for an answer, in a list that can be folded away.

import { button, make, pagesInWords, plural } from "../kit/elements.js";
import { requestButton } from "./request_button.js";

/** @import { EvidenceData, Passage } from "./evidence_data.js" */

/**
 * Return what the passages are called: beside an answer that says there is none they are what came nearest, no evidence. Of an
 * answer that is under way or broke off nobody knows.
 *
 * @param {Pick<EvidenceData, "passages" | "found" | "live" | "note">} data
 */
export function passagesInWords({ passages, found, live, note }) {
  const isLookedThrough = !found && !live && !note;
  return isLookedThrough ? `${plural(passages.length, "nearest passage")}: no answer in them` : plural(passages.length, "retrieved passage");
}

/** The list. */
export class PassageList {
  /** @param {(what: string, value: unknown) => void} send */
  constructor(send) {
    this.send = send;
    this.element = make("section", "passages");
  }

  /**
   * Draw what was retrieved; what was folded or unfolded stays so.
   *
   * @param {EvidenceData} data
   */
  update(data) {
    const { passages, live, citations, rating } = data;
    this.element.hidden = !passages.length;
    const list = make("ol");
    for (const passage of passages) list.append(this.drawPassage(passage, rating !== null && !live));
    const fold = make("details");
    fold.open = this.element.querySelector("details")?.open ?? (!live && !citations.length);
    fold.append(make("summary", "", passagesInWords(data)), list);
    this.element.replaceChildren(fold);
  }

  /**
   * Draw a retrieved passage.
   *
   * @param {Passage} passage
   * @param {boolean} canQuote
   */
  drawPassage(passage, canQuote) {
    const item = make("li");
    const row = button("passage");
    row.dataset.passage = String(passage.rank);
    row.title = passage.why; // the scores stand in "How it was made"
    const place = [passage.label, passage.section, pagesInWords(passage.pages)].filter(Boolean).join(" · ");
    row.append(make("span", "rank", String(passage.rank)), make("span", "where", place), make("span", "snippet", passage.text));
    item.append(row);
    if (canQuote) {
      const label = `Quote this too: passage ${passage.rank} becomes a citation of yours`;
      const quote = () => this.send("quote", { rank: passage.rank });
      item.append(requestButton("tool words boxed quote-too", "Quote this too", label, quote));
    }
    return item;
  }
}
