// The state as a whole: clock, reset, seeds, snapshots, namespaces, limits.

import { $, attempt, button, empty, h, head, input, select, sure, toast } from "./dom.js";
import { get, post, query } from "./api.js";
import { shared } from "./shared.js";

export const title = "State";
let due = 0, counted = 0;

const named = () => (shared.namespace ? { namespace: shared.namespace } : {});
const card = (id, text, ...content) => h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, text), content);

export async function show(view) {
  view.replaceChildren(head("State"),
    h("p", { class: "lead" }, shared.namespace ? `Of the namespace ${shared.namespace}.` : "Of the default namespace; choose another above."),
    h("div", { class: "deck" },
      card("clock-title", "Clock", h("div", { id: "clock" })),
      card("reset-title", "Reset", h("p", {}, "Back to the seeded rows: no counts, stubs or faults, an empty journal, a running clock."), reset()),
      card("seed-title", "Seed", h("p", {}, "Other seeded rows, for everybody; the same seed gives the same rows."), seed()),
      card("snapshots-title", "Snapshots", h("p", {}, "Mark rows, stubs and faults as they are, and come back to them."),
        button("Take a snapshot", () => attempt(async () => { await post("/snapshot", named()); await load(); }, "Taken")), h("div", { id: "snapshots" })),
      card("namespaces-title", "Namespaces", h("p", {}, "Tests that run side by side keep apart: each has its own rows, clock, limits and faults."), h("div", { id: "namespaces" }))),
    card("limits-title", "Limits", h("p", {}, "Rate limits hold for ", h("code", {}, "test_metered"), "; ", h("code", {}, "test_exhausted"), " is always over its limit; ", h("code", {}, "test_full"), " has none. A reset begins them anew."), h("div", { id: "limits" })));
  await load();
}

export function heard(events) {
  const some = what => events.some(each => each.name === what);
  if (!due && some("change")) due = setTimeout(() => { due = 0; if ($("clock")) attempt(load); }, 200);
  if (!counted && some("request")) counted = setTimeout(() => { counted = 0; if ($("limits")) attempt(limits); }, 500);
}

async function load() {
  const [now, { snapshots }, { namespaces, most }] = await Promise.all([get(`/clock${query(named())}`), get("/snapshot"), get("/namespaces"), limits()]);
  if (!$("clock")) return;
  $("clock").replaceChildren(...clock(now));
  $("snapshots").replaceChildren(snapshots.length ? h("ul", { class: "arranged" }, snapshots.map(({ id, namespace }) => h("li", {},
    h("div", {}, h("b", {}, `Snapshot ${id}`), h("small", {}, namespace || "default")),
    h("button", { type: "button", class: "quiet", "aria-label": `Restore snapshot ${id}`, on: { click: () => attempt(() => post("/restore", { id }), `Back to snapshot ${id}`) } }, "Restore"))))
    : h("p", { class: "facts" }, "None yet."));
  $("namespaces").replaceChildren(h("ul", { class: "chips" }, namespaces.map(name => h("li", {}, name || "default"))),
    h("p", { class: "facts" }, `There is room for ${most.toLocaleString("en")}. A client names one by the header Mockserver-Namespace.`));
}

function clock({ now, frozen }) {
  const move = body => () => attempt(async () => { await post("/clock", { ...body, ...named() }); await load(); });
  const at = input("Freeze at", { type: "text", value: now, spellcheck: "false" });
  return [h("p", { class: "time" }, h("time", { datetime: now }, now.replace("T", " ").replace(/\.\d+Z$/, " UTC")), h("span", { class: "badge" }, frozen ? "❚❚ Frozen" : "▶ Running")),
    h("div", { class: "actions" }, button("+1 minute", move({ advance: 60 })), button("+1 hour", move({ advance: 3600 })), button("+1 day", move({ advance: 86400 })),
      frozen ? button("Resume", move({ resume: true }), "main") : button("Freeze", move({ freeze: true }), "main")),
    h("form", { class: "inline", on: { submit: event => { event.preventDefault(); move({ freeze: at.querySelector("input").value })(); } } }, at, h("button", {}, "Freeze there"))];
}

function reset() {
  let vendor = "";
  return h("div", { class: "inline" },
    select("Vendor", [["", "Every one"], ...shared.vendors.map(each => [each.name, each.name])], "", value => { vendor = value; }),
    button("Reset", () => sure("Reset?", vendor ? `Everything that changed of ${vendor} is gone.` : "Everything that changed is gone.", "Reset", async () => {
      await post("/reset", { ...(vendor ? { vendor } : {}), ...named() });
      toast("Reset");
    }), "danger"));
}

function seed() {
  const form = h("form", { class: "inline", on: { submit: event => {
    event.preventDefault();
    const number = name => (form.elements[name].value === "" ? undefined : Number(form.elements[name].value));
    sure("Seed anew?", "Every row of every namespace is replaced.", "Seed", async () => {
      shared.vendors = (await post("/seed", { seed: number("seed"), rows: number("rows") })).vendors;
      toast("Seeded");
    });
  } } }, input("Seed", { name: "seed", type: "number", min: 0, placeholder: "as it is" }), input("Rows", { name: "rows", type: "number", min: 0, max: 100000, placeholder: "as fixtures say" }), h("button", {}, "Seed"));
  return form;
}

async function limits() {
  const found = (await get(`/limits${query(named())}`)).limits;
  $("limits")?.replaceChildren(found.length ? h("div", { class: "used" }, found.map(used)) : empty("None declared"));
}

function used({ vendor, name, rate, window, callers }) {
  return h("div", {}, h("h3", {}, `${vendor} ${name}: ${rate.replace("/", " a ")}, ${window} window`),
    callers.map(each => h("label", {}, `${each.caller}: ${each.used} used, ${each.remaining} left `,
      h("meter", { min: 0, max: each.used + each.remaining || 1, value: each.used }))));
}
