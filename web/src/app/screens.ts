import type { ComponentType } from "preact";
import type { IconName } from "../ui/icon";
import { match, type Params } from "./router";

export type Role = "student" | "parent" | "tutor" | "admin";

/** A screen gets what stands in its path. */
export type Screen = ComponentType<{ params: Params }>;

/** One row of the table of screens. */
export interface Row {
  path: string;
  /** Who has it; nobody: it is open without sign-in. */
  roles: Role[] | "anyone" | "signed in";
  /** Its code, loaded when it is first opened. */
  load: () => Promise<{ default: Screen }>;
  /** Nothing but the work: no navigation around it. */
  focus?: boolean;
  /** The entry of the navigation that is lit. */
  under?: string;
}

/** The table of screens, as routes.go is that of routes: a new screen is one more row. */
export const screens: Row[] = [
  { path: "", roles: "signed in", load: () => import("../home/screen"), under: "" },

  { path: "sign-in", roles: "anyone", load: () => import("../account/signin") },
  { path: "register", roles: "anyone", load: () => import("../account/register") },
  { path: "setup", roles: "anyone", load: () => import("../account/setup") },
  { path: "welcome", roles: "signed in", load: () => import("../consent/welcome") },
  { path: "settings", roles: "signed in", load: () => import("../account/settings") },
  { path: "consent", roles: "signed in", load: () => import("../consent/screen") },
  { path: "people", roles: "signed in", load: () => import("../people/screen"), under: "people" },

  { path: "console", roles: ["admin"], load: () => import("../census/screen"), under: "console" },
  { path: "console/failed", roles: ["admin"], load: () => import("../census/failed"), under: "console" },
  { path: "questions", roles: ["admin"], load: () => import("../census/questions"), under: "questions" },
  { path: "questions/reports", roles: ["admin"], load: () => import("../report/queue"), under: "questions" },
  { path: "questions/:question", roles: ["admin"], load: () => import("../census/question"), under: "questions" },
  { path: "calibration", roles: ["admin"], load: () => import("../calibration/screen"), under: "questions" },
  { path: "calibration/:run", roles: ["admin"], load: () => import("../calibration/run"), under: "questions" },
  { path: "datasets", roles: ["admin"], load: () => import("../dataset/screen"), under: "datasets" },
  { path: "datasets/:release", roles: ["admin"], load: () => import("../dataset/release"), under: "datasets" },
  { path: "users", roles: ["admin"], load: () => import("../account/users"), under: "users" },
  { path: "audit", roles: ["admin"], load: () => import("../audit/screen"), under: "" },
  { path: "backups", roles: ["admin"], load: () => import("../backup/screen"), under: "" },
  { path: "summary/:user", roles: ["parent", "tutor", "admin"], load: () => import("../summary/screen"), under: "" },
  { path: "class", roles: ["tutor"], load: () => import("../class/screen"), under: "class" },
  { path: "chats/:user", roles: ["parent", "tutor", "admin"], load: () => import("../class/chats"), under: "class" },

  { path: "practice", roles: ["student"], load: () => import("../practice/choose"), under: "practice" },
  { path: "practice/:session", roles: ["student"], load: () => import("../practice/screen"), focus: true },
  { path: "diagnostic", roles: ["student"], load: () => import("../diagnostic/start"), under: "practice" },
  { path: "diagnostic/:session", roles: ["student"], load: () => import("../diagnostic/screen"), focus: true },
  { path: "test", roles: ["student"], load: () => import("../test/start"), under: "practice" },
  { path: "test/:session", roles: ["student"], load: () => import("../test/screen"), focus: true },

  { path: "report/:session", roles: "signed in", load: () => import("../report/screen"), under: "sessions" },
  { path: "progress", roles: ["student"], load: () => import("../progress/screen"), under: "progress" },
  { path: "progress/mistakes", roles: ["student"], load: () => import("../progress/mistakes"), under: "progress" },
  { path: "offline", roles: ["student"], load: () => import("../offline/screen"), under: "practice" },
  { path: "offline/:pack", roles: ["student"], load: () => import("../offline/practice"), focus: true },
  { path: "data", roles: "signed in", load: () => import("../mydata/screen") },

  { path: "tutor", roles: ["student"], load: () => import("../tutor/screen"), under: "tutor" },
  { path: "tutor/:conversation", roles: ["student"], load: () => import("../tutor/screen"), under: "tutor" },
  { path: "goal", roles: ["student"], load: () => import("../plan/goal"), under: "" },
  { path: "sessions", roles: ["student"], load: () => import("../session/list"), under: "sessions" },
  { path: "review/:session", roles: "signed in", load: () => import("../review/screen"), under: "sessions" },
];

/** Whether there is a screen at a path: links to what is not built yet are not offered. */
export const has = (path: string): boolean => screens.some((row) => match(row.path, path));

/** The navigation of each role, at most five entries. */
export const navigation: Record<Role, { path: string; name: string; icon: IconName }[]> = {
  student: [
    { path: "", name: "Home", icon: "home" },
    { path: "practice", name: "Practice", icon: "practice" },
    { path: "sessions", name: "Review", icon: "history" },
    { path: "tutor", name: "Tutor", icon: "tutor" },
    { path: "progress", name: "Progress", icon: "progress" },
  ],
  parent: [
    { path: "", name: "Home", icon: "home" },
    { path: "people", name: "Family", icon: "people" },
  ],
  tutor: [
    { path: "", name: "Home", icon: "home" },
    { path: "class", name: "Students", icon: "people" },
  ],
  admin: [
    { path: "", name: "Home", icon: "home" },
    { path: "console", name: "Data", icon: "data" },
    { path: "questions", name: "Questions", icon: "question" },
    { path: "datasets", name: "Datasets", icon: "package" },
    { path: "users", name: "Users", icon: "people" },
  ],
};
