// Elements and words that the parts of the evidence view share.

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const button = (className, text, label) => {
  const element = make("button", className, text);
  element.type = "button";
  if (label) { element.title = label; element.setAttribute("aria-label", label); }
  return element;
};

const pagesInWords = (pages) => (pages.length > 1 ? `pages ${pages.join(", ")}` : `page ${pages[0]}`);
const plural = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

// Draws a part again where what it is drawn from is another than before.
function drawIfChanged(drawn, part, value, draw) {
  const json = JSON.stringify(value);
  if (drawn[part] === json) return;
  drawn[part] = json;
  draw();
}
