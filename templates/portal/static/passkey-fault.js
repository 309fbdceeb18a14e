// A key that does not answer is told on the page, not in the browser's console.
document.addEventListener("allauth.error", (event) => {
  const told = document.getElementById("passkey_fault");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
});
