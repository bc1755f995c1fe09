// Which papers are chosen: what the server says, and what was clicked since and is still on its way.

/** @import { ListCommand } from "./list_data.js" */

/**
 * Return the ids of the chosen papers.
 *
 * @param {string[]} chosen as the server says
 * @param {ListCommand[]} onTheirWay
 */
export function chosenNow(chosen, onTheirWay) {
  const ids = new Set(chosen);
  for (const { kind, papers = [], on } of onTheirWay) {
    if (kind !== "choose") continue;
    for (const id of papers) {
      if (on) ids.add(id);
      else ids.delete(id);
    }
  }
  return ids;
}

/**
 * Return whether all, some or none of the rows are chosen.
 *
 * @param {{id: string}[]} rows
 * @param {Set<string>} chosen
 * @returns {"all" | "some" | "none"}
 */
export function howManyChosen(rows, chosen) {
  const number = rows.filter(({ id }) => chosen.has(id)).length;
  if (!number) return "none";
  return number === rows.length ? "all" : "some";
}
