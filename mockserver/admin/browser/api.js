// The control plane: commands and questions, and the events of what happens.

const ROOT = new URL("./", document.baseURI).pathname.replace(/\/$/, "");
const TOKEN = "mockserver-token";
let askForToken = null;

export const onToken = heard => { askForToken = heard; };
export const keepToken = token => sessionStorage.setItem(TOKEN, token);
export const address = path => ROOT + path;

const authorized = headers => {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
};

export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

export async function call(method, path, body) {
  const headers = authorized(body === undefined ? {} : { "Content-Type": "application/json" });
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const reply = await fetch(ROOT + path, { method, headers, body: sent, cache: "no-store" });
  if (reply.status === 401 && askForToken) {
    await askForToken();
    return call(method, path, body);
  }
  if (!reply.ok) {
    const problem = await reply.json().catch(() => ({}));
    const error = new Error(problem.detail ?? `${method} ${path} was answered with ${reply.status}`);
    throw Object.assign(error, { places: problem.errors ?? [] });
  }
  return reply.json();
}

export const get = path => call("GET", path);
export const post = (path, body) => call("POST", path, body);

// A report, as a file: with the token, which a link could not send.
export async function download(path, name) {
  const reply = await fetch(ROOT + path, { headers: authorized({}) });
  if (!reply.ok) throw new Error((await reply.json().catch(() => ({}))).detail ?? `answered with ${reply.status}`);
  const url = URL.createObjectURL(await reply.blob());
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function event(text) {
  const fields = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields.event ? { name: fields.event, data: JSON.parse(fields.data), id: fields.id } : null;
}

// Hear what happens, for ever: after a break, from where it broke. `heard` gets events in batches.
export async function listen(heard, state) {
  let after = 0;
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      const reply = await fetch(`${ROOT}/events?after=${after}`, { headers: authorized({ Accept: "text/event-stream" }) });
      if (reply.status === 401 && askForToken) await askForToken();
      if (!reply.ok) throw new Error(String(reply.status));
      state("live");
      pause = 500;
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        const parts = (rest + value).split("\n\n");
        rest = parts.pop();
        const events = parts.map(event).filter(Boolean);
        for (const each of events) if (each.id) after = Number(each.id);
        if (events.length) heard(events);
      }
    } catch { /* the server is away: it is asked again */ }
    state("away");
    await new Promise(done => setTimeout(done, pause));
  }
}
