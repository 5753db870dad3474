// The frame: sections by the address's fragment, the header, and what the stream of events brings to each.

import { $, ask, h, input, toast } from "./dom.js";
import { get, keepToken, listen, onToken } from "./api.js";
import { shared } from "./shared.js";
import * as requests from "./requests.js";
import * as contract from "./contract.js";
import * as rows from "./rows.js";
import * as arrange from "./arrange.js";
import * as webhooks from "./webhooks.js";
import * as state from "./state.js";
import * as documents from "./documents.js";

const SECTIONS = { requests, contract, rows, arrange, webhooks, state, documents };
const THEMES = ["auto", "light", "dark"];
let shown = null;

function place() {
  const [path, search = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decodeURIComponent);
  return { name: SECTIONS[name] ? name : "requests", rest, search: new URLSearchParams(search) };
}

async function show() {
  const { name, rest, search } = place();
  for (const link of $("sections").querySelectorAll("a")) {
    if (link.dataset.name === name) {
      link.setAttribute("aria-current", "page");
      link.scrollIntoView({ block: "nearest", inline: "center" });
    } else link.removeAttribute("aria-current");
  }
  const section = SECTIONS[name];
  document.title = `${section.title} · mockserver`;
  const fresh = shown !== name;
  shown = name;
  try {
    await section.show($("view"), rest, search, fresh);
  } catch (error) {
    toast(error.message, true);
  }
  if (fresh && document.activeElement?.closest("nav, main, body") && location.hash) {
    $("view").querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function theme(name) {
  if (name === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.dataset.theme = name;
  localStorage.setItem("mockserver-theme", name);
  $("theme-name").textContent = name[0].toUpperCase() + name.slice(1);
}

async function namespaces() {
  const { namespaces: found } = await get("/namespaces");
  const names = [...new Set([...found, shared.namespace])].sort();
  $("namespace").replaceChildren(...names.map(name =>
    h("option", { value: name, selected: name === shared.namespace }, name || "default")));
}

function heard(events) {
  let named = false;
  for (const { name, data } of events) {
    if (name === "request") {
      shared.requests.push(data);
      named ||= data.namespace && ![...$("namespace").options].some(option => option.value === data.namespace);
    } else if (name === "change" && data.what === "reset") {
      shared.forget(data.vendor, data.namespace);
    } else if (name === "change" && data.what === "requests") {
      shared.requests.length = 0;
    } else if (name === "missed") {
      shared.missed += data.count;
    }
  }
  shared.trim();
  if (named || events.some(each => each.name === "change")) namespaces().catch(() => undefined);
  SECTIONS[shown]?.heard?.(events);
}

function said(what) {
  $("live").dataset.state = what;
  $("live-text").textContent = what === "live" ? "Live" : "Waiting for the server";
}

let asking = null;
onToken(() => {
  asking ??= new Promise(done => {
    const token = input("Token", { type: "password", autocomplete: "off", required: true }, "what --admin-token says");
    ask("This server asks for its token", token, "Go on", () => {
      keepToken(token.querySelector("input").value);
      asking = null;
      done();
    });
  });
  return asking;
});

$("sections").append(...Object.entries(SECTIONS).map(([name, { title }]) =>
  h("li", {}, h("a", { href: `#/${name}`, "data-name": name }, title))));
$("theme").addEventListener("click", () => {
  theme(THEMES[(THEMES.indexOf(localStorage.getItem("mockserver-theme") ?? "auto") + 1) % THEMES.length]);
});
$("namespace").addEventListener("change", () => {
  shared.namespace = $("namespace").value;
  shown = null;
  show();
});
theme(localStorage.getItem("mockserver-theme") ?? "auto");
addEventListener("hashchange", show);
// Told in a task of its own: another dialog may be open by then.
$("dialog").addEventListener("close", () => { if (!$("dialog").open) $("dialog").replaceChildren(); });

shared.vendors = (await get("/vendors")).vendors;
await namespaces();
await show();
listen(heard, said);
