import { render } from "preact";
import { recall } from "./account/me";
import { Shell } from "./app/shell";
import { keepApp } from "./offline/version";
import "./style/tokens.css";
import "./style/base.css";
import "./style/page.css";

void recall();
keepApp();
render(<Shell />, document.getElementById("app")!);
