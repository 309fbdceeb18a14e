// Files may be dropped anywhere on the field; without this the field still takes them.
document.querySelectorAll("[data-drop]").forEach((place) => {
  const field = place.querySelector("input[type=file]");
  const lit = (on) => place.classList.toggle("over-it", on);
  place.addEventListener("dragover", (event) => { event.preventDefault(); lit(true); });
  place.addEventListener("dragleave", () => lit(false));
  place.addEventListener("drop", (event) => { event.preventDefault(); lit(false); field.files = event.dataTransfer.files; });
});
