// What is told to others: deliveries with their attempts, and who is told beside rows that subscribe.

import { $, ask, attempt, button, count, empty, h, head, input, toast } from "./dom.js";
import { call, get, query } from "./api.js";
import { shared } from "./shared.js";

export const title = "Webhooks";
const TONES = { delivered: ["answered", "●"], waiting: ["refused", "▲"], failed: ["failed", "◆"] }; // of outcomes; others are broken off
const MOST = 100; // deliveries that are shown
let due = 0;

const of = (path, more = {}) => path + query({ namespace: shared.namespace, ...more });

export async function show(view) {
  view.replaceChildren(head("Webhooks"),
    h("p", { class: "lead" }, "Events are delivered after the reply, signed, and again by the server's clock where a receiver fails."),
    h("section", { class: "card", "aria-labelledby": "deliveries-title" },
      h("div", { class: "card-head" }, h("h2", { id: "deliveries-title" }, "Deliveries")),
      h("div", { id: "delivery-list" })),
    h("section", { class: "card", "aria-labelledby": "subscriptions-title" },
      h("div", { class: "card-head" }, h("h2", { id: "subscriptions-title" }, "Subscriptions"),
        h("div", { class: "actions" }, button("Subscribe", subscribe, "main"))),
      h("div", { id: "subscription-list" })));
  await load();
}

export function heard() {
  if (!due) due = setTimeout(() => { due = 0; if ($("delivery-list")) attempt(load); }, 500);
}

async function load() {
  const [{ events, subscriptions }, { deliveries }] = await Promise.all([get(of("/webhooks")), get(of("/webhooks/deliveries", { limit: MOST }))]);
  if (!$("delivery-list")) return;
  $("delivery-list").replaceChildren(deliveries.length ? h("ul", { class: "arranged" }, deliveries.map(delivery))
    : empty("No deliveries", h("p", {}, events.length ? "Nothing that has happened was anybody's to be told." : "No document that is served has events.")));
  $("subscription-list").replaceChildren(subscriptions.length ? h("ul", { class: "arranged" }, subscriptions.map(subscription))
    : empty("No subscriptions", h("p", {}, "Rows that subscribe are among the rows of their document.")));
}

function delivery(each) {
  const last = each.attempts.at(-1);
  const [tone, shape] = TONES[each.outcome] ?? ["broke", "■"];
  const facts = [count(each.attempts.length, "attempt"), last?.status && `answered ${last.status}`, last?.error || each.problem, each.due && `again at ${each.due}`];
  return h("li", {},
    h("div", {}, h("span", { class: `badge ${tone}` }, h("span", { class: "shape", "aria-hidden": "true" }, shape), each.outcome), " ", h("b", {}, each.event), " ",
      h("small", {}, `${each.vendor} · ${each.url}`),
      h("p", { class: "facts" }, facts.filter(Boolean).join(" · "), each.request && [" · caused by ", h("a", { href: `#/requests/${each.request}` }, `request ${each.request}`)]),
      h("details", {}, h("summary", {}, "As JSON"), h("pre", { tabindex: "0" }, JSON.stringify(each, null, 2)))),
    h("div", { class: "actions" }, each.outcome !== "broken" && h("button", { type: "button", class: "quiet", "aria-label": `Redeliver ${each.id}`, on: { click: () => attempt(async () => {
      await call("POST", of(`/webhooks/deliveries/${encodeURIComponent(each.id)}/redeliver`));
      await load();
    }, "Sent again") } }, "Redeliver")));
}

function subscription(each) {
  return h("li", {},
    h("div", {}, h("b", {}, each.url), " ", h("small", {}, [each.vendor, each.events.join(", "), each.signed && "signed"].filter(Boolean).join(" · "))),
    h("div", { class: "actions" }, h("button", { type: "button", class: "quiet", "aria-label": `Remove ${each.id}`, on: { click: () => attempt(async () => {
      await call("DELETE", of(`/webhooks/${encodeURIComponent(each.id)}`));
      await load();
    }, "Removed") } }, "Remove")));
}

function subscribe() {
  const form = ask("Subscribe", h("div", { class: "grid" },
    input("Address", { name: "url", type: "url", required: true, placeholder: "of this machine" }),
    input("Events", { name: "events", placeholder: "all of them" }, "names with commas between, * for any text"),
    input("Secret", { name: "secret", autocomplete: "off" }, "what signs the deliveries")), "Subscribe", async () => {
    const events = form.elements.events.value.split(",").map(name => name.trim()).filter(Boolean);
    await call("POST", of("/webhooks"), { url: form.elements.url.value, events: events.length ? events : undefined, secret: form.elements.secret.value || undefined });
    toast("Subscribed");
    await load();
  });
}
