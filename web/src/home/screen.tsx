import type { ComponentType } from "preact";
import { role } from "../account/me";
import type { Role } from "../app/screens";
import { AdminHome } from "../census/home";
import { Staff } from "../people/home";
import { ParentHome } from "../summary/home";
import { StudentHome } from "./student";

/** Each role's home; a new one is one more entry. */
const homes: Record<Role, ComponentType> = { student: StudentHome, parent: ParentHome, tutor: Staff, admin: AdminHome };

export default function Home() {
  const Mine = homes[role.value ?? "student"];
  return <Mine />;
}
