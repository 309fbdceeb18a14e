// Marks the fields that the findings beside the form point to, each time they are read anew.
(() => {
  const mark = () => {
    const wrong = new Set([...document.querySelectorAll("#beside .blocking a")].map((link) => link.hash.slice(1)));
    for (const field of document.querySelectorAll(".writing :is(input, select, textarea, fieldset)[id]")) {
      if (wrong.has(field.id)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  };
  mark();
  document.addEventListener("htmx:afterSettle", mark);
})();
