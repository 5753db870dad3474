// discord.js' own REST client and its typed API: snowflakes as cursors, JSON error codes, rate limits in headers.
import { URL, assert, fails, load, step } from "./steps.mjs";

const { REST } = load("@discordjs/rest");
const { API } = load("@discordjs/core");

const of = (token) => new API(new REST({ api: URL.replace(/\/v10$/, ""), version: "10", retries: 0 }).setToken(token));
const api = of("test_full");
let guild, channel, made;

await step("oneself", async () => {
  assert.ok((await api.users.getCurrent()).id);
});
await step("list", async () => {
  const guilds = await api.users.getGuilds({ limit: 2 });
  assert.equal(guilds.length, 2);
  guild = guilds[0].id;
  assert.equal((await api.guilds.get(guild)).id, guild);
});
await step("walk", async () => {
  const rows = [];
  let after;
  for (;;) {
    const page = await api.users.getGuilds({ limit: 7, after });
    rows.push(...page.map((each) => each.id));
    if (page.length < 7) break;
    after = page.at(-1).id;
    assert.ok(rows.length < 5000);
  }
  assert.equal(new Set(rows).size, rows.length);
  assert.ok(rows.length > 7, `${rows.length} rows`);
});
await step("create", async () => {
  channel = await api.guilds.createChannel(guild, { name: "from-the-sdk", type: 0 });
  assert.equal(channel.name, "from-the-sdk");
});
await step("read what was created", async () => {
  assert.equal((await api.channels.get(channel.id)).name, "from-the-sdk");
  assert.ok((await api.guilds.getChannels(guild)).some((each) => each.id === channel.id));
});
await step("below another", async () => {
  made = await api.channels.createMessage(channel.id, { content: "From the SDK" });
  assert.equal(made.content, "From the SDK");
  assert.equal((await api.channels.getMessage(channel.id, made.id)).content, "From the SDK");
  assert.deepEqual((await api.channels.getMessages(channel.id, { limit: 5 })).map((each) => each.id), [made.id]);
});
await step("change", async () => {
  assert.equal((await api.channels.editMessage(channel.id, made.id, { content: "Changed" })).content, "Changed");
  assert.equal((await api.channels.getMessage(channel.id, made.id)).content, "Changed");
});
await step("delete", async () => {
  await api.channels.deleteMessage(channel.id, made.id);
});
await fails("read what is gone", 404, () => api.channels.getMessage(channel.id, made.id));
await step("another resource", async () => {
  const role = await api.guilds.createRole(guild, { name: "sdk" });
  assert.ok((await api.guilds.getRoles(guild)).some((each) => each.id === role.id));
  assert.equal((await api.guilds.editRole(guild, role.id, { name: "other" })).name, "other");
  await api.guilds.deleteRole(guild, role.id);
  assert.ok(!(await api.guilds.getRoles(guild)).some((each) => each.id === role.id));
});
await fails("wrong credentials", 401, () => of("nobody").users.getCurrent());
