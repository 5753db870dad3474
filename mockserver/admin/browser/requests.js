// Requests as they come: a strip of them, filters, a list, and one opened.

import { $, attempt, button, count, empty, h, head, pretty, put, select, svg, toast } from "./dom.js";
import { call, download, get } from "./api.js";
import { OUTCOMES, line_name, line_of, outcome, shared, time } from "./shared.js";

export const title = "Requests";
const STRIP = 120; // requests that the strip shows
const STEP = 150; // of the list, at once
const filters = { vendor: "", operation: "", status: "", outcome: "", text: "" };
let most = STEP;
let paused = false;
let frozen = [];
let opened = null;
let due = 0;

const chosen = entries => entries.filter(each =>
  (!shared.namespace || each.namespace === shared.namespace)
  && (!filters.vendor || each.vendor === filters.vendor)
  && (!filters.operation || each.operation === filters.operation)
  && (!filters.status || String(each.response?.status ?? "none").startsWith(filters.status))
  && (!filters.text || `${each.request.method} ${each.request.url}`.toLowerCase().includes(filters.text)));

export function badge(name, text = "") {
  const [shape, word] = OUTCOMES[name];
  return h("span", { class: `badge ${name}` }, h("span", { class: "shape", "aria-hidden": "true" }, shape), text || word);
}

export async function show(view, [id], search, fresh) {
  for (const name of Object.keys(filters)) if (search.has(name)) filters[name] = search.get(name);
  if (fresh || !$("request-list")) frame(view);
  update();
  if (id) await open(id);
  else close();
}

export function heard() {
  if (!due) due = setTimeout(() => { due = 0; if ($("request-list")) update(); }, 150);
}

function frame(view) {
  opened = null;
  const vendors = [["", "All"], ...shared.vendors.map(each => [each.name, each.name])];
  const statuses = [["", "All"], ["2", "2xx"], ["3", "3xx"], ["4", "4xx"], ["5", "5xx"], ["none", "No reply"]];
  const outcomes = [["", "All"], ...Object.entries(OUTCOMES).map(([name, [shape, word]]) => [name, `${shape} ${word}`])];
  const changed = name => value => { filters[name] = value; most = STEP; if (name === "vendor") { filters.operation = ""; operations(); } update(); };
  view.replaceChildren(
    head("Requests",
      h("div", { class: "actions" },
        h("button", { type: "button", class: "quiet", id: "pause", "aria-pressed": "false", on: { click: pause } }, "Pause"),
        button("Save as HAR", () => attempt(() => download("/requests?format=har", "mockserver.har")), "quiet"),
        button("Clear", () => attempt(() => call("DELETE", "/requests"), "The journal is empty"), "quiet"))),
    h("figure", { class: "strip" }, h("div", { id: "strip" }), h("figcaption", { id: "strip-text" })),
    h("div", { class: "tallies", id: "tallies", role: "group", "aria-label": "Show requests by verdict" }),
    h("div", { class: "filters", role: "search", "aria-label": "Requests" },
      h("label", { class: "field grow" }, h("span", {}, "Search"),
        h("input", { type: "search", placeholder: "GET /customers", value: filters.text, on: { input: event => changed("text")(event.target.value.toLowerCase()) } })),
      select("Vendor", vendors, filters.vendor, changed("vendor")),
      h("span", { id: "operations" }),
      select("Status", statuses, filters.status, changed("status")),
      select("Verdict", outcomes, filters.outcome, changed("outcome"), { id: "outcome" })),
    h("div", { class: "split", id: "split" },
      h("div", { class: "pane" },
        h("table", { class: "list", id: "request-list" },
          h("caption", { class: "hidden" }, "Requests, newest first"),
          h("thead", {}, h("tr", {}, ["Time", "Request", "Operation", "Status", "Verdict", "ms"].map(text => h("th", { scope: "col" }, text)))),
          h("tbody", { id: "request-rows" })),
        h("p", { id: "more" })),
      h("section", { class: "pane detail", id: "detail", hidden: true, "aria-label": "Request" })));
  operations();
}

function operations() {
  const of = shared.vendors.filter(each => !filters.vendor || each.name === filters.vendor);
  const names = [...new Set(of.flatMap(each => each.operations.map(operation => operation.id)))];
  const options = [["", "All"], ...names.map(name => [name, name])];
  $("operations").replaceChildren(select("Operation", options, filters.operation, value => { filters.operation = value; update(); }));
}

function pause() {
  paused = !paused;
  frozen = [...shared.requests];
  $("pause").setAttribute("aria-pressed", paused);
  $("pause").textContent = paused ? "Go on" : "Pause";
  update();
}

