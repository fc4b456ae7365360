import { myself } from "../account/me";
import { call } from "../api/client";
import { useLoad } from "../ui/load";

/** The name of somebody who is linked with me; whoever is not, such as all of an admin's users, is called by the id. */
export function useNameOf(user_id: string): string {
  const own = user_id === myself().user_id;
  const links = useLoad(async () => (own ? null : (await call("GET /links")).links), [user_id]);
  return links.value?.find((l) => l.learner.user_id === user_id)?.learner.name || user_id;
}

/** How somebody is greeted: by the first name, or by all of it where it begins with a title such as "Mr.". */
export function greeted(name: string): string {
  const first = name.trim().split(/\s+/)[0] ?? "";
  return first.endsWith(".") ? name.trim() : first;
}
