// Making elements, saying what happened, asking: no text ever becomes markup here.

import { line_name, line_of } from "./shared.js";

const LONGEST = 320; // characters of what is told in passing
const SVG = "http://www.w3.org/2000/svg";

function filled(node, given, children) {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [type, heard] of Object.entries(value)) node.addEventListener(type, heard);
    else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(each => each !== null && each !== undefined && each !== false));
  return node;
}

export const h = (tag, given, ...children) => filled(document.createElement(tag), given, children);
export const svg = (tag, given, ...children) => filled(document.createElementNS(SVG, tag), given, children);
// In the place of what a node holds.
export function put(node, ...children) {
  node.replaceChildren();
  return filled(node, {}, children);
}
export const $ = id => document.getElementById(id);

export const button = (text, heard, kind = "") => h("button", { type: "button", class: kind, on: { click: heard } }, text);

export function select(label, options, value, heard, given = {}) {
  const made = h("select", { ...given, on: { change: () => heard(made.value) } },
    options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
  return h("label", { class: "field" }, h("span", {}, label), made);
}

export function input(label, given = {}, hint = "") {
  return h("label", { class: "field" }, h("span", {}, label), h("input", given), hint && h("small", {}, hint));
}

export function toast(text, bad = false) {
  const made = h("p", { class: bad ? "toast bad" : "toast" }, h("span", { "aria-hidden": "true" }, bad ? "■ " : "● "), text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
  $("toasts").append(made);
  setTimeout(() => made.remove(), bad ? 9000 : 4000);
}

// Do something that may be refused; what the server says of it is told where it can be read.
export async function attempt(work, done = "") {
  try {
    const found = await work();
    if (done) toast(done);
    return found ?? true;
  } catch (error) {
    toast(error.message, true);
    return undefined;
  }
}

// Why something was refused: each place of it with the line that says so, which opens beside the page.
function refusal({ message, places = [] }, vendor) {
  if (!vendor || !places.some(each => each.line)) return [message];
  return [h("ul", {}, places.map(each => h("li", {}, each.detail.replace(/; see .+:\d+$/, ". "),
    each.line && h("a", { href: line_of(vendor, each), target: "_blank" }, line_name(each)))))];
}

// A dialog with one action; what refuses the action is said in it, and it stays open.
export function ask(title, content, action, work, vendor = "") {
  const wrong = h("div", { class: "wrong", role: "alert", hidden: true });
  const dialog = $("dialog");
  const form = h("form", { on: { submit: async event => {
    event.preventDefault();
    try {
      await work();
      if (form.isConnected) dialog.close(); // else another one is asked meanwhile
    } catch (error) {
      wrong.hidden = false;
      put(wrong, ...refusal(error, vendor));
      wrong.scrollIntoView({ block: "nearest" });
    }
  } } }, h("h2", { id: "dialog-title" }, title), content, wrong,
  h("div", { class: "actions" }, button("Cancel", () => dialog.close(), "quiet"), h("button", { class: "main" }, action)));
  dialog.replaceChildren(form);
  dialog.showModal();
  return form;
}

export const sure = (title, text, action, work) => ask(title, h("p", {}, text), action, work);

export function editor(label, value, rows = 14) {
  const area = h("textarea", { rows, spellcheck: "false", autocapitalize: "off", autocomplete: "off", value });
  return { area, field: h("label", { class: "field wide" }, h("span", {}, label), area) };
}

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error.message}`);
  }
}

export const pretty = text => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

export const empty = (title, ...text) => h("div", { class: "empty" }, h("h2", {}, title), ...text);
export const head = (title, ...more) => h("div", { class: "head" }, h("h1", { tabindex: "-1" }, title), ...more);
export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