function update() {
  const all = chosen(paused ? frozen : shared.requests);
  const tallies = Object.fromEntries(Object.keys(OUTCOMES).map(name => [name, 0]));
  for (const each of all) tallies[outcome(each)] += 1;
  const found = filters.outcome ? all.filter(each => outcome(each) === filters.outcome) : all;
  tally(tallies, all.length);
  strip(all.slice(-STRIP), tallies);
  list(found);
}

function tally(tallies, total) {
  const named = [["", "All", total], ...Object.entries(OUTCOMES).map(([name, [shape, word]]) => [name, word, tallies[name], shape])];
  if (!$("tallies").children.length) {
    $("tallies").append(...named.map(([name]) => h("button", { type: "button", class: `tally ${name}`, on: { click: () => {
      filters.outcome = filters.outcome === name ? "" : name;
      $("outcome").value = filters.outcome;
      update();
    } } })));
  }
  named.forEach(([name, word, number, shape], index) => {
    const made = $("tallies").children[index];
    made.setAttribute("aria-pressed", filters.outcome === name);
    made.replaceChildren(h("b", {}, number.toLocaleString("en")), h("span", {}, shape && h("span", { class: "shape", "aria-hidden": "true" }, `${shape} `), word));
  });
}

// Each request is a bar, the oldest left: its colour and its foot say what became of it, its height how long it took.
function strip(entries, tallies) {
  const width = 8, height = 56;
  const slowest = Math.log1p(Math.max(1, ...entries.map(each => each.timing.totalTime)));
  const bars = entries.map((each, index) => {
    const what = outcome(each), x = (STRIP - entries.length + index) * width;
    const tall = 8 + 32 * Math.log1p(each.timing.totalTime) / slowest;
    const foot = { answered: 0, refused: 3, broke: 6, failed: 9 }[what];
    return svg("g", { class: "bar-of", on: { click: () => { location.hash = `#/requests/${each.id}`; } } },
      svg("title", {}, `${each.request.method} ${each.request.url}: ${each.response?.status ?? "no reply"}, ${OUTCOMES[what][1].toLowerCase()}`),
      svg("rect", { class: "target", x, y: 0, width, height }),
      svg("rect", { class: what, x: x + 1, y: 44 - tall, width: width - 2, height: tall, rx: 1.5 }),
      foot && svg("rect", { class: what, x: x + 1, y: 47, width: width - 2, height: foot }));
  });
  const told = Object.entries(tallies).filter(([, number]) => number).map(([name, number]) => `${number} ${OUTCOMES[name][1].toLowerCase()}`);
  $("strip").replaceChildren(svg("svg", { viewBox: `0 0 ${STRIP * width} ${height}`, preserveAspectRatio: "none", role: "img",
    "aria-label": `The latest ${count(entries.length, "request")}: ${told.join(", ") || "none yet"}` },
  svg("line", { class: "base", x1: 0, x2: STRIP * width, y1: 45.5, y2: 45.5 }), bars));
  const missed = shared.missed ? ` ${count(shared.missed, "more came", "more came")} too quickly to be shown.` : "";
  $("strip-text").textContent = entries.length
    ? `${time(entries[0])} to ${time(entries.at(-1))}, the latest right. Taller bars took longer.${missed}` : "Requests appear here as they come.";
}

function list(found) {
  const body = $("request-rows");
  const wanted = found.slice(-most).reverse();
  const ids = new Set(wanted.map(each => each.id));
  const had = new Map([...body.children].map(row => [row.dataset.id, row]));
  for (const [id, row] of had) if (!ids.has(id)) row.remove();
  let next = body.firstElementChild;
  for (const each of wanted) {
    const row = had.get(each.id);
    if (row && row === next) next = next.nextElementSibling;
    else body.insertBefore(row ?? line(each), next);
  }
  const rest = found.length - wanted.length;
  const more = rest > 0 && button(`Show ${Math.min(rest, STEP)} more of ${rest}`, () => { most += STEP; update(); }, "quiet");
  $("request-list").hidden = !found.length;
  put($("more"), found.length ? more : nothing());
}

function nothing() {
  if (shared.requests.length) return empty("No request is like that", h("p", {}, "Others are: loosen the filters above."));
  const first = shared.vendors[0];
  if (!first) return empty("Nothing is served");
  const headers = Object.entries(first.headers.test_full ?? {}).map(([name, value]) => ` -H '${name}: ${value}'`).join("");
  const path = first.operations.find(each => each.method === "GET" && !each.path.includes("{"))?.path ?? "/";
  return empty("No requests yet", h("p", {}, `Send one, or point your client at ${first.url}:`), h("pre", { tabindex: "0" }, `curl${headers} '${first.url}${path}'`),
    h("p", {}, h("a", { href: "/" }, "Every base URL and its test credentials")));
}

