// Makes a report faster to use; everything is there without it.
"use strict";
(() => {
  const bar = document.getElementById("filters");
  if (!bar) return;
  const shown = document.getElementById("shown");
  const cards = [...document.querySelectorAll("article.finding")].map((card) => ({
    card,
    details: card.firstElementChild,
    tokens: new Set((card.dataset.f || "").split(" ")),
    text: null,
  }));
  const sections = [...document.querySelectorAll("section.operation")].map((section) => [
    section,
    cards.filter((each) => section.contains(each.card)),
  ]);
  const groups = [...bar.querySelectorAll("[data-facet]")];

  const chosen = () =>
    groups
      .map((group) =>
        group.matches("select")
          ? group.value ? [group.value] : []
          : [...group.querySelectorAll("input:checked")].map((box) => box.value),
      )
      .filter((values) => values.length);

  const textOf = (each) => (each.text ??= each.card.textContent.toLowerCase());

  function apply() {
    const asked = chosen();
    const words = bar.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const each of cards) {
      const fits =
        asked.every((values) => values.some((value) => each.tokens.has(value))) &&
        words.every((word) => textOf(each).includes(word));
      each.card.hidden = !fits;
      number += fits;
    }
    for (const [section, own] of sections) section.hidden = own.every((each) => each.card.hidden);
    shown.textContent = `${number} of ${cards.length} findings`;
    return asked.length || words.length;
  }

  function remember() {
    const told = new URLSearchParams();
    if (bar.elements.q.value) told.set("q", bar.elements.q.value);
    for (const values of chosen()) for (const value of values) told.append("f", value);
    const text = told.toString();
    history.replaceState(null, "", text ? `#?${text}` : "#findings");
  }

  function recall() {
    const told = new URLSearchParams(location.hash.slice(2));
    const values = told.getAll("f");
    bar.elements.q.value = told.get("q") || "";
    for (const box of bar.querySelectorAll("input[type=checkbox]")) box.checked = values.includes(box.value);
    for (const list of bar.querySelectorAll("select"))
      list.value = values.find((value) => [...list.options].some((option) => option.value === value)) || "";
    apply();
  }

  function follow() {
    if (location.hash.startsWith("#?")) return recall();
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const found = target && cards.find((each) => each.card === target);
    if (!found) return;
    if (found.card.hidden) {
      bar.reset();
      apply();
    }
    found.details.open = true;
    found.card.scrollIntoView();
  }

  async function copy(button, text) {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button, button.parentElement.querySelector("code").textContent);
    if (button.dataset.all !== undefined)
      for (const each of cards) if (!each.card.hidden) each.details.open = button.dataset.all === "open";
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    bar.elements.q.focus();
  });
  bar.addEventListener("input", () => {
    apply();
    remember();
  });
  bar.addEventListener("reset", () => setTimeout(() => (apply(), remember())));
  bar.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);

  for (const place of document.querySelectorAll("[data-curl]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.copy = "";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the command");
    place.append(button);
  }
  bar.hidden = false;
  apply();
  follow();
})();
