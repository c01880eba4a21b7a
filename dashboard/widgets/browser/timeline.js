// The strip under the controls: a lane for each speaker, holds and silences across them, interruptions, the moment.

const LANE_HEIGHT = 34;
const LANE_GAP = 6;
const AXIS_HEIGHT = 18;

function timeline(data, sound) {
  const at = (time) => `${(100 * time) / data.duration}%`;
  const lanesHeight = data.lanes.length * (LANE_HEIGHT + LANE_GAP) - LANE_GAP;
  const laneTop = (role) => data.lanes.findIndex((lane) => lane.role === role) * (LANE_HEIGHT + LANE_GAP);

  const picked = svg("rect", { class: "picked", y: 0, height: lanesHeight, width: 0 });
  const needle = svg("line", { class: "needle", y1: 0, y2: lanesHeight });
  const strip = svg(
    "svg",
    { class: "strip", height: lanesHeight + AXIS_HEIGHT, "aria-hidden": "true" },
    hatching(),
    ...data.lanes.map((lane, index) => laneOf(lane, index * (LANE_HEIGHT + LANE_GAP), data, at)),
    ...data.marks.map((mark) => markOf(mark, laneTop(mark.role), lanesHeight, at)),
    picked,
    needle,
    ...ticks(data.duration, at, lanesHeight),
  );
  const slider = el(
    "div",
    {
      class: "timeline",
      role: "slider",
      tabindex: 0,
      "aria-label": "Moment of the call",
      "aria-valuemin": 0,
      "aria-valuemax": Math.round(data.duration),
    },
    strip,
  );
  seekByPointer(slider, data, sound);
  seekByKey(slider, sound);

  const names = el("div", { class: "lane-names", "aria-hidden": "true" });
  names.append(...data.lanes.map((lane) => el("span", { class: `speaker ${lane.role}` }, lane.label)));
  return {
    node: el("div", { class: "timeline-row" }, names, slider),
    show(time) {
      needle.setAttribute("x1", at(time));
      needle.setAttribute("x2", at(time));
      slider.setAttribute("aria-valuenow", Math.round(time));
      slider.setAttribute("aria-valuetext", clock(time));
    },
    pick(start, end) {
      picked.setAttribute("x", at(start));
      picked.setAttribute("width", `${Math.max(0.3, (100 * (end - start)) / data.duration)}%`);
    },
  };
}

function hatching() {
  const lines = svg("path", { d: "M0 8 8 0M-2 2 2-2M6 10 10 6", class: "hatch-line" });
  const pattern = svg("pattern", { id: "hold-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, lines);
  return svg("defs", {}, pattern);
}

function laneOf(lane, top, data, at) {
  const group = svg("g", { class: `lane ${lane.role}` });
  group.append(svg("rect", { class: "lane-ground", x: 0, y: top, width: "100%", height: LANE_HEIGHT, rx: 4 }));
  for (const [start, end] of lane.spans) {
    const box = { x: at(start), y: top, width: at(end - start), height: LANE_HEIGHT, rx: 3 };
    group.append(svg("rect", { class: "spoken", ...box }));
  }
  if (lane.levels.length) group.append(...levelsOf(lane, top, at));
  return group;
}

// A bar stands for a second or more and a turn may begin within it, so the bars are cut to the turns.
function levelsOf({ role, levels, spans }, top, at) {
  const bar = (level, index) => {
    const half = Math.max(0.02, level * 0.44);
    return level > 0 ? `M${index + 0.12} ${0.5 - half}h.76v${2 * half}h-.76z` : "";
  };
  const cuts = spans.map(([start, end]) =>
    svg("rect", { x: at(start), y: top, width: at(end - start), height: LANE_HEIGHT }),
  );
  const box = { x: 0, y: top, width: "100%", height: LANE_HEIGHT, viewBox: `0 0 ${levels.length} 1` };
  const path = svg("path", { class: "levels", d: levels.map(bar).join("") });
  const bars = svg("svg", { ...box, preserveAspectRatio: "none" }, path);
  const clip = svg("clipPath", { id: `turns-${role}` }, ...cuts);
  return [clip, svg("g", { "clip-path": `url(#turns-${role})` }, bars)];
}

function markOf(mark, top, height, at) {
  const title = svg("title", {}, mark.label);
  if (mark.kind === "interruption") {
    const arrow = svg("path", { class: "mark interruption", d: "M-5 0h10l-5 8z" }, title);
    return svg("svg", { x: at(mark.start), y: top, overflow: "visible" }, arrow);
  }
  const width = at(mark.end - mark.start);
  return svg("rect", { class: `mark ${mark.kind}`, x: at(mark.start), y: 0, width, height }, title);
}

function ticks(duration, at, top) {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  const step = steps.find((candidate) => duration / candidate <= 10) ?? 7200;
  const marks = [];
  for (let time = 0; time < duration - step * 0.2; time += step) {
    const anchor = time === 0 ? "start" : "middle";
    marks.push(svg("text", { class: "tick", x: at(time), y: top + 14, "text-anchor": anchor }, clock(time)));
  }
  return marks;
}

function seekByPointer(slider, data, sound) {
  const seek = (event) => {
    const box = slider.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    sound.seek(share * data.duration);
  };
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    seek(event);
  });
  slider.addEventListener("pointermove", (event) => event.buttons === 1 && seek(event));
}

function seekByKey(slider, sound) {
  const steps = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
  slider.addEventListener("keydown", (event) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    sound.seek(sound.time + steps[event.key]);
  });
}
