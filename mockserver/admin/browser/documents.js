// What was understood of each document and why, and the document itself, at a line.

import { button, count, empty, h, head, put, select } from "./dom.js";
import { get, query } from "./api.js";
import { shared } from "./shared.js";

export const title = "Documents";
const NEAR = 25;

export async function show(view, [vendor], search) {
  const of = shared.vendor(vendor) ?? shared.vendors[0];
  if (!of) return put(view, head("Documents"), empty("Nothing is served"));
  if (search.has("line")) return source(view, of, search.get("file") ?? "", Number(search.get("line")), NEAR);
  return understood(view, of);
}

async function understood(view, of) {
  const told = await get(`/vendors/${encodeURIComponent(of.name)}/explanation`);
  const base = `/${encodeURIComponent(of.name)}`;
  const list = h("div", {});
  const draw = text => list.replaceChildren(...told.operations.filter(each => `${each.method} ${each.path} ${each.id} ${JSON.stringify(each.facts)}`.toLowerCase().includes(text))
    .map(each => h("details", { class: "operation" }, h("summary", {}, h("b", {}, each.method), ` ${each.path} `, h("small", {}, each.behaviour ? `${each.behaviour} ${each.resource ?? ""}` : "answers examples")),
      facts(each.facts, of.name), h("p", {}, h("a", { href: `#/documents/${encodeURIComponent(of.name)}?line=${each.place.split(":").at(-1)}` }, `Its line in the document, ${each.place.split(":").at(-1)}`)))));
  draw("");
  put(view, head("Documents", h("div", { class: "actions" }, h("a", { class: "button quiet", href: `${base}/docs` }, "Read it"), h("a", { class: "button quiet", href: `${base}/openapi.json` }, "openapi.json"))),
    h("p", { class: "lead" }, "What the server understood of each operation, and from what: a line that says so, or the evidence for what was inferred."),
    h("div", { class: "filters" },
      select("Document", shared.vendors.map(each => [each.name, `${each.name}: ${each.title}`]), of.name, name => { location.hash = `#/documents/${encodeURIComponent(name)}`; }),
      h("label", { class: "field grow" }, h("span", {}, "Search"), h("input", { type: "search", placeholder: "page, cursor, customers", on: { input: event => draw(event.target.value.toLowerCase()) } }))),
    h("p", { class: "summary" }, told.summary.sentence),
    told.left_open.length > 0 && h("section", { class: "card" }, h("h2", {}, "Left open"), h("ul", {}, told.left_open.map(each => h("li", {}, h("b", {}, each.question), h("br"), h("small", {}, `${each.pointer}: ${each.decides}`))))),
    told.resources.length > 0 && h("section", { class: "card" }, h("h2", {}, "Resources"), told.resources.map(each => h("details", { class: "operation" }, h("summary", {}, h("b", {}, each.name), " ", h("small", {}, count(each.facts.length, "fact"))), facts(each.facts, of.name)))),
    h("section", { class: "card" }, h("h2", {}, "Operations"), list));
}

function facts(found, vendor) {
  return h("dl", { class: "why" }, found.map(({ about, says, why }) => {
    const line = /^(?:inferred.*)?line (\d+)/.exec(why)?.[1];
    return [h("dt", {}, about), h("dd", {}, says, " ", line ? h("a", { href: `#/documents/${encodeURIComponent(vendor)}?line=${line}` }, why) : h("small", {}, why))];
  }));
}

async function source(view, of, file, line, around) {
  const told = await get(`/vendors/${encodeURIComponent(of.name)}/source${query({ file, line, around })}`);
  const more = told.lines.length < told.total && around < 400 && button("Show more around it", () => source(view, of, file, line, Math.min(400, around * 4)), "quiet");
  put(view, head(`${told.file.split("/").at(-1)}, line ${line}`, h("div", { class: "actions" }, button("Back", () => history.back(), "quiet"),
    h("a", { class: "button quiet", href: `#/documents/${encodeURIComponent(of.name)}` }, "What was understood"))),
  h("p", { class: "facts" }, `${told.file}, ${count(told.total, "line")}`),
  h("ol", { class: "source", tabindex: "0", "aria-label": `Lines of ${told.file}` }, told.lines.map((text, index) => h("li", { "data-line": told.first + index, "aria-current": told.first + index === line ? "true" : null }, h("code", {}, text || " ")))),
  more);
  view.querySelector(".source [aria-current]")?.scrollIntoView({ block: "center" });
}
