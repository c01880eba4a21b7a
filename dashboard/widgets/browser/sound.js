// The sound of the call: Streamlit's own audio element, which stays hidden and is looked up anew at each use because a
// run of the page may replace it or set it back to its start. So the moment is kept here, and an element that stands
// elsewhere is brought there. Without a playable copy the moment still moves, so that everything else works.

// Seconds; a seek lands within a frame of the codec of where it was asked to.
const ASTRAY = 0.1;

function openSound(playable, signal) {
  const listeners = [];
  let moment = 0;
  let rate = 1;

  const element = () => (playable ? document.querySelector(".st-key-call_sound audio") : null);
  const tell = () => listeners.forEach((listener) => listener());

  const sound = {
    get time() {
      return sound.playing ? element().currentTime : moment;
    },
    get playing() {
      const audio = element();
      return Boolean(audio && !audio.paused && !audio.ended);
    },
    get rate() {
      return rate;
    },
    set rate(value) {
      rate = value;
      const audio = element();
      if (audio) audio.playbackRate = value;
    },
    seek(time) {
      moment = Math.max(0, time);
      const audio = element();
      if (audio) audio.currentTime = moment;
      tell();
    },
    playFrom(time) {
      sound.seek(time);
      sound.play();
    },
    play() {
      const audio = element();
      if (!audio) return;
      audio.playbackRate = rate;
      audio.play().catch(() => tell());
    },
    toggle() {
      if (sound.playing) element().pause();
      else sound.play();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };

  let frame = 0;
  const follow = () => {
    moment = sound.time;
    tell();
    frame = sound.playing ? requestAnimationFrame(follow) : 0;
  };
  const bringBack = (audio) => {
    const there = Math.min(moment, audio.duration);
    if (audio.paused && Math.abs(audio.currentTime - there) > ASTRAY) audio.currentTime = there;
  };
  const heard = (event) => {
    const audio = element();
    if (event.target !== audio) return;
    if (event.type === "loadedmetadata" || event.type === "seeked") bringBack(audio);
    if (event.type === "pause" || event.type === "ended") moment = audio.currentTime;
    cancelAnimationFrame(frame);
    follow();
  };
  for (const name of ["loadedmetadata", "play", "playing", "pause", "ended", "seeked", "error"]) {
    document.addEventListener(name, heard, { capture: true, signal });
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return sound;
}
