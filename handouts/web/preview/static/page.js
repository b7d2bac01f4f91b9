// Keeps the page as the server says it is. Knows nothing of handouts: choices, states and problems come as they are.

const form = document.querySelector("form");
const pages = document.getElementById("pages");
const lost = document.getElementById("lost");
const STATES = {
  first: "Rendering …",
  good: "",
  refused: "“make” refuses this sheet: mend the errors listed below",
  old: "Not up to date: mend the errors listed below",
  none: "No pages yet: mend the errors listed below",
};
let source;

const chosen = (name) => new FormData(form).getAll(name);
const query = () => new URLSearchParams(new FormData(form)).toString();
const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

function keepPlace() {
  history.replaceState(null, "", `?${query()}`);
}

function listen() {
  source?.close();
  const mine = (source = new EventSource(`/events?${query()}`));
  const on = (name, act) =>
    source.addEventListener(name, (event) => mine === source && act(JSON.parse(event.data)));
  on("form", showForm);
  on("column", showColumn);
  on("problems", showProblems);
  on("tokens", showTokens);
  source.onopen = () => (lost.hidden = true);
  source.onerror = () => (lost.hidden = false);
  for (const column of pages.querySelectorAll(".column"))
    if (!chosen("lang").includes(column.dataset.lang)) column.remove();
  arrange();
}

// Only what is news is written: on a busy machine every change of the page holds up the next picture.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function fill(element, html) {
  if (element.filled !== html) element.innerHTML = element.filled = html;
}

// What is done at once need not be announced.
function wait(element, busy) {
  clearTimeout(element.timer);
  element.ariaBusy = busy;
  if (busy) element.timer = setTimeout(() => element.classList.add("waiting"), 600);
  else element.classList.remove("waiting");
}

// --- the form

form.addEventListener("change", ({ target }) => {
  if (target.name === "topic") form.elements.recipe.selectedIndex = -1; // the server says which
  if (target.name === "lang" && !chosen("lang").length) target.checked = true; // one at least
  keepPlace();
  if (target.closest("#what")) listen();
  else arrange();
});

function showForm({ digest, html, clinic }) {
  say(document.getElementById("clinic"), clinic);
  const what = document.getElementById("what");
  if (what.dataset.digest !== digest) {
    const focused = document.activeElement?.id;
    what.innerHTML = html;
    what.dataset.digest = digest;
    if (focused) document.getElementById(focused)?.focus();
    keepPlace();
  }
}

// --- the pages

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      target.inView = isIntersecting;
      paint(target);
    }
  },
  { rootMargin: "100px 0px" },
);

function showColumn(now) {
  const column = [...pages.children].find((item) => item.dataset.lang === now.lang) ?? newColumn(now.lang);
  const part = (name) => column.querySelector(`.${name}`);
  column.dataset.state = now.state;
  wait(column, now.busy);
  part("name").lang = now.tag;
  say(part("name"), now.name);
  say(part("english"), now.english === now.name ? "" : now.english);
  say(part("says"), now.says);
  say(part("state"), STATES[now.state]);
  const sheets = part("sheets");
  if (now.state === "first") return; // what another choice left stays, marked, and so does the place in it
  while (sheets.children.length > now.pages.length) forget(sheets.lastElementChild);
  now.pages.forEach(([width, height], index) => {
    const sheet = sheets.children[index] ?? newSheet(sheets);
    const label = `page ${index + 1} of ${now.pages.length}`;
    sheet.address = `/page/${now.digest}/${index + 1}`;
    sheet.label = `${now.english || now.lang}, ${label}`;
    sheet.style.setProperty("--width", width);
    sheet.querySelector(".paper").style.aspectRatio = `${width} / ${height}`;
    say(sheet.querySelector("figcaption"), label);
    paint(sheet);
  });
}

function newColumn(lang) {
  const column = copy("column");
  const order = chosen("lang");
  column.dataset.lang = lang;
  const next = [...pages.children].find((item) => order.indexOf(item.dataset.lang) > order.indexOf(lang));
  pages.insertBefore(column, next ?? null);
  arrange();
  return column;
}

function newSheet(sheets) {
  const sheet = copy("sheet");
  sheet.wanted = {};
  sheets.append(sheet);
  watcher.observe(sheet);
  return sheet;
}

function forget(sheet) {
  watcher.unobserve(sheet);
  sheet.remove();
}

// Only what is in view is asked for; elsewhere a picture of an older version makes way for blank paper.
function paint(sheet) {
  const layers = chosen("show").map((name) => `show=${name}`).join("&");
  const look = chosen("view")[0] === "copy" ? "&look=copy" : "";
  const width = Math.round(sheet.querySelector(".paper").clientWidth * devicePixelRatio);
  if (sheet.inView || !sheet.wanted.page?.startsWith(`${sheet.address}.`))
    put(sheet, "page", sheet.inView ? `${sheet.address}.png?width=${width}${look}` : "", sheet.label);
  put(sheet, "layer", sheet.inView && layers ? `${sheet.address}.svg?${layers}` : "", "");
}

// A picture is put in the place of another only when it is ready to be seen, and only if it is still the one wanted.
async function put(sheet, kind, address, alt) {
  if (sheet.wanted[kind] === address) return;
  sheet.wanted[kind] = address;
  const fresh = new Image();
  fresh.className = kind;
  fresh.alt = address ? alt : "";
  if (address) {
    fresh.src = address;
    try {
      await fresh.decode();
    } catch {
      if (sheet.wanted[kind] === address) sheet.wanted[kind] = undefined; // a later event asks again
      return;
    }
  }
  if (sheet.wanted[kind] === address) sheet.querySelector(`.${kind}`).replaceWith(fresh);
}

function arrange() {
  const [zoom] = chosen("zoom");
  pages.dataset.zoom = zoom;
  pages.style.setProperty("--zoom", zoom === "fit" ? 1 : zoom / 100);
  for (const sheet of pages.querySelectorAll(".sheet")) paint(sheet);
}

let resized;
addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(arrange, 150);
});

// --- the problems

function showProblems({ html, errors, says, busy }) {
  const section = document.getElementById("problems");
  const had = section.classList.contains("errors");
  section.classList.toggle("errors", errors > 0);
  wait(section, busy);
  if (had !== errors > 0) section.querySelector("details").open = errors > 0;
  fill(document.getElementById("list"), html);
  say(document.getElementById("counts"), says);
  const [topic, recipe] = ["topic", "recipe"].map((name) => form.elements[name].value);
  document.title = `${errors ? `(${errors}) ` : ""}${topic}, ${recipe} – Preview`;
}

// --- the tokens

function showTokens({ html, says }) {
  const tokens = document.getElementById("tokens");
  say(tokens.querySelector("summary"), says);
  fill(tokens.querySelector(".table"), html);
}

listen();
