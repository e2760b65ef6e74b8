// The page of an order that waits for the provider's word: ask every few seconds, show the new truth once it is there.
// Without this script the link "Look again" does the same.
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 15000;

const place = document.querySelector("[data-order-waiting]");

async function look(pause) {
  try {
    const answer = await fetch(place.dataset.orderWaiting, { headers: { Accept: "application/json" } });
    if (answer.ok && (await answer.json()).situation !== place.dataset.situation) {
      location.reload();
      return;
    }
  } catch {
    // No network for a moment: the next look may have one.
  }
  setTimeout(look, pause, Math.min(pause * 1.3, LONGEST_PAUSE));
}

if (place) setTimeout(look, FIRST_PAUSE, FIRST_PAUSE);
