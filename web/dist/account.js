import { call, submit } from "/app/api.js";

const at = (id) => document.getElementById(id);

// show draws who is signed in, or the forms.
async function show() {
  let me = null;
  try {
    me = await call("GET", "/auth/me");
  } catch (p) {
    if (p.status !== 401) {
      at("state").textContent = p.detail;
      return;
    }
  }
  at("who").hidden = !me;
  at("forms").hidden = !!me;
  at("state").textContent = "";
  if (!me) return;
  at("who-name").textContent = me.name;
  at("who-id").textContent = me.user_id;
  at("who-role").textContent = me.role;
  at("who-status").textContent = me.status;
  at("who-pending").hidden = at("make-code").hidden = me.status !== "pending";
  at("code").textContent = "";
}

submit(at("sign-in"), async ({ user, password }) => {
  await call("POST", "/auth/login", user.includes("@") ? { email: user, password } : { user_id: user, password });
  await show();
});

submit(at("register"), async (fields) => {
  const given = Object.entries(fields).filter(([k, v]) => v !== "" && (k !== "age_band" || fields.role === "student"));
  await call("POST", "/auth/register", Object.fromEntries(given));
  await show();
});

at("register").addEventListener("change", (e) => {
  if (e.target.name === "role") at("ages").hidden = e.target.value !== "student";
});

at("make-code").addEventListener("click", async () => {
  try {
    at("code").textContent = (await call("POST", "/invitations", { role: "parent" })).code;
  } catch (p) {
    at("state").textContent = p.detail;
  }
});

at("sign-out").addEventListener("click", async () => {
  try {
    await call("POST", "/auth/logout");
  } catch (p) {
    if (p.status !== 401) at("state").textContent = p.detail;
  }
  await show();
});

await show();
