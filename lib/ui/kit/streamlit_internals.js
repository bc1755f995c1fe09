// What the scripts of the components lean on in Streamlit's page: see streamlit_internals.py for the version.

// The element in which Streamlit scrolls the page that holds `root`, from inside the component's shadow tree; null where none is.
function scrollerOf(root) {
  let element = root.getRootNode().host ?? root;
  while (element && !/auto|scroll/.test(getComputedStyle(element).overflowY)) element = element.parentElement;
  return element;
}

// Height in px of the bar at the foot of the page, which holds the chat input; 0 where there is none.
const chatBarHeight = () => document.querySelector('[data-testid="stBottom"]')?.offsetHeight ?? 0;

// Height in px of the menu at the head of the page.
const menuHeight = () => document.querySelector('[data-testid="stHeader"]')?.offsetHeight ?? 0;

// With a chat input Streamlit runs to the end of the page while the page grows; a turn of the wheel ends that.
const endScrollToBottom = (scroller) => scroller.dispatchEvent(new WheelEvent("wheel"));
