// Elements are built from text and attributes alone: nothing that a call contains is ever read as markup.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

// A moment, so it is cut to the second that has begun; lengths are rounded, like everywhere else.
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// A click by mouse gives the focus back, so that the space bar plays and pauses instead of pressing the same button
// again; whoever walks by keyboard keeps the place.
function button(attributes, press, ...children) {
  const onclick = (event) => {
    if (event.detail > 0) event.currentTarget.blur();
    press(event);
  };
  return el("button", { type: "button", ...attributes, onclick }, ...children);
}

// Streamlit calls a component again on every run of the page; it is drawn anew only when its data changed.
function mountOnce(shown, { data, parentElement }, draw) {
  const before = shown.get(parentElement);
  if (before?.digest === data.digest) return before.leave;
  before?.leave();
  const drawing = draw();
  const leave = () => {
    drawing.leave?.();
    drawing.node.remove();
    shown.delete(parentElement);
  };
  parentElement.append(drawing.node);
  shown.set(parentElement, { digest: data.digest, leave });
  return leave;
}
