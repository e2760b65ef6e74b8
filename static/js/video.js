// Puts the provider's player in the place of the still picture. Until the click, and without this file, it is a link.
for (const link of document.querySelectorAll("[data-video-player]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.title = link.dataset.videoTitle;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.src = link.dataset.videoPlayer;
    link.closest("[data-video]").replaceChildren(player);
    player.focus();
  });
}
