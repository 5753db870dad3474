// InfluxData's client for JavaScript, generated from this document.
import { URL, assert, fails, load, step } from "./steps.mjs";

const { InfluxDB } = load("@influxdata/influxdb-client");
const { BucketsAPI, OrgsAPI, TasksAPI } = load("@influxdata/influxdb-client-apis");

const url = URL.replace(/\/api\/v2$/, "");
const client = new InfluxDB({ url, token: "test_full" });
const buckets = new BucketsAPI(client), orgs = new OrgsAPI(client), tasks = new TasksAPI(client);
let org, made;

await step("list", async () => {
  const found = await buckets.getBuckets({ limit: 2 });
  assert.equal(found.buckets.length, 2);
});
await step("walk by offset", async () => {
  const rows = [];
  for (;;) {
    const page = (await buckets.getBuckets({ limit: 7, offset: rows.length })).buckets;
    rows.push(...page.map((each) => each.id));
    if (page.length < 7) break;
    assert.ok(rows.length < 5000);
  }
  assert.equal(new Set(rows).size, rows.length);
  assert.ok(rows.length > 7, `${rows.length} rows`);
});
await step("create", async () => {
  org = (await orgs.getOrgs({ limit: 1 })).orgs[0];
  made = await buckets.postBuckets({ body: { orgID: org.id, name: "from-the-sdk", retentionRules: [] } });
  assert.equal(made.name, "from-the-sdk");
});
await step("read what was created", async () => {
  assert.equal((await buckets.getBucketsID({ bucketID: made.id })).name, "from-the-sdk");
});
await step("filter", async () => {
  const found = await buckets.getBuckets({ name: "from-the-sdk" });
  assert.deepEqual(found.buckets.map((each) => each.id), [made.id]);
});
await step("change", async () => {
  const changed = await buckets.patchBucketsID({ bucketID: made.id, body: { description: "changed" } });
  assert.equal(changed.description, "changed");
});
await step("delete", async () => {
  await buckets.deleteBucketsID({ bucketID: made.id });
});
await fails("read what is gone", 404, () => buckets.getBucketsID({ bucketID: made.id }));
await step("another resource", async () => {
  const task = await tasks.postTasks({ body: { flux: 'option task = {name: "sdk", every: 1h}', orgID: org.id } });
  assert.equal((await tasks.patchTasksID({ taskID: task.id, body: { status: "inactive" } })).status, "inactive");
  assert.equal((await tasks.getTasksID({ taskID: task.id })).status, "inactive");
});
await fails("wrong credentials", 401, () => new BucketsAPI(new InfluxDB({ url, token: "nobody" })).getBuckets());
