import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { role } from "../account/me";
import { asProblem, type Problem } from "../api/problem";
import type { Role } from "../app/screens";
import { Failure, Waiting } from "../ui/load";
import { StudentHome } from "./student";

/** Each role's home; a new one is one more entry. A student's comes with the screen, the others' when they are opened. */
const homes: Record<Exclude<Role, "student">, () => Promise<ComponentType>> = {
  parent: async () => (await import("../summary/home")).ParentHome,
  tutor: async () => (await import("../people/home")).Staff,
  admin: async () => (await import("../census/home")).AdminHome,
};

export default function Home() {
  const mine = role.value ?? "student";
  return mine === "student" ? <StudentHome /> : <Other key={mine} of={mine} />;
}

function Other({ of }: { of: Exclude<Role, "student"> }) {
  const [Mine, set] = useState<ComponentType | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => void homes[of]().then((m) => set(() => m), (err: unknown) => setProblem(asProblem(err))), [of]);
  if (Mine) return <Mine />;
  return problem ? <div class="page"><Failure problem={problem} again={() => location.reload()} /></div> : <Waiting />;
}
