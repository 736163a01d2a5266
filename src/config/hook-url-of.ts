import { HOST_MARK } from "./fleet-address.ts";

/**
 * The address that a hook calls for a host: `%h` is its name, percent-encoded. Null where the name in it means something else: a
 * browser's rules make 10.0.0.1 of a host that is called 10.1.
 */
export function hookUrlOf(template: string, host: string): URL | null {
  const text = template.replaceAll(HOST_MARK, encodeURIComponent(host));
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const [authority = ""] = template.replace(/^https?:\/\//i, "").split(/[/?#\\]/);
  const isSame = !authority.includes(HOST_MARK) || url.hostname.includes(host.toLowerCase());
  return isSame && url.username === "" && url.password === "" ? url : null;
}
