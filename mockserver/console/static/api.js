// Swagger UI, wired to the mock.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", shade);
shade();

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
  layout: "BaseLayout",
});

const entrance = document.getElementById("log-in");
if (entrance) entrance.querySelector("button").disabled = false;  // who logs in sooner would get what Swagger UI is to get
entrance?.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) {
    const refused = (await paged(answer)).querySelector("[role=alert]");
    say(refused ? refused.textContent.trim() : `That was not done: ${answer.status}.`, "bad");
    return;
  }
  const told = await answer.json();
  ui.authActions.authorize(told);
  say(`You are logged in: ${Object.keys(told).join(", ")}.`, "good");
});
