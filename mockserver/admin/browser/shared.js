// What the sections share: what is served, the requests as they came, the namespace that commands are for.

export const MOST = 1000; // requests that are kept here: as many as the journal has

export const OUTCOMES = {
  answered: ["●", "Answered"],
  refused: ["▲", "Refused"],
  broke: ["■", "Broke the contract"],
  failed: ["◆", "Failed"],
};

export const shared = {
  vendors: [],
  requests: [], // oldest first
  missed: 0,
  namespace: "",

  trim() {
    if (this.requests.length > MOST) this.requests.splice(0, this.requests.length - MOST);
  },
  forget(vendor, namespace) {
    this.requests = this.requests.filter(each =>
      (vendor && each.vendor !== vendor) || (namespace !== null && each.namespace !== namespace));
  },
  vendor(name) {
    return this.vendors.find(each => each.name === name);
  },
};

// What became of a request, in one word.
export function outcome({ verdict, response }) {
  if (verdict.violations.length) return "broke";
  if (!response || response.status >= 500) return "failed";
  return response.status >= 400 ? "refused" : "answered";
}

// A line of a document that is served, and what it is called.
export const line_of = (vendor, { file, line }) =>
  `#/documents/${encodeURIComponent(vendor)}?${new URLSearchParams({ file, line })}`;
export const line_name = ({ file, line }) => `${file.split("/").at(-1)}, line ${line}`;

export const time = entry => entry.loggedDateString.slice(11, 19);
