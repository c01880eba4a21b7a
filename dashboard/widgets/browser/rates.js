// How often each criterion was met: a bar of shares with the counts beside it, so that no colour has to be read.

const ratesShown = new WeakMap();

export default function (component) {
  return mountOnce(ratesShown, component, () => rates(component.data));
}

function rates(data) {
  const heads = data.columns.map((name) => el("th", { scope: "col" }, name));
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...data.rows.map(rateOf)));
  return { node: el("div", { class: "rates", role: "region", "aria-label": "Criteria", tabindex: 0 }, table) };
}

function rateOf(row) {
  const bar = el("div", { class: "bar", "aria-hidden": "true" });
  for (const { verdict, count } of row.parts) {
    const part = el("span", { class: `share ${verdict}` });
    part.style.flexGrow = String(count);
    if (count) bar.append(part);
  }
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, row.title, el("span", { class: "section" }, row.section)),
    el("td", { class: "met-share" }, row.met),
    el("td", { class: "bar-cell" }, bar),
    ...row.parts.map(({ count }) => el("td", { class: "count" }, String(count))),
  );
}
