// The marks by section, each with its proof: a chip plays the moment that proves it, or the window that was searched.

const NEEDS_A_LOOK = new Set(["not_met", "undetermined"]);

function scorecard(data, play) {
  const sections = data.sections.map((section) => sectionOf(section, play));
  const body = el("div", { class: "pane", tabindex: 0, role: "region", "aria-label": "Scorecard" }, ...sections);
  const all = button({ "aria-pressed": "true" }, () => narrow(false), "All");
  const doubtful = button({ "aria-pressed": "false" }, () => narrow(true), "Needs a look");
  const narrow = (only) => {
    body.classList.toggle("narrowed", only);
    all.setAttribute("aria-pressed", String(!only));
    doubtful.setAttribute("aria-pressed", String(only));
  };
  const choice = el("div", { class: "choice", role: "group", "aria-label": "Which criteria" }, all, doubtful);
  const head = el("header", {}, el("h3", {}, data.scorecard), choice);
  return el("section", { class: "card scorecard" }, head, body);
}

function sectionOf(section, play) {
  const doubtful = section.criteria.some((criterion) => NEEDS_A_LOOK.has(criterion.verdict));
  const head = el("h4", {}, el("span", {}, section.title), el("span", { class: "section-score" }, section.score));
  const rows = section.criteria.map((criterion) => criterionOf(criterion, play));
  return el("section", { class: doubtful ? "part" : "part settled" }, head, el("ul", {}, ...rows));
}

function criterionOf(criterion, play) {
  const settled = NEEDS_A_LOOK.has(criterion.verdict) ? "" : " settled";
  const chips = criterion.evidence.map((proof) => evidenceOf(proof, play));
  if (criterion.searched) chips.push(searchedOf(criterion.searched, play));
  return el(
    "li",
    { class: `criterion ${criterion.verdict}${settled}` },
    el("span", { class: "sign", "aria-hidden": "true" }, criterion.sign),
    el(
      "div",
      { class: "found" },
      el(
        "div",
        { class: "name" },
        el("strong", {}, criterion.title),
        criterion.critical ? el("span", { class: "tag critical" }, "critical") : null,
        el("span", { class: "verdict", title: criterion.meaning }, criterion.word),
      ),
      criterion.explanation ? el("p", { class: "explanation" }, criterion.explanation) : null,
      chips.length ? el("div", { class: "chips" }, ...chips) : null,
      el("p", { class: "fine" }, criterion.fine),
    ),
  );
}

// A quote says whose it is; a measurement (a hold, a silence) is told by its reach.
function evidenceOf(proof, play) {
  const label = `Play the evidence at ${clock(proof.start)}`;
  const playIt = () => play(proof.start, proof.end);
  if (!proof.quote) {
    const time = el("span", { class: "chip-time" }, `▶ ${reach(proof)}`);
    return button({ class: "chip", "aria-label": label }, playIt, time);
  }
  return button(
    { class: `chip ${proof.role}`, "aria-label": `${label}, ${proof.speaker}: ${proof.quote}` },
    playIt,
    el("span", { class: "chip-time" }, `▶ ${clock(proof.start)}`),
    el("span", { class: "chip-speaker" }, proof.speaker),
    el("q", {}, proof.quote),
  );
}

function searchedOf(searched, play) {
  return button(
    { class: "chip searched", "aria-label": `Play the stretch that was searched, ${reach(searched)}` },
    () => play(searched.start, searched.end),
    el("span", { class: "chip-time" }, `▶ ${reach(searched)}`),
    el("span", {}, "searched"),
  );
}

function reach(span) {
  return `${clock(span.start)} to ${clock(span.end)}`;
}
