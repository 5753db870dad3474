// How much of each contract was touched: a map of its operations, what is missing, and what the rules say of clients.

import { $, attempt, button, count, empty, h, head, svg } from "./dom.js";
import { download, get } from "./api.js";
import { line_of } from "./requests.js";
import { shared } from "./shared.js";

export const title = "Contract";
const SEVERITIES = { error: ["■", "Error", "broke"], warning: ["▲", "Warning", "refused"], info: ["●", "Hint", "info"] };
const FORMATS = { html: "html", junit: "xml", sarif: "sarif", markdown: "md", json: "json", ctrf: "ctrf.json" };
const PACE = 2000; // milliseconds from one look to the next while requests come
let due = 0;
let selected = "";

export async function show(view, [vendor, operation], search, fresh) {
  if (fresh || !$("maps")) {
    view.replaceChildren(
      head("Contract", h("div", { class: "actions" }, Object.keys(FORMATS).map(name =>
        button(name, () => attempt(() => download(`/coverage?format=${name}`, `mockserver-coverage.${FORMATS[name]}`)), "quiet")))),
      h("p", { class: "lead" }, "How much of each document your clients have touched, since this server started, and what can be said of how they behave."),
      h("div", { id: "maps" }), h("section", { id: "verdicts", "aria-label": "Verdicts" }));
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
  $("maps").replaceChildren(...shared.vendors.map(vendor => map(vendor, report.vendors[vendor.name])));
  $("verdicts").replaceChildren(...verdicts(report.verdicts));
  for (const each of $("view").querySelectorAll("details[data-key]")) each.open = open.has(each.dataset.key);
}

const tint = share => (share >= 1 ? "full" : share >= 0.5 ? "much" : share > 0 ? "some" : "none");

// A tile for each operation, filled from below by its share; one that is complete has a tick, one never called is hollow.
function map(vendor, measured) {
  const side = 26, gap = 5, columns = 24;
  const tiles = vendor.operations.map((operation, index) => {
    const told = measured?.operations[operation.id] ?? { covered: 0, total: 1 };
    const share = told.total ? told.covered / told.total : 0;
    const x = (index % columns) * (side + gap), y = Math.floor(index / columns) * (side + gap);
    const tall = Math.round(share * side);
    const key = `${vendor.name} ${operation.id}`;
    return svg("a", { href: `#/contract/${encodeURIComponent(vendor.name)}/${encodeURIComponent(operation.id)}`,
      class: `tile ${tint(share)}${key === selected ? " selected" : ""}`, "aria-label": `${operation.id}: ${told.covered} of ${told.total} touched` },
    svg("title", {}, `${operation.method} ${operation.path}: ${told.covered} of ${told.total}`),
    svg("rect", { class: "frame", x: x + 1, y: y + 1, width: side - 2, height: side - 2, rx: 4 }),
    tall > 0 && svg("rect", { class: "fill", x: x + 1, y: y + 1 + side - 2 - Math.max(3, tall - 2), width: side - 2, height: Math.max(3, tall - 2), rx: 3 }),
    share >= 1 && svg("path", { class: "tick", d: `M${x + 8} ${y + 13}l4 4l7-8` }));
  });
  const lines = Math.ceil(vendor.operations.length / columns) || 1;
  const wide = Math.min(columns, vendor.operations.length) * (side + gap);
  const percent = measured?.percent ?? 0;
  const operation = vendor.operations.find(each => `${vendor.name} ${each.id}` === selected);
  return h("section", { class: "card map" },
    h("div", { class: "card-head" }, h("h2", {}, vendor.name), h("p", { class: "figure" }, `${percent.toFixed(percent < 10 ? 1 : 0)} %`)),
    h("div", { class: "scroll" }, svg("svg", { class: "tiles", viewBox: `0 0 ${wide} ${lines * (side + gap)}`, width: wide, height: lines * (side + gap),
      role: "group", "aria-label": `The operations of ${vendor.name}` }, tiles)),
    operation && missing(vendor, operation, measured?.operations[operation.id]),
    measured ? kinds(measured.kinds, vendor.name) : h("p", { class: "facts" }, "Not called yet."));
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

function verdicts(found) {
  const order = Object.keys(SEVERITIES);
  const sorted = [...found].sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  if (!sorted.length) return [h("h2", {}, "Verdicts"), empty("Nothing to complain of", h("p", {}, "No call broke its contract, and no client misbehaved."))];
  return [h("h2", {}, "Verdicts ", h("small", {}, String(sorted.length))), h("ul", { class: "cards" }, sorted.map(each => {
    const [shape, word, tone] = SEVERITIES[each.severity];
    return h("li", { class: `card verdict ${tone}` },
      h("p", {}, h("span", { class: `badge ${tone}` }, h("span", { class: "shape", "aria-hidden": "true" }, shape), word), " ", h("b", {}, each.rule),
        h("small", {}, [each.vendor, each.operation].filter(Boolean).join(" ") || "no operation")),
      h("p", {}, each.message),
      h("p", { class: "facts" }, each.calls.slice(0, 4).map(text => [h("a", { href: `#/requests/${text.slice(1).split(" ")[0]}` }, text), h("br")]),
        each.calls.length > 4 && count(each.calls.length - 4, "more call")),
      each.line && h("p", {}, h("a", { href: line_of(each.vendor, each) }, `${each.file.split("/").at(-1)}, line ${each.line}`)));
  }))];
}
