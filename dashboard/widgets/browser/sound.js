// The sound of the call: Streamlit's own audio element, which stays hidden and is looked up anew at each use because a
// run of the page may replace it. Without a playable copy the moment still moves, so that everything else works.

function openSound(playable, signal) {
  const listeners = [];
  let moment = 0;
  let rate = 1;

  const element = () => (playable ? document.querySelector(".st-key-call_sound audio") : null);
  const tell = () => listeners.forEach((listener) => listener());

  const sound = {
    get time() {
      return element()?.currentTime ?? moment;
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
    tell();
    frame = sound.playing ? requestAnimationFrame(follow) : 0;
  };
  const heard = (event) => {
    if (event.target !== element()) return;
    cancelAnimationFrame(frame);
    follow();
  };
  for (const name of ["play", "playing", "pause", "ended", "seeked", "error"]) {
    document.addEventListener(name, heard, { capture: true, signal });
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return sound;
}
