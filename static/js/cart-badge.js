// The number beside "Cart" comes from a cookie, so that the page itself is the same for everyone.
function refresh() {
  const cookie = document.cookie.split("; ").find((entry) => entry.startsWith("cart_count="));
  const count = Number.parseInt(cookie?.split("=")[1] ?? "", 10);

  for (const badge of document.querySelectorAll("[data-cart-count]")) {
    badge.hidden = !(count > 0);
    badge.textContent = count > 99 ? "99+" : String(count || "");
  }
}

refresh();
// Something was put into the cart, or taken out, without a page load.
document.addEventListener("shop:cart", refresh);