function line(each) {
  const what = outcome(each);
  const open = () => { location.hash = `#/requests/${each.id}`; };
  return h("tr", { class: what, "data-id": each.id, on: { click: event => { if (!event.target.closest("a")) open(); } } },
    h("td", { class: "when" }, time(each)),
    h("td", { class: "what" }, h("a", { href: `#/requests/${each.id}` }, h("b", {}, each.request.method || "?"), " ", each.request.url)),
    h("td", { class: "op" }, each.operation ?? "no operation", h("small", {}, [each.vendor, each.namespace && `@${each.namespace}`].filter(Boolean).join(" "))),
    h("td", { class: "num" }, each.response?.status ?? "none"),
    h("td", { class: "verdict" }, badge(what)),
    h("td", { class: "num ms" }, each.timing.totalTime.toFixed(1)));
}

function close() {
  opened = null;
  if (!$("detail")) return;
  $("detail").hidden = true;
  $("split").classList.remove("opened");
  mark("");
}

function mark(id) {
  for (const row of $("request-rows").children) row.setAttribute("aria-selected", row.dataset.id === id);
}

async function open(id) {
  const entry = await attempt(() => get(`/requests/${id}`));
  if (!entry || !$("detail")) return close();
  opened = entry;
  const brief = shared.requests.find(each => each.id === id);
  const detail = $("detail");
  put(detail, ...about(entry, brief));
  detail.hidden = false;
  $("split").classList.add("opened");
  mark(id);
  detail.querySelector("h2").focus({ preventScroll: innerWidth > 900 });
  return undefined;
}

function about(entry, brief) {
  const { request, response, verdict, vendor } = entry;
  const changes = brief?.changes ?? [];
  return [
    h("div", { class: "detail-head" },
      h("h2", { tabindex: "-1" }, h("b", {}, request.method), " ", request.url),
      h("a", { class: "close", href: "#/requests", "aria-label": "Close this request" }, "✕")),
    h("p", { class: "facts" }, badge(outcome(entry)), ` ${response?.status ?? "no reply"} · ${entry.operation ?? "no operation"} · ${entry.timing.totalTime.toFixed(1)} ms`,
      entry.caller && ` · as ${entry.caller}`, entry.namespace && ` · in ${entry.namespace}`, entry.fault && ` · struck by fault ${entry.fault}`),
    h("div", { class: "actions" },
      button("Copy as curl", () => copy(entry)),
      button("Replay", () => attempt(() => replay(entry))),
      vendor && entry.operation && button("Make a stub of it", () => {
        sessionStorage.setItem("mockserver-stub", JSON.stringify(stub(entry)));
        location.hash = "#/arrange?stub=new";
      })),
    verdict.violations.length > 0 && h("section", {}, h("h3", {}, "How it broke the contract"),
      h("ul", { class: "violations" }, verdict.violations.map(each => violation(each, vendor)))),
    !verdict.violations.length && verdict.kind && h("section", {}, h("h3", {}, "Why it was refused"),
      h("p", {}, response?.headers["mockserver-reason"] ?? verdict.kind.replaceAll("_", " "))),
    entry.upstream && upstream(entry.upstream, vendor),
    changes.length > 0 && h("section", {}, h("h3", {}, "Rows"), h("ul", {}, changes.map(each =>
      h("li", {}, `${each.what} `, h("a", { href: `#/rows/${encodeURIComponent(vendor)}/${encodeURIComponent(each.resource)}?text=${encodeURIComponent(each.key)}` }, `${each.resource} ${each.key}`))))),
    message("Request", request),
    response ? message(`Reply ${response.status}`, response) : h("section", {}, h("h3", {}, "No reply"), h("p", {}, "The connection ended in the place of an answer.")),
  ];
}

function upstream({ url, failure, drift }, vendor) {
  return h("section", {}, h("h3", {}, "Forwarded"), h("p", {}, url), failure && h("p", {}, failure),
    drift.length > 0 && h("h3", {}, "Where the reply differs from the document"),
    drift.length > 0 && h("ul", { class: "violations" }, drift.map(each => h("li", {},
      h("p", {}, h("span", { class: "shape", "aria-hidden": "true" }, "▲ "), each.message),
      each.line && h("p", {}, h("a", { href: line_of(vendor, each) }, line_name(each)))))));
}

function violation(each, vendor) {
  const expected = Object.entries(each.expected ?? {}).map(([name, value]) => `${name} ${[value].flat().join(" or ")}`).join(", ");
  return h("li", {}, h("p", {}, h("span", { class: "shape", "aria-hidden": "true" }, "■ "), h("b", {}, `${each.in} ${each.field}`), `: ${each.message || each.keyword}`),
    h("p", { class: "facts" }, [expected ? `expected ${expected}` : each.keyword, "value" in each && `sent ${JSON.stringify(each.value)}`].filter(Boolean).join(" · ")),
    each.line && h("p", {}, h("a", { href: line_of(vendor, each) }, line_name(each))));
}

