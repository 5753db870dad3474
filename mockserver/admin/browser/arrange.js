// What is arranged: stubs, which answer in the place of a document, and faults, which go wrong on purpose.

import { $, ask, attempt, button, count, editor, empty, h, head, input, parsed, put, select, sure, toast } from "./dom.js";
import { call, get, query } from "./api.js";
import { shared } from "./shared.js";

export const title = "Arrange";
const BREAKS = [["", "Let the answer arrive"], ["EMPTY_RESPONSE", "Close without an answer"], ["CONNECTION_RESET_BY_PEER", "Reset the connection"],
  ["MALFORMED_RESPONSE_CHUNK", "End within the answer"], ["RANDOM_DATA_THEN_CLOSE", "Send what is no HTTP"]];
const EXAMPLE = { match: { query: {} }, status: 200 };
let due = 0;
let served = null; // whether this server has stubs

const of = path => path + query({ namespace: shared.namespace });

export async function show(view, rest, search) {
  view.replaceChildren(head("Arrange"),
    h("p", { class: "lead" }, "Stubs answer the calls that match, within the contract; faults delay or break what would be answered."),
    h("section", { class: "card", id: "stubs", hidden: true, "aria-labelledby": "stubs-title" },
      h("div", { class: "card-head" }, h("h2", { id: "stubs-title" }, "Stubs"),
        h("div", { class: "actions" }, button("Add a stub", () => stub(), "main"), button("Remove all", () => clear("stubs"), "quiet"))),
      h("div", { id: "stub-list" })),
    h("section", { class: "card", "aria-labelledby": "faults-title" },
      h("div", { class: "card-head" }, h("h2", { id: "faults-title" }, "Faults"),
        h("div", { class: "actions" }, button("Add a fault", fault, "main"), button("Remove all", () => clear("faults"), "quiet"))),
      h("div", { id: "fault-list" })));
  served ??= "/stubs" in (await get("/openapi.json")).paths;
  await load();
  const kept = sessionStorage.getItem("mockserver-stub");
  if (search.get("stub") && kept && served) {
    sessionStorage.removeItem("mockserver-stub");
    history.replaceState(null, "", "#/arrange");
    stub(JSON.parse(kept));
  }
}

export function heard() {
  if (!due) due = setTimeout(() => { due = 0; if ($("stub-list")) attempt(load); }, 500);
}

async function load() {
  const [stubs, { faults }] = await Promise.all([served ? get(of("/stubs")).then(found => found.stubs) : null, get(of("/faults"))]);
  if (!$("stub-list")) return;
  $("stubs").hidden = !served;
  $("stub-list").replaceChildren(stubs?.length ? h("ul", { class: "arranged" }, stubs.map(each => item("stubs", each)))
    : empty("No stubs", h("p", {}, "Add one here, or open a request and make a stub of it.")));
  $("fault-list").replaceChildren(faults.length ? h("ul", { class: "arranged" }, faults.map(each => item("faults", each)))
    : empty("No faults", h("p", {}, "Nothing goes wrong on purpose.")));
}

function item(kind, each) {
  const { id, hits, vendor, operation, ...rest } = each;
  const spent = rest.times && hits >= rest.times;
  return h("li", { class: spent ? "spent" : null },
    h("div", {}, spent && h("span", { class: "badge" }, h("span", { class: "shape", "aria-hidden": "true" }, "✓"), "Spent"), " ", h("b", {}, operation ?? vendor ?? "every call"), " ",
      h("small", {}, [operation && vendor, rest.times ? `${hits} of ${count(rest.times, "hit")}` : count(hits ?? 0, "hit")].filter(Boolean).join(" · ")), says(rest),
      h("details", {}, h("summary", {}, "As JSON"), h("pre", { tabindex: "0" }, JSON.stringify(each, null, 2)))),
    h("div", { class: "actions" },
      kind === "stubs" && h("button", { type: "button", class: "quiet", "aria-label": `Edit stub ${id}`, on: { click: () => stub({ vendor, operation, ...rest }, id) } }, "Edit"),
      h("button", { type: "button", class: "quiet", "aria-label": `Remove ${id}`, on: { click: () => attempt(async () => {
        await call("DELETE", of(`/${kind}/${encodeURIComponent(id)}`));
        await load();
      }, "Removed") } }, "Remove")));
}

