import { render } from "preact";
import { me, recall } from "./account/me";
import { Shell } from "./app/shell";
import { keepApp } from "./offline/version";
import "./style/tokens.css";
import "./style/base.css";
import "./style/page.css";

void recall().then(() => {
  // A page that goes cannot always wait for what the device keeps; the next one sends it.
  setTimeout(() => {
    if (me.peek()?.role === "student") void import("./interaction/collect").then((c) => c.flush());
  }, 3_000);
});
keepApp();
render(<Shell />, document.getElementById("app")!);
