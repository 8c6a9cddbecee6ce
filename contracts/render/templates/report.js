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
  const ENTITIES = { lt: "<", gt: ">", amp: "&" };

  // A finding is an element, or, in a long report, still text in a <noscript> that is a parcel of findings.
  const parcels = [];
  const sections = [];
  const cards = [];
  for (const child of document.querySelectorAll(".operation, .crowd > noscript"))
    if (child.matches("noscript")) wrapped(child);
    else present(child);

  function present(section) {
    const own = [...section.querySelectorAll(":scope > article")].map((card) => ({
      card, id: card.id, tokens: ` ${card.dataset.f} `, text: null, fits: true,
    }));
    sections.push({ section, own });
    cards.push(...own);
  }

  function wrapped(place) {
    const html = place.textContent;
    const own = [];
    const between = (mark, from) => {
      const at = html.indexOf(mark, from) + mark.length;
      return html.slice(at, html.indexOf('"', at));
    };
    for (let at = html.indexOf("<article "); at >= 0; at = html.indexOf("<article ", at + 9))
      own.push({ card: null, id: between(' id="', at), tokens: ` ${between(' data-f="', at)} `, at, text: null, fits: true });
    parcels.push({ place, html, own });
    for (const each of own) each.html = html;
    cards.push(...own);
  }

  function unwrap(parcel) {
    parcels.splice(parcels.indexOf(parcel), 1);
    const made = document.createElement("template");
    made.innerHTML = parcel.html;
    let number = 0;
    for (const section of made.content.querySelectorAll(".operation")) {
      const found = section.querySelectorAll(":scope > article");
      const own = parcel.own.slice(number, (number += found.length));
      own.forEach((each, at) => {
        each.card = found[at];
        each.card.hidden = !each.fits;
        each.html = null;
      });
      section.hidden = !own.some((each) => each.fits);
      sections.push({ section, own });
    }
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

  const named = (whole, name) => ENTITIES[name] || String.fromCodePoint(name.slice(1));
  const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(#\d+|lt|gt|amp);/g, named);
  const waiting = (each) => plain(each.html.slice(each.at, each.html.indexOf("</article>", each.at)));
  const textOf = (each) => (each.text ??= (each.card ? each.card.textContent : waiting(each)).toLowerCase());

  function apply() {
    const asked = chosen();
    const words = bar.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of cards) {
      each.fits =
        asked.every((values) => values.some((value) => each.tokens.includes(` ${value} `))) &&
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
