// Makes the review quicker: one key for each decision and for turning pages. Without it forms and links do the same.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const there = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!there) return;
  event.preventDefault();
  // A decision that wants a reason goes to its field first.
  const reason = document.getElementById("reason");
  if (there.value && there.value !== "accept" && reason && !reason.value.trim()) reason.focus();
  else there.click();
});

// A page that is being read asks again until it is.
if (document.querySelector("[data-reading]")) setTimeout(() => location.reload(), 2000);
