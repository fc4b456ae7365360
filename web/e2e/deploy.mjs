// A door before the server that a new version of the app can be put behind: the
// same files under another build's name, as the server names them. Addresses of
// the build before are gone from then on, as they are from a real server.
import http from "node:http";

/** Opens the door. deploy() puts the new version behind it. */
export async function openDoor(server) {
  const upstream = new URL(server.base);
  const old = /\/app\/-\/(\w+)\//.exec(await (await fetch(`${server.base}/app/`)).text())[1];
  const next = [...old].reverse().join("") === old ? "0".repeat(old.length) : [...old].reverse().join("");
  let deployed = false;
  const door = http.createServer((req, res) => {
    let path = req.url;
    const asked = /^\/app\/-\/(\w+)\//.exec(path)?.[1];
    if (asked && asked !== (deployed ? next : old)) {
      res.writeHead(404, { "Content-Type": "application/problem+json" });
      return res.end(JSON.stringify({ status: 404, title: "Not Found", detail: "There is no such page." }));
    }
    if (asked) path = path.replace(asked, old);
    const named = !asked && path.startsWith("/app/"); // what says which build there is
    const headers = { ...req.headers };
    if (named) for (const h of ["if-none-match", "accept-encoding"]) delete headers[h];
    const up = http.request({ host: upstream.hostname, port: upstream.port, method: req.method, path, headers }, (reply) => {
      if (!named) {
        res.writeHead(reply.statusCode, reply.headers);
        return void reply.pipe(res);
      }
      const parts = [];
      reply.on("data", (c) => parts.push(c));
      reply.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const body = Buffer.from(deployed ? text.replaceAll(old, next) : text);
        const { etag: _, ...rest } = reply.headers;
        res.writeHead(reply.statusCode, { ...rest, "content-length": body.length });
        res.end(body);
      });
    });
    up.on("error", () => res.destroy());
    req.pipe(up);
  });
  await new Promise((done) => door.listen(0, "127.0.0.1", done));
  return {
    ...server,
    base: `http://127.0.0.1:${door.address().port}`,
    old,
    next,
    deploy: () => (deployed = true),
    shut: () => {
      door.closeAllConnections();
      return new Promise((done) => door.close(done));
    },
  };
}
