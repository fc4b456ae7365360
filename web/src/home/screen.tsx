import type { ComponentType } from "preact";
import { role } from "../account/me";
import type { Role } from "../app/screens";
import { Staff } from "../people/home";
import { StudentHome } from "./student";

/** Each role's home; a new one is one more entry. */
const homes: Record<Role, ComponentType> = { student: StudentHome, parent: Staff, tutor: Staff, admin: Staff };

export default function Home() {
  const Mine = homes[role.value ?? "student"];
  return <Mine />;
}
