// Who said what: turns of words that follow the sound; a click on a turn's time or on a word goes there.

function transcript(data, sound) {
  const items = data.transcript.map((item) => (item.words ? turnOf(item, sound) : eventOf(item, sound)));
  const turns = items.filter((item) => item.words);
  const list = el("ol", { class: "turns" }, ...items.map((item) => item.node));
  const follow = el("input", { type: "checkbox", checked: true });
  const pane = el("div", { class: "pane", tabindex: 0, role: "region", "aria-label": "Transcript" }, list);
  const head = el(
    "header",
    {},
    el("h3", {}, "Transcript"),
    el("label", { class: "follow" }, follow, "Follow the sound"),
  );
  let current = null;
  let word = null;

  const turnAt = (time) => turns.findLast((turn) => turn.start <= time + 0.01) ?? null;
  return {
    node: el("section", { class: "card transcript" }, head, turns.length ? pane : nothingSaid(), legendOf(data)),
    show(time) {
      const turn = turnAt(time);
      if (turn !== current) {
        current?.node.removeAttribute("aria-current");
        turn?.node.setAttribute("aria-current", "true");
        current = turn;
        if (turn && follow.checked) bring(pane, turn.node);
      }
      const spoken = turn?.words.findLast((candidate) => candidate.start <= time + 0.01 && time < turn.end) ?? null;
      if (spoken === word) return;
      word?.node.classList.remove("now");
      spoken?.node.classList.add("now");
      word = spoken;
    },
    pick(start, end) {
      for (const turn of turns) {
        for (const { node, start: from, end: to } of turn.words) {
          node.classList.toggle("picked", to > start && from < end);
        }
      }
    },
    neighbour(time, step) {
      const index = turns.indexOf(turnAt(time)) + step;
      return turns[Math.min(turns.length - 1, Math.max(0, index))] ?? null;
    },
  };
}

function turnOf(item, sound) {
  const words = item.words.map(([text, start, end, unsure]) => {
    const title = unsure ? "The recogniser was unsure of this word" : undefined;
    return { start, end, node: el("span", { class: unsure ? "word unsure" : "word", title }, text) };
  });
  const time = button(
    { class: "time", "aria-label": `Play from ${clock(item.start)}, ${item.speaker}` },
    () => sound.playFrom(item.start),
    clock(item.start),
  );
  const text = el("p", {}, ...words.flatMap((word) => [word.node, " "]));
  text.addEventListener("click", (event) => {
    const clicked = words.find((word) => word.node === event.target);
    sound.seek(clicked ? clicked.start : item.start);
  });
  const speaker = el("span", { class: `speaker ${item.role}` }, item.speaker);
  const node = el("li", { class: `turn ${item.role}` }, el("div", { class: "who" }, time, speaker), text);
  return { start: item.start, end: item.end, words, node };
}

function eventOf(item, sound) {
  const mark = button({ class: `event ${item.kind}` }, () => sound.playFrom(item.start), item.label);
  return { node: el("li", { class: "between" }, el("span", { class: "event-time" }, clock(item.start)), mark) };
}

function nothingSaid() {
  return el("p", { class: "muted" }, "Nobody was heard to speak in this recording.");
}

function legendOf(data) {
  const unsure = data.transcript.some((item) => item.words?.some((word) => word[3]));
  if (!unsure) return null;
  return el("p", { class: "legend" }, el("span", { class: "word unsure" }, "Dotted"), ": hard to hear");
}

function bring(pane, node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = node.offsetTop - pane.clientHeight / 3;
  pane.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
}
