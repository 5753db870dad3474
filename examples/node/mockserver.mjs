// Starts and stops mockserver for a suite in Node: `const server = await start(["rotor"])`, `await server.stop()`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/**
 * Serve documents on a free port.
 *
 * @param {string[]} documents Names, files or URLs; none stands for all.
 * @param {{command?: string, options?: string[]}} [how] The program, and further options of `mockserver serve`.
 * @returns {Promise<MockServer>} Once it answers.
 * @throws {Error} With what it printed, when it does not start.
 */
export async function start(documents = [], { command = "mockserver", options = [] } = {}) {
  const [program, ...before] = command.split(" ");
  const child = spawn(program, [...before, "serve", ...documents, "--port", "0", ...options], { stdio: "pipe" });
  const ended = once(child, "exit").then(([code]) => code, (error) => error);
  let told = "";
  child.stderr.on("data", (text) => { told += text; });
  const url = await Promise.race([
    firstUrl(child.stdout),
    ended.then((code) => { throw new Error(`mockserver did not start (${code}): ${told}`); }),
  ]);
  return new MockServer(child, ended, url);
}

async function firstUrl(stream) {
  for await (const line of createInterface({ input: stream })) {
    const found = line.match(/ on (https?:\/\/\S+)/);
    if (found) {
      stream.resume(); // what else it prints is not read, and must not fill the pipe
      return found[1];
    }
  }
  return new Promise(() => {}); // it has ended: the other side of the race tells
}

/** A server that runs. */
export class MockServer {
  constructor(child, ended, url) {
    Object.assign(this, { child, ended, url });
  }

  /** Back to the seeded state; of a namespace, where one is named. */
  reset(namespace) {
    return this.#admin("POST", "/reset", namespace);
  }

  /** What was asked, newest first. */
  async requests(namespace) {
    return (await this.#admin("GET", "/requests", namespace)).requests;
  }

  /** What the calls were like: coverage of each contract, and the verdicts. */
  coverage() {
    return this.#admin("GET", "/coverage");
  }

  /** End it, once it has answered what it was asked. */
  async stop() {
    this.child.kill("SIGTERM");
    return this.ended;
  }

  async #admin(method, path, namespace) {
    const headers = namespace ? { "mockserver-namespace": namespace } : {};
    const reply = await fetch(`${this.url}/__admin${path}`, { method, headers });
    if (!reply.ok) throw new Error(`${method} /__admin${path}: ${reply.status} ${await reply.text()}`);
    const text = await reply.text();
    return text ? JSON.parse(text) : undefined;
  }
}