function says({ status, answers, delay, fault: broken, probability, match, scenario, breaks: breaking }) {
  const statuses = answers?.map(each => each.status ?? "as documented").join(", then ");
  const state = scenario && `scenario ${scenario.name}${scenario.requiredState ? ` in ${scenario.requiredState}` : ""}${scenario.newState ? `, then ${scenario.newState}` : ""}`;
  const parts = [(status || statuses) && `answers ${status ?? statuses}`, delay && `after ${[delay].flat().join(" to ")} s`,
    broken && BREAKS.find(([name]) => name === broken)?.[1].toLowerCase(),
    probability !== undefined && probability < 1 && `${Math.round(probability * 100)} % of calls`, ...conditions(match ?? {}), state, breaking === true && "breaks the contract"];
  return h("p", { class: "facts" }, parts.filter(Boolean).join(" · "));
}

const conditions = match => Object.entries(match).flatMap(([part, wanted]) => Object.entries(wanted).map(([name, value]) =>
  `${part} ${name} ${value !== null && typeof value === "object" ? JSON.stringify(value) : `is ${JSON.stringify(value)}`}`));

function stub(given = null, id = "") {
  const first = shared.vendors[0];
  const begun = given ?? { vendor: first?.name ?? "", operation: first?.operations[0]?.id ?? "", ...EXAMPLE };
  const made = editor("The stub, as JSON", JSON.stringify(begun, null, 2), 14);
  const change = members => {
    try {
      made.area.value = JSON.stringify({ ...JSON.parse(made.area.value), ...members }, null, 2);
    } catch { /* what is typed there is no JSON yet, and stays */ }
  };
  const operations = h("span", {});
  const offer = (vendor, chosen) => put(operations, select("Operation", (shared.vendor(vendor)?.operations ?? []).map(each =>
    [each.id, `${each.method} ${each.path}`]), chosen, operation => change({ operation })));
  const choose = vendor => {
    const operation = shared.vendor(vendor).operations[0]?.id;
    offer(vendor, operation);
    change({ vendor, operation });
  };
  offer(begun.vendor, begun.operation);
  ask(id ? `Edit stub ${id}` : "Add a stub", [
    h("div", { class: "grid" }, select("Vendor", shared.vendors.map(each => [each.name, each.name]), begun.vendor, choose), operations),
    made.field,
    h("p", { class: "facts" }, "match says which calls, by path, query, header, cookie or body; status, headers, body or example what they get; times how many. An answer that the document does not admit is refused, unless the stub says \"breaks\": true."),
  ], id ? "Save" : "Add", async () => {
    await call(id ? "PUT" : "POST", of(id ? `/stubs/${encodeURIComponent(id)}` : "/stubs"), parsed(made.area.value));
    toast(id ? "Saved" : "Added");
    await load();
  });
}

function fault() {
  const given = { vendor: "", operation: "", breaks: "" };
  const operations = h("span", {});
  const choose = name => {
    given.vendor = name;
    given.operation = "";
    const found = shared.vendor(name)?.operations ?? [];
    operations.replaceChildren(select("Operation", [["", "Every one"], ...found.map(each => [each.id, each.id])], "", value => { given.operation = value; }));
  };
  choose("");
  const form = ask("Add a fault", h("div", { class: "grid" },
    select("Vendor", [["", "Every one"], ...shared.vendors.map(each => [each.name, each.name])], "", choose), operations,
    input("Status", { name: "status", type: "number", min: 200, max: 599, placeholder: "as the document" }),
    input("Delay, seconds", { name: "delay", type: "number", min: 0, step: "any", placeholder: "0" }),
    select("Connection", BREAKS, "", value => { given.breaks = value; }),
    input("Times", { name: "times", type: "number", min: 1, placeholder: "always" }),
    input("Share of calls, percent", { name: "share", type: "number", min: 1, max: 100, placeholder: "100" })), "Add", async () => {
    const number = name => (form.elements[name].value === "" ? undefined : Number(form.elements[name].value));
    const share = number("share");
    const said = { vendor: given.vendor || undefined, operation: given.operation || undefined, fault: given.breaks || undefined,
      status: number("status"), delay: number("delay"), times: number("times"), probability: share === undefined ? undefined : share / 100 };
    await call("POST", of("/faults"), said);
    toast("Added");
    await load();
  });
}

function clear(kind) {
  sure(`Remove all ${kind}?`, shared.namespace ? `Those of the namespace ${shared.namespace}.` : "Those of the default namespace.", "Remove all", async () => {
    await call("DELETE", of(`/${kind}`));
    await load();
  });
}
