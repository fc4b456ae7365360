import { render } from "preact";
import { whoAmI } from "./account/me";
import { Shell } from "./app/shell";
import "./style/tokens.css";
import "./style/base.css";
import "./style/page.css";

void whoAmI();
render(<Shell />, document.getElementById("app")!);
