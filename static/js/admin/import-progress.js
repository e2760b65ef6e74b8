// How far an import is, asked every two seconds; when it has ended, the page is loaded anew with its report.

const PAUSE = 2000;
const LONGEST_PAUSE = 30000;
const part = document.querySelector("[data-progress]");
const bar = part.querySelector("progress");
const words = part.querySelector("[data-words]");
let pause = PAUSE;

const ask = async () => {
  try {
    const answer = await fetch(part.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const now = await answer.json();
    if (!now.under_way) {
      window.location.reload();
      return;
    }
    bar.max = now.total;
    bar.value = now.done;
    if (words.textContent !== now.words) words.textContent = now.words;
    pause = PAUSE;
  } catch {
    // The network or the shop is away for a moment: the import is not, so ask again, less and less often.
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
  setTimeout(ask, pause);
};

setTimeout(ask, pause);
