// Draws the OpenAPI document. Only text nodes: nothing of it becomes markup.
const make = (tag, props = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
};

let schemas = {};
const follow = (s) => (s && s.$ref ? follow(schemas[s.$ref.split("/").pop()]) : s || {});

const typeOf = (s) => {
  const r = follow(s);
  const t = [].concat(r.type || []).filter((x) => x !== "null");
  const nothing = [].concat(r.type || []).includes("null") ? " or null" : "";
  if (t[0] === "array") return `list of ${typeOf(r.items)}${nothing}`;
  if (r.enum) return r.enum.join(" | ") + nothing;
  return (r.format || t[0] || "anything") + nothing;
};

const limits = (s) => {
  const r = follow(s);
  const words = [];
  if (r.minimum !== undefined || r.maximum !== undefined) words.push(`${r.minimum ?? "…"} to ${r.maximum ?? "…"}`);
  if (r.maxLength !== undefined) words.push(`at most ${r.maxLength} characters`);
  if (r.maxItems !== undefined) words.push(`at most ${r.maxItems} items`);
  if (s && s.description) words.push(s.description);
  else if (r.description) words.push(r.description);
  return words.join(". ");
};

// fields lists a schema's fields, and those of what it holds, one line each.
const fields = (schema, prefix = "", depth = 0) => {
  const s = follow(schema);
  if ([].concat(s.type || []).includes("array")) return fields(s.items, prefix + "[]", depth);
  const rows = [];
  for (const [name, sub] of Object.entries(s.properties || {})) {
    const path = (prefix ? prefix + "." : "") + name;
    rows.push([path, typeOf(sub), (s.required || []).includes(name) ? "yes" : "", limits(sub)]);
    const inner = follow(sub);
    if (depth < 4 && (inner.properties || [].concat(inner.type || []).includes("array"))) rows.push(...fields(inner, path, depth + 1));
  }
  return rows;
};

const table = (caption, rows) =>
  make("div", { className: "table" },
    make("table", {},
      make("caption", { textContent: caption }),
      make("thead", {}, make("tr", {}, ...["Field", "Type", "Required", "Notes"].map((h) => make("th", { scope: "col", textContent: h })))),
      make("tbody", {}, ...rows.map((r) => make("tr", {}, make("td", {}, make("code", { textContent: r[0] })), ...r.slice(1).map((c) => make("td", { textContent: c })))))));

const operation = (path, method, op) => {
  const inner = make("div", {}, make("p", { textContent: op.description || "" }));
  const params = (op.parameters || []).map((p) => [p.name, `${typeOf(p.schema)} (${p.in})`, p.required ? "yes" : "", p.description || limits(p.schema)]);
  if (params.length) inner.append(table("Parameters", params));
  const body = op.requestBody?.content?.["application/json"]?.schema;
  if (body) inner.append(table("Body" + (typeOf(body).startsWith("list") ? ": a list" : ""), fields(body)));
  for (const [status, r] of Object.entries(op.responses || {})) {
    if (status === "default") continue;
    const schema = r.content?.["application/json"]?.schema;
    if (schema) inner.append(table(`Reply ${status}`, fields(schema)));
    else inner.append(make("p", { textContent: `Reply ${status}: ${r.description || "no body"}` }));
  }
  return make("details", { id: op.operationId },
    make("summary", {}, make("span", { className: "method", textContent: method.toUpperCase() }), make("code", { textContent: path }), make("span", { className: "about", textContent: op.summary || "" })),
    inner);
};

const draw = (doc) => {
  schemas = doc.components?.schemas || {};
  const groups = new Map();
  for (const [path, item] of Object.entries(doc.paths)) {
    for (const method of ["get", "post", "put", "patch", "delete"]) {
      const op = item[method];
      if (!op) continue;
      const tag = op.tags?.[0] || "other";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(path, method, op));
    }
  }
  for (const [tag, ops] of groups) {
    const id = "group-" + tag;
    document.getElementById("groups").append(make("li", {}, make("a", { href: "#" + id, textContent: tag })));
    document.getElementById("list").append(make("h3", { id, textContent: tag }), ...ops);
  }
  document.getElementById("state").textContent = `Version ${doc.info.version}.`;
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
};

fetch("/openapi.json")
  .then((r) => (r.ok ? r.json() : Promise.reject(new Error(r.status))))
  .then(draw)
  .catch(() => { document.getElementById("state").textContent = "The list could not be loaded. Read /openapi.json instead."; });
