import { Component, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SignInAgain } from "../account/again";
import { me, meProblem, role, signOut, whoAmI } from "../account/me";
import { reachable } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { Button } from "../ui/button";
import { Icon } from "../ui/icon";
import { Failure, Waiting } from "../ui/load";
import { Menu } from "../ui/menu";
import { fresh, newVersion } from "../offline/version";
import { Messages, say } from "../ui/status";
import { go, match, path, query, to, type Params } from "./router";
import { navigation, screens, type Row, type Screen } from "./screens";
import { Title } from "./title";
import "./shell.css";

/** The screen that a path stands for. */
function find(p: string): { row: Row; params: Params } | null {
  for (const row of screens) {
    const params = match(row.path, p);
    if (params) return { row, params };
  }
  return null;
}

export function Shell() {
  const found = find(path.value);
  const open = found?.row.roles === "anyone";
  const account = me.value;

  useEffect(() => {
    if (account === null && found && !open) go(path.value ? `sign-in?next=${encodeURIComponent(path.value)}` : "sign-in", { replace: true });
    if (account && (path.value === "sign-in" || path.value === "register")) go("", { replace: true });
  }, [account, path.value]);

  let inside: ComponentChildren;
  if (!found) inside = <Nowhere />;
  else if (account === undefined && !open) inside = meProblem.value ? <div class="page"><Failure problem={meProblem.value} again={() => void whoAmI()} /></div> : <Waiting />;
  else if (account === null && !open) inside = <Waiting />;
  else if (Array.isArray(found.row.roles) && !found.row.roles.includes(role.value!)) inside = <NotYours />;
  else inside = <Lazy key={path.value} row={found.row} params={found.params} />;

  const focus = found?.row.focus === true;
  return (
    <div class={focus ? "shell focus" : account ? "shell around" : "shell"}>
      <a class="skip-link" href="#main" onClick={(e) => {
        e.preventDefault();
        document.getElementById("main")?.focus();
      }}>Skip to the content</a>
      <Header under={found?.row.under} focus={focus} />
      <Banner focus={focus} />
      <main id="main" tabIndex={-1}><Guarded key={path.value + query.value}>{inside}</Guarded></main>
      {!focus && <footer class="foot">SAT is a trademark of the College Board, which is not involved. Scores here are estimates of our own.</footer>}
      <Messages />
      <SignInAgain />
    </div>
  );
}

function Header({ under, focus }: { under: string | undefined; focus: boolean }) {
  const account = me.value;
  const links = account && role.value ? navigation[role.value] : [];
  return (
    <header class="top">
      <a class="wordmark" href={to("")} aria-label="SAT Prep Suite, home"><span class="dot" aria-hidden="true" />Prep Suite</a>
      {links.length > 0 && !focus && (
        <nav aria-label="Main">
          <ul role="list">
            {links.map((l) => (
              <li key={l.path}><a href={to(l.path)} aria-current={under === l.path ? "page" : undefined}><Icon name={l.icon} /><span>{l.name}</span></a></li>
            ))}
          </ul>
        </nav>
      )}
      <div class="top-end">
        {account && !focus && (
          <Menu label={`Account of ${account.name}`} items={[
            { name: "Settings", href: to("settings") },
            { name: "My data and consent", href: to("data") },
            { name: "People linked with me", href: to("people") },
            { name: "Sign out", act: () => void signOut().then(() => go("sign-in", { replace: true }), (err: unknown) => say(asProblem(err).message, "trouble")) },
          ]}>
            <Icon name="person" /><span dir="auto">{account.name}</span>
          </Menu>
        )}
      </div>
    </header>
  );
}

function Banner({ focus }: { focus: boolean }) {
  return (
    <div role="status" class="banner-place">
      {!reachable.value && (
        <div class="banner">
          <p>The server cannot be reached. What you do stays here and is sent as soon as it is back.
            {role.value === "student" && !focus && !path.value.startsWith("offline") && <> <a href={to("offline")}>Practise offline</a></>}</p>
        </div>
      )}
      {newVersion.value && !focus && (
        <div class="banner"><p>There is a new version of this app. <button type="button" class="link" onClick={() => void fresh().then((why) => why && say(why, "trouble"))}>Reload</button></p></div>
      )}
    </div>
  );
}

const loadedScreens = new Map<Row, Screen>();

/** A screen whose code comes when it is opened. */
function Lazy({ row, params }: { row: Row; params: Params }) {
  const [, set] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const have = loadedScreens.get(row);
  useEffect(() => {
    if (have) return;
    row.load().then(
      (m) => {
        loadedScreens.set(row, m.default);
        set((n) => n + 1);
      },
      (err: unknown) => setProblem(asProblem(err)),
    );
  }, [row]);
  const S = have;
  if (S) return <S params={params} />;
  return problem ? <NewVersion /> : <Waiting />;
}

/** The code of a screen is gone when the server was given a new version meanwhile. */
function NewVersion() {
  return (
    <div class="page narrow stack">
      <Title>This screen could not be loaded</Title>
      <p>Either the connection broke, or the server has a new version since you opened this page. Loading the page again helps in both cases.</p>
      <div class="row"><Button look="main" onClick={() => location.reload()}>Load again</Button></div>
    </div>
  );
}

function Nowhere() {
  return (
    <div class="page narrow stack">
      <Title>There is nothing here</Title>
      <p>The address leads to no screen of this app.</p>
      <p><a href={to("")}>Go home</a></p>
    </div>
  );
}

function NotYours() {
  return (
    <div class="page narrow stack">
      <Title>This is not for your account</Title>
      <p>You are signed in as {me.value?.role}; this screen is for others.</p>
      <p><a href={to("")}>Go home</a></p>
    </div>
  );
}

/** A screen that fails takes no other with it. */
class Guarded extends Component<{ children: ComponentChildren }, { problem: Problem | null }> {
  override state: { problem: Problem | null } = { problem: null };

  static override getDerivedStateFromError(err: unknown) {
    return { problem: asProblem(err) };
  }

  render() {
    return this.state.problem ? <div class="page"><Failure problem={this.state.problem} again={() => this.setState({ problem: null })} /></div> : this.props.children;
  }
}
