// The signs of the list of papers, drawn in the colour of the text beside them. They say nothing to those who hear the page.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** Lines on a square of 24: by what they stand for. */
const SIGNS = {
  stop: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9 9h6v6H9z",
  again: "M20 12a8 8 0 1 1-2.6-5.9M20 3v5h-5",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  collection: "M3 6h7l2 2h9v11H3z",
  tag: "M3 6h12l6 6-6 6H3z",
  words: "M10 4a6 6 0 1 0 0 12a6 6 0 1 0 0-12M14.5 14.5L20 20",
};

/**
 * Make a sign.
 *
 * @param {keyof typeof SIGNS} name
 */
export function sign(name) {
  const picture = document.createElementNS(NAMESPACE, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "sign");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(NAMESPACE, "path");
  line.setAttribute("d", SIGNS[name]);
  picture.append(line);
  return picture;
}
