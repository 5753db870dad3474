// The rows of each resource: browse, filter, add, edit, delete.

import { $, ask, attempt, button, count, editor, empty, h, head, parsed, put, select, sure, toast } from "./dom.js";
import { call, get, query } from "./api.js";
import { shared } from "./shared.js";

export const title = "Rows";
const MOST = 1000, STEP = 100;
const WIDTH = 190, COMMANDS = 150; // pixels of a column, of that of the commands
let current = { vendor: "", resource: "", tenant: "default", text: "", rows: [], total: 0, most: STEP };
let due = 0;

export async function show(view, [vendor, resource], search, fresh) {
  const first = shared.vendors.find(each => Object.keys(each.resources).length);
  if (!first) return put(view, head("Rows"), empty("No document has resources", h("p", {}, "Nothing keeps rows here.")));
  const of = shared.vendor(vendor) ?? first;
  const named = resource in of.resources ? resource : Object.keys(of.resources)[0];
  const same = current.vendor === of.name && current.resource === named;
  current = { ...current, vendor: of.name, resource: named, most: STEP, text: search.get("text") ?? (same ? current.text : "") };
  frame(view);
  await load();
  return undefined;
}

export function heard(events) {
  const touched = events.some(({ name, data }) => name === "change" || (name === "request" && data.vendor === current.vendor
    && data.changes.some(each => each.resource === current.resource)));
  if (touched && !due) due = setTimeout(() => { due = 0; if ($("row-list") && !$("dialog").open) attempt(load); }, 400);
}

const address = key => `/rows/${encodeURIComponent(current.vendor)}/${encodeURIComponent(current.resource)}`
  + (key === undefined ? "" : `/${encodeURIComponent(key)}`) + query({ namespace: shared.namespace, tenant: current.tenant });

function frame(view) {
  const links = shared.vendors.filter(each => Object.keys(each.resources).length).map(vendor => [h("h2", {}, vendor.name), h("ul", {},
    Object.keys(vendor.resources).map(name => h("li", {}, h("a", {
      href: `#/rows/${encodeURIComponent(vendor.name)}/${encodeURIComponent(name)}`,
      "aria-current": vendor.name === current.vendor && name === current.resource ? "true" : null }, name))))]);
  const groups = shared.vendors.filter(each => Object.keys(each.resources).length).map(vendor => h("optgroup", { label: vendor.name },
    Object.keys(vendor.resources).map(name => h("option", { value: JSON.stringify([vendor.name, name]), selected: vendor.name === current.vendor && name === current.resource }, name))));
  const choose = event => { location.hash = `#/rows/${JSON.parse(event.target.value).map(encodeURIComponent).join("/")}`; };
  const tenants = [...new Set(["default", ...Object.keys(shared.vendor(current.vendor).resources[current.resource])])];
  put(view, head("Rows", h("div", { class: "actions" }, button("Add a row", add, "main"), button("Delete all", clear, "quiet"))),
    h("div", { class: "side" }, h("nav", { class: "tree", "aria-label": "Resources" }, links),
      h("div", { class: "pane" },
        h("div", { class: "filters" },
          h("label", { class: "field grow" }, h("span", {}, `Filter ${current.resource}`), h("input", { type: "search", value: current.text, on: { input: event => { current.text = event.target.value; list(); } } })),
          h("label", { class: "field narrow" }, h("span", {}, "Resource"), h("select", { on: { change: choose } }, groups)),
          select("Tenant", tenants.map(each => [each, each]), current.tenant, value => { current.tenant = value; attempt(load); })),
        h("p", { class: "facts", id: "row-count", role: "status" }), h("div", { id: "row-list", class: "scroll" }))));
}

async function load() {
  const { rows, meta } = await get(address() + (address().includes("?") ? "&" : "?") + `limit=${MOST}`);
  current.rows = rows;
  current.total = meta.total;
  if ($("row-list")) list();
}

const text_of = value => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

function list() {
  const key = shared.vendor(current.vendor).keys[current.resource] ?? "id";
  const wanted = current.text.toLowerCase();
  const found = current.rows.filter(row => !wanted || JSON.stringify(row).toLowerCase().includes(wanted));
  const names = [...new Set(found.slice(0, 20).flatMap(Object.keys))];
  const plain = names.filter(name => name !== key && found.slice(0, 20).some(row => row[name] !== null && typeof row[name] !== "object"));
  const columns = [key, ...plain].slice(0, Math.max(2, Math.floor(($("row-list").clientWidth - COMMANDS) / WIDTH)));
  $("row-count").textContent = `${count(found.length, "row")}${current.total > MOST ? ` of the first ${MOST}` : ""} of ${current.total.toLocaleString("en")}`;
  if (!found.length) return put($("row-list"), empty("No rows", h("p", {}, current.total ? "None is like that." : "Add one, or reset to the seeded rows.")));
  const more = found.length - current.most;
  put($("row-list"), h("table", { class: "rows" }, h("caption", { class: "hidden" }, `Rows of ${current.resource}`),
    h("thead", {}, h("tr", {}, columns.map(name => h("th", { scope: "col" }, name)), h("th", { scope: "col" }, h("span", { class: "hidden" }, "Commands")))),
    h("tbody", {}, found.slice(0, current.most).map(row => h("tr", {}, columns.map((name, index) =>
      h("td", { title: text_of(row[name]) }, index ? text_of(row[name]) : h("code", {}, text_of(row[name])))),
    h("td", { class: "commands" },
      h("button", { type: "button", class: "quiet", "aria-label": `Edit ${text_of(row[key])}`, on: { click: () => edit(row, key) } }, "Edit"),
      h("button", { type: "button", class: "quiet", "aria-label": `Delete ${text_of(row[key])}`, on: { click: () => remove(row, key) } }, "Delete")))))),
  more > 0 && button(`Show ${Math.min(STEP, more)} more of ${more}`, () => { current.most += STEP; list(); }, "quiet"));
  return undefined;
}

function add() {
  const made = editor("The row, as JSON; what it does not say gets what every new row gets", "{\n  \n}");
  ask(`Add to ${current.resource}`, made.field, "Add", async () => {
    await call("POST", address(), parsed(made.area.value));
    toast("Added");
    await load();
  }, current.vendor);
}

function edit(row, key) {
  const made = editor("The row, as JSON", JSON.stringify(row, null, 2), 20);
  ask(`Edit ${text_of(row[key])}`, made.field, "Save", async () => {
    await call("PUT", address(row[key]), parsed(made.area.value));
    toast("Saved");
    await load();
  }, current.vendor);
}

function remove(row, key) {
  sure(`Delete ${text_of(row[key])}?`, "It is gone until the state is reset.", "Delete", async () => {
    await call("DELETE", address(row[key]));
    toast("Deleted");
    await load();
  });
}

function clear() {
  sure(`Delete every row of ${current.resource}?`, `All ${current.total} rows of the tenant ${current.tenant} are gone until the state is reset.`, "Delete all", async () => {
    const { removed } = await call("DELETE", address());
    toast(`${count(removed, "row")} deleted`);
    await load();
  });
}
