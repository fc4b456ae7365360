import { call, submit } from "/app/api.js";

// The code stands behind the #, so that it is in no server's log; it leaves the
// address bar at once.
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname);
}

submit(document.getElementById("setup"), async (fields) => {
  await call("POST", "/auth/setup", fields);
  location.assign("/app/");
});
