// One call to hear, read and judge: controls, timeline, transcript and scorecard move together.

const players = new WeakMap();
const RATES = [0.75, 1, 1.25, 1.5, 2];

export default function (component) {
  return mountOnce(players, component, () => player(component.data));
}

function player(data) {
  const ended = new AbortController();
  const sound = openSound(data.playable, ended.signal);
  const strip = timeline(data, sound);
  const text = transcript(data, sound);
  const controls = controlsOf(data, sound);

  const play = (start, end) => {
    strip.pick(start, end);
    text.pick(start, end);
    sound.playFrom(start);
  };
  const show = () => {
    controls.show(sound.time, sound.playing);
    strip.show(sound.time);
    text.show(sound.time);
  };
  sound.onChange(show);
  show();
  document.addEventListener("keydown", (event) => keys(event, sound, text), { signal: ended.signal });

  const desk = el("div", { class: "desk" }, controls.node, strip.node, legendOfMarks(data));
  const sheets = el("div", { class: "sheets" }, text.node, data.sections.length ? scorecard(data, play) : null);
  return { node: el("div", { class: "player" }, desk, sheets), leave: () => ended.abort() };
}

function controlsOf(data, sound) {
  const toggle = button({ class: "play", "aria-label": "Play", disabled: !data.playable }, () => sound.toggle(), "▶");
  const time = el("span", { class: "moment" });
  const rates = RATES.map((rate) => el("option", { value: rate, selected: rate === 1 }, `${rate}×`));
  const rate = el("select", { "aria-label": "Speed", disabled: !data.playable }, ...rates);
  rate.addEventListener("change", () => (sound.rate = Number(rate.value)));
  const help = el("span", { class: "keys" }, el("kbd", {}, "Space"), " play, ", el("kbd", {}, "J"), " next turn, ");
  help.append(el("kbd", {}, "K"), " previous turn");
  return {
    node: el("div", { class: "controls" }, toggle, time, rate, help),
    show(moment, playing) {
      time.textContent = `${clock(moment)} / ${clock(Math.round(data.duration))}`;
      toggle.textContent = playing ? "❚❚" : "▶";
      toggle.setAttribute("aria-label", playing ? "Pause" : "Play");
    },
  };
}

function legendOfMarks(data) {
  const names = { hold: "hold", silence: "silence", interruption: "interruption" };
  const seen = Object.keys(names).filter((kind) => data.marks.some((mark) => mark.kind === kind));
  if (!seen.length) return null;
  const entries = seen.map((kind) => el("span", {}, el("i", { class: `sample ${kind}` }), names[kind]));
  return el("p", { class: "legend marks", "aria-hidden": "true" }, ...entries);
}

function keys(event, sound, text) {
  const target = event.composedPath()[0];
  const typing = target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], [role=combobox]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const pressing = target.closest?.("button, a, summary, input");
  if (event.key === " " && !pressing) sound.toggle();
  else if (event.key === "j") sound.seek(text.neighbour(sound.time, 1)?.start ?? 0);
  else if (event.key === "k") sound.seek(text.neighbour(sound.time, -1)?.start ?? 0);
  else return;
  event.preventDefault();
}
