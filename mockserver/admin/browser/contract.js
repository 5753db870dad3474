// How much of each contract was touched: a map of its operations, what is missing, and what the rules say of clients.

import { $, attempt, button, count, empty, h, head, put, svg } from "./dom.js";
import { download, get } from "./api.js";
import { line_name, line_of, shared } from "./shared.js";

export const title = "Contract";
const SEVERITIES = { error: ["■", "Error", "broke"], warning: ["▲", "Warning", "refused"], info: ["●", "Hint", "info"] };
const FORMATS = { html: "html", junit: "xml", sarif: "sarif", markdown: "md", json: "json", ctrf: "ctrf.json" };
const NAMED = 48; // operations whose names the map shows
const PACE = 2000; // milliseconds from one look to the next while requests come
let due = 0;
let selected = "";

export async function show(view, [vendor, operation], search, fresh) {
  if (fresh || !$("maps")) {
    put(view,
      head("Contract", h("div", { class: "actions", role: "group", "aria-label": "Save a report as" }, h("span", { class: "facts" }, "Save as"), Object.keys(FORMATS).map(name =>
        button(name, () => attempt(() => download(`/coverage?format=${name}`, `mockserver-coverage.${FORMATS[name]}`)), "quiet")))),
      h("p", { class: "lead" }, "How much of each document your clients have touched, since this server started, and what can be said of how they behave."),
      legend(), h("div", { id: "maps" }, h("p", { class: "facts" }, "Measuring…")), h("section", { id: "verdicts", "aria-label": "Verdicts" }));
  }
  selected = vendor && operation ? `${vendor} ${operation}` : "";
  await look();
}

export function heard(events) {
  if (!due && events.some(each => each.name !== "missed")) due = setTimeout(() => { due = 0; if ($("maps")) attempt(look); }, PACE);
}

async function look() {
  const report = await get("/coverage");
  if (!$("maps")) return;
  const open = new Set([...$("view").querySelectorAll("details[open][data-key]")].map(each => each.dataset.key));
  put($("maps"), ...shared.vendors.map(vendor => map(vendor, report.vendors[vendor.name])));
  put($("verdicts"), ...verdicts(report.verdicts));
  for (const each of $("view").querySelectorAll("details[data-key]")) each.open = open.has(each.dataset.key);
}

const legend = () => h("ul", { class: "legend", "aria-label": "What a tile says" }, [["never called", 0], ["some of it touched", 0.5], ["all of it touched", 1]].map(([text, share]) =>
  h("li", { class: `tile-of ${tint(share)}` }, square(share), text)));

const tint = share => (share >= 1 ? "full" : share >= 0.5 ? "much" : share > 0 ? "some" : "none");

// A tile for each operation, filled from below by its share: one that is complete has a tick, one never called is hollow.
// Where they are few enough to be read, each has its name beside it.
function map(vendor, measured) {
  const named = vendor.operations.length <= NAMED;
  const operation = vendor.operations.find(each => `${vendor.name} ${each.id}` === selected);
  const percent = measured?.percent ?? 0;
  return h("section", { class: "card map" },
    h("div", { class: "card-head" }, h("h2", {}, vendor.name), h("p", { class: "figure" }, `${percent.toFixed(percent && percent < 10 ? 1 : 0)} %`)),
    h("ul", { class: named ? "tiles named" : "tiles", "aria-label": `The operations of ${vendor.name}` },
      vendor.operations.map(each => h("li", {}, tile(vendor, each, measured?.operations[each.id] ?? { covered: 0, total: 1 }, named)))),
    operation && missing(vendor, operation, measured?.operations[operation.id]),
    measured ? kinds(measured.kinds, vendor.name) : h("p", { class: "facts" }, "Not called yet."));
}

function tile(vendor, { id, method, path }, { covered, total }, named) {
  const share = total ? covered / total : 0;
  return h("a", { href: `#/contract/${encodeURIComponent(vendor.name)}/${encodeURIComponent(id)}`, class: `tile ${tint(share)}`,
    title: `${method} ${path}: ${covered} of ${total}`, "aria-label": `${method} ${path}: ${covered} of ${total} touched`,
    "aria-current": `${vendor.name} ${id}` === selected ? "true" : null },
  square(share), named && h("span", {}, h("b", {}, method), " ", path));
}

function square(share) {
  const tall = share ? Math.max(3, Math.round(share * 20)) : 0;
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("rect", { class: "frame", x: 1, y: 1, width: 22, height: 22, rx: 4 }),
    tall > 0 && svg("rect", { class: "fill", x: 2, y: 22 - tall, width: 20, height: tall, rx: 3 }),
    share >= 1 && svg("path", { class: "tick", d: "M7 12l4 4l6.5-8" }));
}

function missing(vendor, operation, told) {
  const rest = told?.missing ?? [];
  return h("div", { class: "missing" },
    h("h3", {}, `${operation.method} ${operation.path} `, h("small", {}, operation.id)),
    !told && h("p", { class: "facts" }, "Not called yet: all of it is left."),
    told && h("p", { class: "facts" }, rest.length ? `${told.covered} of ${told.total} touched; left:` : "All of it was touched."),
    h("ul", { class: "columns" }, rest.map(each => h("li", {}, h("small", {}, each.kind), " ",
      each.line ? h("a", { href: line_of(vendor.name, { file: "", line: each.line }) }, each.name) : each.name))));
}

function kinds(all, vendor) {
  return h("details", { "data-key": `kinds ${vendor}` }, h("summary", {}, "By kind"), h("table", { class: "kinds" }, h("caption", { class: "hidden" }, "What was touched, by kind"),
    h("tbody", {}, Object.entries(all).map(([name, { covered, total }]) => h("tr", {}, h("th", { scope: "row" }, name),
      h("td", {}, h("meter", { min: 0, max: total || 1, value: String(covered), "aria-label": `${name} touched` })), h("td", { class: "num" }, `${covered} of ${total}`))))));
}

// What is said more than once of the same operation is said once, with every call.
function grouped(found) {
  const groups = new Map();
  for (const each of found) {
    const key = JSON.stringify([each.rule, each.vendor, each.operation, each.message]);
    const group = groups.get(key);
    if (group) group.calls.push(...each.calls);
    else groups.set(key, { ...each, calls: [...each.calls] });
  }
  const order = Object.keys(SEVERITIES);
  return [...groups.values()].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}

function verdicts(found) {
  const groups = grouped(found);
  if (!groups.length) return [h("h2", {}, "Verdicts"), empty("Nothing to complain of", h("p", {}, "No call broke its contract, and no client misbehaved."))];
  return [h("h2", {}, "Verdicts ", h("small", {}, String(groups.length))), h("ul", { class: "cards" }, groups.map(verdict))];
}

function verdict(each) {
  const [shape, word, tone] = SEVERITIES[each.severity];
  return h("li", { class: `card verdict ${tone}` },
    h("p", {}, h("span", { class: `badge ${tone}` }, h("span", { class: "shape", "aria-hidden": "true" }, shape), word), " ", h("b", {}, each.rule),
      h("small", {}, [each.vendor, each.operation].filter(Boolean).join(" ") || "no operation")),
    h("p", {}, each.message),
    h("ul", { class: "facts" }, each.calls.slice(0, 3).map(text => h("li", {}, h("a", { href: `#/requests/${text.slice(1).split(" ")[0]}` }, text.replace("->", "→")))),
      each.calls.length > 3 && h("li", {}, `and ${count(each.calls.length - 3, "more call")}`)),
    each.line && h("p", {}, h("a", { href: line_of(each.vendor, each) }, line_name(each))));
}
