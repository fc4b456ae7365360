// call sends JSON with the sign-in cookie. It returns the reply, or throws the
// problem (RFC 9457) that the server gave.
export async function call(method, path, body) {
  let r;
  try {
    r = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw { status: 0, detail: "The server cannot be reached. Please try again." };
  }
  const reply = r.status === 204 ? null : await r.json().catch(() => null);
  if (!r.ok) throw reply || { status: r.status, detail: "Something went wrong. Please try again." };
  return reply;
}

// submit sends a form with send, and shows a problem beside the fields that it
// is about.
export function submit(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector(".problem");
    const button = form.querySelector("button");
    problem.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    button.disabled = true;
    try {
      await send(Object.fromEntries(new FormData(form)));
      form.reset();
    } catch (p) {
      problem.textContent = p.detail || "Something went wrong. Please try again.";
      for (const e of p.errors || []) {
        const name = e.location?.replace("body.", "");
        const field = form.elements.namedItem(name);
        if (field instanceof HTMLInputElement) {
          field.setAttribute("aria-invalid", "true");
          field.focus();
        }
      }
    } finally {
      button.disabled = false;
    }
  });
}