function message(text, { headers, body, bodyAsBase64, bodySize, bodyCut }) {
  const shownBody = bodyAsBase64 ? `(no text; in Base64)\n${bodyAsBase64}` : pretty(body ?? "");
  return h("section", {}, h("h3", {}, text),
    h("details", {}, h("summary", {}, count(Object.keys(headers).length, "header")),
      h("dl", {}, Object.entries(headers).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))),
    shownBody ? h("pre", { tabindex: "0" }, shownBody) : h("p", { class: "facts" }, "No body."),
    bodyCut && h("p", { class: "facts" }, `The beginning of ${bodySize.toLocaleString("en")} bytes; ${bodyCut} keeps more.`));
}

const FORBIDDEN = /^(host|connection|content-length|transfer-encoding|accept-encoding|user-agent|origin|referer|cookie|sec-.*|expect|keep-alive|te|upgrade|via|date|dnt)$/;

// Its address here: one that was sent to the vendor's own host is found below the vendor's name.
function url_of({ request, vendor }) {
  const base = shared.vendor(vendor)?.url;
  const first = decodeURIComponent(request.url.split("/")[1] ?? "").split("@")[0];
  if (!base || first === vendor) return location.origin + request.url;
  return `${location.origin}/${new URL(base).pathname.split("/")[1]}${request.url}`;
}

const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

async function copy(entry) {
  const { method, headers, body } = entry.request;
  const sent = Object.entries(headers).filter(([name]) => !/^(host|connection|content-length|accept-encoding|user-agent)$/.test(name));
  const parts = [`curl -X ${method} ${quoted(url_of(entry))}`, ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
  if (body) parts.push(`--data-raw ${quoted(body)}`);
  const text = parts.join(" \\\n  ");
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied as curl");
  } catch {
    $("detail").querySelector(".facts").after(h("pre", { tabindex: "0" }, text));
  }
}

async function replay(entry) {
  const { method, headers, body, bodyAsBase64, bodyCut } = entry.request;
  if (bodyCut) throw new Error(`Its body was not kept as a whole; ${bodyCut} keeps more.`);
  const kept = Object.entries(headers).filter(([name]) => !FORBIDDEN.test(name));
  const bytes = bodyAsBase64 ? Uint8Array.from(atob(bodyAsBase64), each => each.charCodeAt(0)) : body || undefined;
  const bare = method === "GET" || method === "HEAD";
  const reply = await fetch(url_of(entry), { method, headers: kept, body: bare ? undefined : bytes, cache: "no-store", credentials: "omit" })
    .catch(() => { throw new Error("It had no reply this time either: a fault ended the connection."); });
  toast(`Replayed: ${reply.status}${kept.some(([, value]) => value.includes("***")) ? "; its key is shown as *** here, and was sent so" : ""}`);
}

// A value as its schema is likely to have it; a stub whose condition no call can meet is refused, and says so.
const typed = text => (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) ? Number(text) : { true: true, false: false }[text] ?? text);

function path_values({ vendor, operation, request }) {
  const names = [];
  const template = shared.vendor(vendor)?.operations.find(each => each.id === operation)?.path ?? "";
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{([^}]+)\}/g, (_, name) => { names.push(name); return "([^/]+)"; });
  const found = new RegExp(`${pattern}$`).exec(request.url.split("?")[0]);
  return found ? names.map((name, index) => [name, typed(decodeURIComponent(found[index + 1]))]) : [];
}

const json = text => { try { return JSON.parse(text ?? ""); } catch { return undefined; } };

// A stub that answers a call like this one as this one was answered.
function stub(entry) {
  const { vendor, operation, request, response } = entry;
  const query = [...new URLSearchParams(request.url.split("?")[1] ?? "")].map(([name, value]) => [name, typed(value)]);
  const sent = Object.entries(json(request.body) ?? {}).filter(([, value]) => typeof value !== "object");
  const body_of = sent.map(([name, value]) => [`/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`, value]);
  const match = Object.fromEntries(Object.entries({ path: path_values(entry), query, body: body_of })
    .filter(([, pairs]) => pairs.length).map(([name, pairs]) => [name, Object.fromEntries(pairs)]));
  const status = response?.status ?? 200;
  const body = status < 400 ? json(response?.body) : undefined; // an error is written anew, in the document's shape
  return { vendor, operation, match, status, ...(body === undefined ? {} : { body }) };
}
