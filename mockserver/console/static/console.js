// What the pages of the console do beyond what they do without: nothing here is needed to use them.
"use strict";

const told = document.getElementById("told");

/** Say something, to those who look and to those who listen. */
function say(text, tone) {
  const line = document.createElement("p");
  line.className = `notice ${tone}`;
  line.textContent = text;
  told.replaceChildren(line);
}

/** That the mock does not answer, once until it does again. */
const silence = {
  on: false,
  begin(text = "The mock does not answer any more. This page shows how it was.") {
    if (!this.on) say(text, "bad");
    this.on = true;
  },
  end() {
    if (this.on) told.replaceChildren();
    this.on = false;
  },
};

/** The page of an answer. */
async function paged(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** What an answer says that is no success. */
async function why(answer) {
  if (answer.status === 401) return "The mock asks for its token again: load this page anew.";
  const refused = (await paged(answer)).querySelector("[role=alert]");
  return refused ? refused.textContent.trim() : `The mock has answered ${answer.status}.`;
}

/** Take over the parts of another state of this page that change by themselves. */
function refresh(page) {
  for (const here of document.querySelectorAll("[data-fresh]")) {
    const there = page.getElementById(here.id);
    if (there && !here.contains(document.activeElement)) here.replaceChildren(...there.childNodes);
  }
}

const seconds = Number(document.getElementById("main").dataset.refresh || 0);
if (seconds) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.pathname + location.search);
      if (answer.ok) {
        silence.end();
        refresh(await paged(answer));
      } else silence.begin(await why(answer));
    } catch {
      silence.begin();
    }
  }, seconds * 1000);
}

/** Forms that do something: what they refuse is told beside what was written, which stays. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields });
  } catch {
    say("The mock does not answer: is it still running?", "bad");
    return;
  }
  if (answer.ok) {
    location.assign(answer.url);
    return;
  }
  const refused = (await paged(answer.clone())).querySelector("[role=alert]");
  document.getElementById("refused")?.remove();
  if (refused) form.before(document.adoptNode(refused));
  else say(await why(answer), "bad");
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  });
}

/** Exchanges as they come: at the top, no more of them than a page can show at ease. */
function follow(body) {
  const most = 200;
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  let source;
  let seen = 0;
  let failures = 0;
  let address = body.dataset.events;

  function take(event) {
    const news = JSON.parse(event.data);
    const at = new URL(address, location.href);
    at.searchParams.set("since", news.last);
    address = at.href;
    if (!news.count) return;
    const rows = new DOMParser().parseFromString(`<table>${news.rows}</table>`, "text/html").querySelectorAll("tr");
    for (const row of rows) row.classList.add("fresh");
    body.prepend(...rows);
    while (body.rows.length > most) body.lastElementChild.remove();
    body.closest("table").hidden = false;
    document.getElementById("empty").hidden = true;
    seen += news.count;
    live.textContent = `${seen} new since this page was opened.`;
  }

  /** A stream ends whenever it has told something; the mock is gone where the next one does not begin. */
  async function failed() {
    if (source.readyState !== EventSource.CLOSED && (failures += 1) < 2) return;
    try {
      const answer = await fetch(address);
      if (answer.ok) return;
      silence.begin(await why(answer));
    } catch {
      silence.begin();
    }
  }

  function listen() {
    source = new EventSource(address);
    source.onmessage = take;
    source.onerror = failed;
    source.onopen = () => {
      failures = 0;
      silence.end();
    };
  }

  pause.hidden = false;
  pause.addEventListener("click", () => {
    const stops = pause.getAttribute("aria-pressed") === "false";
    pause.setAttribute("aria-pressed", String(stops));
    if (stops) source.close();
    else listen();
  });
  listen();
}

const exchanges = document.querySelector("[data-events]");
if (exchanges) follow(exchanges);
