"use strict";
// Without this script every claim is there and opens; with it they can be searched and filtered.
const form = document.getElementById("filter");
if (form) {
  const claims = Array.from(document.querySelectorAll(".claim"), (element) => ({
    element,
    text: element.textContent.toLowerCase(),
    findings: Array.from(element.querySelectorAll(".finding")),
  }));
  const unfold = document.getElementById("unfold");

  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = ["severity", "desk", "rule"].filter((name) => form.elements[name].value);
    let shown = 0;
    for (const claim of claims) {
      let matched = asked.length === 0;
      for (const finding of claim.findings) {
        const fits = asked.every((name) => finding.dataset[name] === form.elements[name].value);
        // A cause stays bright when what it explains is asked for: it is the one to mend.
        finding.classList.toggle("unmatched", !fits);
        matched = matched || fits;
      }
      for (const finding of claim.findings) {
        if (finding.querySelector(".finding:not(.unmatched)")) finding.classList.remove("unmatched");
      }
      claim.element.hidden = !(matched && words.every((word) => claim.text.includes(word)));
      shown += claim.element.hidden ? 0 : 1;
    }
    document.getElementById("shown").value = `${shown.toLocaleString("en-US")} of ${claims.length.toLocaleString("en-US")} shown`;
  };

  const open = (all) => {
    for (const claim of claims) claim.element.open = all;
    unfold.textContent = all ? "Close all" : "Open all";
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  unfold.addEventListener("click", () => open(unfold.textContent === "Open all"));
  addEventListener("beforeprint", () => open(true));
  apply();
}
