// Swagger UI, wired to the mock.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", shade);
shade();

/** Parts of a text that load or run something, and what stands instead. */
const loading = [
  [/!\[([^\]]*)\]\(/g, "[$1]("],
  [/<(style|script|iframe)\b[\s\S]*?<\/\1\s*>/gi, ""],
  [/<(?:style|script|iframe|img|image|source|video|audio|embed|object|link)\b[^>]*>/gi, ""],
  [/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(?:on[a-z]+|style|srcset|background)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, "")],
];
const harmless = (text) => loading.reduce((told, [part, instead]) => told.replace(part, instead), text);
const quietly = {
  wrapComponents: {
    Markdown: (original, system) => (props) =>
      system.React.createElement(original, { ...props, source: typeof props.source === "string" ? harmless(props.source) : props.source }),
  },
};

const ui = SwaggerUIBundle({
  url: document.getElementById("swagger").dataset.document,
  dom_id: "#swagger",
  deepLinking: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  queryConfigEnabled: false,
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [() => quietly],
  layout: "BaseLayout",
});

/** What Swagger UI leaves out for those who hear a page or have no mouse: attributes of what a selector finds. */
const whole = (node) => {
  const summary = node.closest(".opblock")?.querySelector(".opblock-summary");
  const said = (name) => summary?.querySelector(name)?.textContent ?? "";
  return `${said(".opblock-summary-method")} ${said(".opblock-summary-path")}`;
};
const field = (node) => node.closest("tr")?.dataset.paramName ?? node.closest("tr")?.querySelector("td")?.textContent ?? "value";
const mended = {
  ".title": { role: () => "heading", "aria-level": () => "2" },
  "section.models > h4": { role: () => "heading", "aria-level": () => "3" },
  ".information-container": { role: () => "region", "aria-label": () => "About the API" },
  ".scheme-container": { role: () => "region", "aria-label": () => "Servers and credentials" },
  "#servers": { "aria-label": () => "Server" },
  ".model-box-control:not(:has(.model-title))": { "aria-label": () => "Members" },
  ".json-schema-2020-12-accordion:not(:has(.json-schema-2020-12__title))": { "aria-label": () => "Members" },
  ".modal-ux :is(h6, .scopes h2)": { role: () => "heading", "aria-level": () => "5" },
  ".close-modal": { "aria-label": () => "Close" },
  ".body-param__text": { "aria-label": () => "Request body" },
  ".responses-table": { "aria-label": (node) => `${node.classList.contains("live-responses-table") ? "What was answered" : "Responses"}: ${whole(node)}` },
  "td :is(input, select, textarea):not([aria-label])": { "aria-label": field },
  "pre": { tabindex: () => "0" },
};

/** Add them, to whatever is there by now; a link within a button leads nowhere that the button does not. */
function mend() {
  for (const [selector, attributes] of Object.entries(mended)) {
    for (const node of document.querySelectorAll(`#swagger ${selector}`)) {
      for (const [name, value] of Object.entries(attributes)) if (!node.hasAttribute(name)) node.setAttribute(name, value(node));
    }
  }
  for (const link of document.querySelectorAll("#swagger button a[href]")) link.removeAttribute("href");
}

let waiting = 0;
new MutationObserver(() => {
  waiting ||= requestAnimationFrame(() => {
    waiting = 0;
    mend();
  });
}).observe(document.getElementById("swagger"), { childList: true, subtree: true });

const entrance = document.getElementById("log-in");
if (entrance) entrance.querySelector("button").disabled = false;  // who logs in sooner would get what Swagger UI is to get
entrance?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  } catch {
    say("The mock does not answer: is it still running?", "bad");
    return;
  }
  if (!answer.ok) {
    say(await why(answer), "bad");
    return;
  }
  const told = await answer.json();
  ui.authActions.authorize(told);
  say(`You are logged in: ${Object.keys(told).join(", ")}.`, "good");
});
