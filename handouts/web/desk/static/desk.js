// Makes the page quick and easy from the keyboard. Decides nothing: what can be chosen and printed, the server says.

const work = document.getElementById("work");
const changes = document.getElementById("change");
const say = document.getElementById("say");
const idle = Number(document.body.dataset.idle) * 1000;
let changed = 0;
document.documentElement.classList.add("scripts");

// --- what is being made anew is marked at once

function stale() {
  const pages = document.querySelector("ol.pages");
  const empty = document.querySelector("#pages .empty");
  if (!pages && !empty) return;
  pages?.classList.add("stale");
  pages?.setAttribute("aria-busy", "true");
  for (const button of document.querySelectorAll("[data-give]")) button.disabled = true;
  for (const name of ["pages", "finish"]) document.querySelector(`#${name} > [name="has"]`)?.remove(); // send them again
  if (pages) say.textContent = document.body.dataset.making;
}

// Fields of the steps stand outside the form's own element, so their events are handed on: what is typed as it is typed,
// all else when it is chosen.
for (const kind of ["input", "change"])
  document.addEventListener(kind, ({ target }) => {
    const typed = target.matches?.('input[type="text"], textarea');
    if (target.form !== work || typed !== (kind === "input")) return;
    stale();
    changed++;
    changes.dispatchEvent(new Event(kind));
  });
document.addEventListener("click", ({ target }) => {
  if (target.closest?.('[name="quick"], [name="plan-do"]')) stale();
});

// An answer to older choices would put back what was chosen since; the next one, already asked for, has all parts.
document.addEventListener("htmx:beforeRequest", ({ detail }) => (detail.xhr.asked = changed));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { elt } = detail.requestConfig;
  if (detail.xhr.asked !== changed && (elt === changes || elt.matches(".wait"))) detail.shouldSwap = false;
});

// What is new above the field in use must not push it away from under the hand.
let held;
document.addEventListener("htmx:beforeOnLoad", () => {
  const used = document.activeElement;
  held = used?.id && work === used.form ? { id: used.id, top: used.getBoundingClientRect().top } : undefined;
});
function keep() {
  const used = held && document.getElementById(held.id);
  if (used && used === document.activeElement) scrollBy({ top: used.getBoundingClientRect().top - held.top, behavior: "instant" });
}
document.addEventListener("htmx:afterOnLoad", keep);

document.addEventListener("htmx:afterSettle", () => {
  keep();
  count();
  for (const field of document.querySelectorAll("#plan [autofocus]")) field.removeAttribute("autofocus"); // it stays, the next one counts
  const invalid = (field) =>
    field.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id)?.matches(".fault:not(:empty)"));
  for (const field of document.querySelectorAll("#person .field :is(input, textarea), #plan :is(input, select)[aria-describedby]"))
    if (invalid(field)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
});

// --- what went wrong on the way

const lost = document.getElementById("lost");
document.addEventListener("htmx:sendError", () => (lost.hidden = false));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) lost.hidden = true;
  if (detail.xhr?.status === 503) setTimeout(() => changes.dispatchEvent(new Event("again")), 1500);
});
document.addEventListener("htmx:responseError", ({ detail }) => {
  if ([401, 403].includes(detail.xhr.status)) location.reload(); // signed out, or no session any more
});

// --- enter shows the pages, print and save leave the page as it is

work.addEventListener("submit", (event) => {
  const by = event.submitter;
  if (by?.hasAttribute("formaction")) {
    if (by.hasAttribute("data-give")) afterwards(20);
    return;
  }
  event.preventDefault();
  changes.dispatchEvent(new Event("change"));
  document.querySelector("#pages .trouble a, #trouble")?.focus();
});
// The sheet goes to another window or into a file, so nothing tells this page when the server has given it out.
function afterwards(times) {
  if (!times || document.querySelector("#next.main")) return;
  setTimeout(() => {
    changes.dispatchEvent(new Event("again"));
    afterwards(times - 1);
  }, 1000);
}
document.getElementById("staff").addEventListener("change", ({ target }) => target.form.requestSubmit());

// --- characters are counted where there is a limit

function count() {
  for (const field of document.querySelectorAll("#person [maxlength]")) {
    const told = field.nextElementSibling;
    told.dataset.room ??= told.textContent;
    told.textContent = field.value ? `\u2066${field.value.length} / ${field.maxLength}\u2069` : told.dataset.room;
  }
}
document.addEventListener("input", count);
count();

// --- what was given is copied when somebody says so

document.addEventListener("click", async ({ target }) => {
  const from = document.getElementById(target.dataset?.copy ?? "");
  if (!from) return;
  try {
    await navigator.clipboard.writeText(from.value);
  } catch {
    from.select(); // the browser does not let us: then by hand
    return;
  }
  say.textContent = target.dataset.done;
});

// --- the search: a combobox as the ARIA patterns have it

const list = () => document.getElementById("found");
const box = () => document.getElementById("q");
const options = () => [...list().querySelectorAll("[data-topic]")];
const active = () => options().find((option) => option.getAttribute("aria-selected") === "true");

function open(shown) {
  list().hidden = !shown;
  box().setAttribute("aria-expanded", String(shown));
  if (!shown) mark(undefined);
}

function mark(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    box().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else box().removeAttribute("aria-activedescendant");
}

function choose(option) {
  box().value = "";
  open(false);
  document.getElementById("chosen-topic").value = option.dataset.topic;
  stale();
  changes.dispatchEvent(new Event("change"));
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "found") open(Boolean(box().value.trim()) && document.activeElement === box());
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "q" || event.isComposing) return;
  const there = options();
  const at = there.indexOf(active());
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? there.length - 1 : at - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    if (list().hidden) htmx.trigger(box(), "look");
    else mark(there[(to + there.length) % there.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const meant = active() ?? (list().hidden ? undefined : there[0]);
    if (meant) choose(meant);
  } else if (event.key === "Escape") {
    if (list().hidden) box().value = "";
    open(false);
  }
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("#found [data-topic]");
  if (option) {
    event.preventDefault();
    choose(option);
  } else if (event.target.id !== "q" && list()) open(false);
});
document.addEventListener("focusout", ({ target }) => target.id === "q" && open(false));
document.getElementById("search").addEventListener("submit", (event) => event.preventDefault());

// --- nobody here any more

let last = Date.now();
for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => (last = Date.now()), { passive: true });
setInterval(() => {
  if (Date.now() - last <= idle) return;
  last = Infinity; // once
  document.getElementById("next").click();
}, 5000);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
