// Rotor, with the fetch that Node has: numbered pages.

export class RotorClient {
  constructor(key, baseUrl = "https://api.getrotor.com/open-api") {
    this.headers = { "x-api-key": key };
    this.baseUrl = baseUrl;
  }

  /** Every customer that fits, page after page. */
  async *customers(filters = {}) {
    for (let page = 1, more = true; more; page += 1) {
      const query = new URLSearchParams({ page, limit: 100, ...filters });
      const reply = await this.#ask(`/customers?${query}`);
      yield* reply.data;
      more = reply.pagination.has_more;
    }
  }

  /** A new customer; with an id, a changed one. */
  save(fields) {
    return this.#ask("/customers", { method: "POST", body: JSON.stringify(fields) });
  }

  async #ask(path, options = {}) {
    const headers = { ...this.headers, ...(options.body && { "content-type": "application/json" }) };
    const reply = await fetch(this.baseUrl + path, { ...options, headers });
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
    return reply.json();
  }
}
