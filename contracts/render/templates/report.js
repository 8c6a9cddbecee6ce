// Makes a report faster to use; everything is there without it.
"use strict";
(() => {
  function buttons(root) {
    for (const place of root.querySelectorAll("[data-curl]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.copy = "";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy the command");
      place.append(button);
    }
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
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button, button.parentElement.querySelector("code").textContent);
  });

  buttons(document);
  const here = [...document.querySelectorAll(".timeline .here")].pop();
  if (here) here.closest("nav").scrollLeft = here.offsetLeft + here.offsetWidth - here.closest("nav").clientWidth;

  // What follows is for pages with filters.
  const bar = document.getElementById("filters");
  if (!bar) return;
  const shown = document.getElementById("shown");
  const groups = [...bar.querySelectorAll("[data-facet]")];
  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#34;": '"', "&#39;": "'" };

  // A finding is an element, or, in a long report, still text in a <noscript> that is a parcel of findings.
  const parcels = [];
  const sections = [...document.querySelectorAll("section.operation")].map((section) => ({
    section,
    own: [...section.children].flatMap((child) => (child.matches("noscript") ? wrapped(child) : present(child))),
  }));
  const cards = sections.flatMap((each) => each.own);

  function present(card) {
    if (!card.matches("article")) return [];
    return [{ card, id: card.id, tokens: card.dataset.f || "", text: null, fits: true }];
  }

  function wrapped(place) {
    const own = place.textContent.split(/(?=<article )/).slice(1).map((html) => ({
      html,
      id: / id="([^"]*)"/.exec(html)[1],
      tokens: / data-f="([^"]*)"/.exec(html)[1],
      text: null,
      fits: true,
    }));
    parcels.push({ place, own });
    return own;
  }

  function unwrap(parcel) {
    parcels.splice(parcels.indexOf(parcel), 1);
    const made = document.createElement("template");
    made.innerHTML = parcel.own.map((each) => each.html).join("");
    parcel.own.forEach((each, number) => {
      each.card = made.content.children[number];
      each.card.hidden = !each.fits;
      each.html = null;
    });
    buttons(made.content);
    parcel.place.replaceWith(made.content);
  }

  const whenIdle = self.requestIdleCallback || ((work) => setTimeout(work, 20));

  function unwrapRest() {
    if (!parcels.length) return;
    unwrap(parcels.find((parcel) => parcel.own.some((each) => each.fits)) || parcels[0]);
    whenIdle(unwrapRest);
  }

  function unwrapAll() {
    while (parcels.length) unwrap(parcels[0]);
  }

  const chosen = () =>
    groups
      .map((group) =>
        group.matches("select")
          ? group.value ? [group.value] : []
          : [...group.querySelectorAll("input:checked")].map((box) => box.value),
      )
      .filter((values) => values.length);

  const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&[a-z#0-9]+;/g, (each) => ENTITIES[each] || each);
  const textOf = (each) => (each.text ??= (each.card ? each.card.textContent : plain(each.html)).toLowerCase());

  function apply() {
    const asked = chosen();
    const words = bar.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (each, token) => ` ${each.tokens} `.includes(` ${token} `);
    for (const each of cards) {
      each.fits =
        asked.every((values) => values.some((value) => has(each, value))) &&
        words.every((word) => textOf(each).includes(word));
      if (each.card && each.card.hidden === each.fits) each.card.hidden = !each.fits;
    }
    for (const { section, own } of sections) section.hidden = !own.some((each) => each.fits);
    tell();
  }

  function tell() {
    shown.textContent = `${cards.filter((each) => each.fits).length} of ${cards.length} findings`;
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
    const name = decodeURIComponent(location.hash.slice(1));
    const found = name && cards.find((each) => each.id === name);
    if (!found) return;
    if (!found.card) unwrap(parcels.find((parcel) => parcel.own.includes(found)));
    if (!found.fits) {
      bar.reset();
      apply();
    }
    found.card.firstElementChild.open = true;
    found.card.scrollIntoView();
  }

  function turnAll(open) {
    unwrapAll();
    for (const each of cards) if (each.fits) each.card.firstElementChild.open = open;
  }

  bar.addEventListener("click", (event) => {
    const told = event.target.dataset.all;
    if (told) turnAll(told === "open");
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
  addEventListener("beforeprint", unwrapAll);
  addEventListener("load", () => whenIdle(unwrapRest));

  document.getElementById("waiting")?.remove();
  bar.hidden = false;
  tell();
  follow();
})();
