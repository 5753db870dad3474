// MOCKSERVER_COMMAND="python -m mockserver" node --test: a suite that starts its own server, and has a gate at its end.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { start } from "./mockserver.mjs";
import { RotorClient } from "./rotor-client.mjs";

let server;
const command = process.env.MOCKSERVER_COMMAND ?? "mockserver";

before(async () => { server = await start(["rotor"], { command }); });
beforeEach(() => server.reset());

const rotor = () => new RotorClient("test_full", `${server.url}/rotor/open-api`);

test("each test begins with the seeded state", async () => {
  await rotor().save({ first_name: "Zoe", last_name: "Quill", company_name: "Quill Panes" });
  await server.reset();

  for await (const found of rotor().customers({ search: "Quill Panes" })) assert.fail(found.id);
});

test("the journal tells what was asked", async () => {
  for await (const _ of rotor().customers()) break;
  const [last] = await server.requests();

  assert.equal(last.operation, "listCustomers");
});

test("what cannot be served is said", async () => {
  await assert.rejects(start(["no-such-document"], { command }), /did not start \(2\): .*no-such-document/);
});

after(async () => {
  const { verdicts } = await server.coverage();
  assert.equal(await server.stop(), 0);
  assert.deepEqual(verdicts.filter((verdict) => verdict.severity === "error"), []);
});
