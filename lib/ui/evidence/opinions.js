// Second opinions on an answer: what models said of its sentences, and how one is asked for.

import { make } from "../kit/elements.js";
import { requestButton } from "./request_button.js";

/** @import { Opinion } from "./evidence_data.js" */

/** The second opinions below an answer. */
export class Opinions {
  /** @param {(what: string, value: unknown) => void} send */
  constructor(send) {
    this.send = send;
    this.element = make("div");
  }

  /**
   * Draw the opinions.
   *
   * @param {Opinion[]} opinions
   */
  update(opinions) {
    this.element.replaceChildren(...opinions.map((one) => this.drawOpinion(one)));
  }

  /**
   * Draw a second opinion.
   *
   * @param {Opinion} opinion
   */
  drawOpinion({ title, note, verdicts, again, live }) {
    const section = make("section", "opinion quiet");
    section.setAttribute("aria-label", "Second opinion");
    const noteLine = make("div", "", note);
    noteLine.setAttribute("role", "status");
    noteLine.hidden = !note;
    const list = make("ul");
    for (const { text, words, support, reason } of verdicts) {
      const item = make("li", support);
      item.append(make("span", "", text), make("b", "", words), make("span", "", reason));
      list.append(item);
    }
    list.hidden = !verdicts.length;
    section.append(make("h3", "", title), noteLine, list);
    const stop = () => this.send("stop", "opinion");
    const askAgain = () => this.send("opinion", again);
    if (live) section.append(requestButton("tool words boxed", "Stop", "Stop the second opinion", stop));
    if (again) section.append(requestButton("tool words boxed", "Ask again", "Ask again for the second opinion", askAgain));
    return section;
  }

  /**
   * Draw how a second opinion is asked for.
   *
   * @param {{id: string, name: string}[]} judges at least one
   * @returns {HTMLElement[]}
   */
  drawRequest(judges) {
    const choice = make("select", "boxed");
    choice.setAttribute("aria-label", "Model for the second opinion");
    for (const { id, name } of judges) choice.append(new Option(name, id));
    const label = "Second opinion: a model says which sentences the passages support";
    const ask = requestButton("tool words boxed", "Second opinion", label, () => this.send("opinion", choice.value));
    return [ask, judges.length > 1 ? choice : make("span", "", `from ${judges[0].name}`)];
  }
}
