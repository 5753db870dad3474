// MOCKSERVER=http://127.0.0.1:8080 node --test
// Each test has a namespace of its own, named in the URL: tests can run side by side on one server.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { RotorClient } from "./rotor-client.mjs";

const root = process.env.MOCKSERVER ?? "http://127.0.0.1:8080";
const client = (namespace, key = "test_full") => new RotorClient(key, `${root}/rotor@${namespace}/open-api`);
const all = async (found) => { const list = []; for await (const each of found) list.push(each); return list; };

test("walks every page", async () => {
  const found = await all(client("walk").customers());

  assert.equal(new Set(found.map((each) => each.id)).size, 142);
});

test("finds what it saved", async () => {
  const rotor = client("save");
  const saved = await rotor.save({ first_name: "Zoe", last_name: "Quill", company_name: "Quill Panes" });

  assert.deepEqual((await all(rotor.customers({ search: "Quill Panes" }))).map((each) => each.id), [saved.id]);
  assert.deepEqual(await all(client("walk").customers({ search: "Quill Panes" })), []);
});

test("tells a wrong key", async () => {
  await assert.rejects(all(client("key", "wrong").customers()), /^Error: 401/);
});

after(async () => {
  const reply = await fetch(`${root}/__admin/coverage`);
  const { verdicts } = await reply.json();

  assert.deepEqual(verdicts.filter((verdict) => verdict.severity === "error"), []);
});
