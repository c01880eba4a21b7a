// The list of calls as a table of links: a click opens the call here, a click with Ctrl or the middle button beside it.

const COVERED = "The share of the applicable weight that could be determined; the score rests on this share alone.";

const tables = new WeakMap();

export default function (component) {
  return mountOnce(tables, component, () => callTable(component.data, component.setTriggerValue));
}

function callTable(data, tell) {
  const heads = data.columns.map((name) => el("th", { scope: "col" }, name));
  const rows = data.rows.map((row) => rowOf(row, tell));
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return { node: el("div", { class: "calls", role: "region", "aria-label": "Calls", tabindex: 0 }, table) };
}

function rowOf(row, tell) {
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    tell("opened", row.id);
  };
  const link = el("a", { href: `call?call=${row.id}`, onclick: open }, row.file);
  const line = el(
    "tr",
    {},
    el("th", { scope: "row" }, link, el("span", { class: "when" }, row.when)),
    el("td", {}, row.agent, row.queue ? el("span", { class: "when" }, row.queue) : null),
    row.reason ? el("td", { class: "reason", colspan: 3 }, row.reason) : null,
    ...(row.reason ? [] : [scoreOf(row), resultOf(row), flagsOf(row)]),
    el("td", { class: "number" }, row.duration),
    el("td", {}, row.language),
    el("td", { class: `state ${row.state}` }, row.state_word),
  );
  line.addEventListener("click", (event) => {
    if (!event.target.closest("a") && !getSelection().toString()) open(event);
  });
  return line;
}

function scoreOf(row) {
  if (row.score === null) return el("td", {}, "–");
  const bar = el("span", { class: "gauge", "aria-hidden": "true" });
  const reach = el("span", { class: "reach" });
  reach.style.left = `${row.low}%`;
  reach.style.width = `${row.high - row.low}%`;
  const needle = el("span", { class: "tick" });
  needle.style.left = `${row.score}%`;
  bar.append(reach, needle);
  const range = el("span", { class: "range" }, row.range);
  const covered = row.covered ? el("span", { class: "when", title: COVERED }, row.covered) : null;
  return el("td", {}, el("span", { class: "score" }, row.score_text), range, bar, covered);
}

function resultOf(row) {
  const title = row.result_help || null;
  const result = el("span", { class: `result ${row.result}`, title }, `${row.result_sign} ${row.result_word}`);
  return el("td", {}, result, row.band ? el("span", { class: "when" }, row.band) : null);
}

function flagsOf(row) {
  return el("td", {}, el("span", { class: "flags" }, ...row.flags.map((flag) => el("span", { class: "flag" }, flag))));
}
