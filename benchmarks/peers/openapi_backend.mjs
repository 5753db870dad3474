// A server of openapi-backend: requests validated against the document, answered with its examples.
import http from "node:http";
import { createRequire } from "node:module";

const [, , home, document, port] = process.argv;
const { OpenAPIBackend } = createRequire(`${home}/`)("openapi-backend");
const api = new OpenAPIBackend({ definition: document, quick: true });
const reply = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};
api.register({
  validationFail: (context, request, response) => reply(response, 400, { errors: context.validation.errors }),
  notFound: (context, request, response) => reply(response, 404, { error: "not found" }),
  notImplemented: (context, request, response) => {
    const { status, mock } = context.api.mockResponseForOperation(context.operation.operationId);
    reply(response, status, mock);
  },
});
await api.init();
http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const [path, query] = request.url.split("?");
    const body = parts.length ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
    api.handleRequest({ method: request.method, path, query, body, headers: request.headers }, request, response);
  });
}).listen(Number(port), "127.0.0.1");
