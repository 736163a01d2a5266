import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultError } from "../../../src/core/fault.ts";

/** What a certificate for a test has in it; what is left out, it lacks. */
export interface Recipe {
  readonly uris?: readonly string[];
  /** As in openssl's configuration, with the key usages of extendedKeyUsage. */
  readonly usages?: readonly string[];
  /** Whole lines for the section of alternative names, as `DNS.1 = node3`. */
  readonly names?: readonly string[];
}

/** Whether there is an openssl, which knows certificates and nothing of ours. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A certificate that signs itself, made by openssl, so that what our own code would never write can be read. */
export function certificateOf({ uris = [], usages = [], names = [] }: Recipe): X509Certificate {
  const dir = mkdtempSync(join(tmpdir(), "certificate-"));
  try {
    const lines = [...uris.map((uri, index) => `URI.${index + 1} = ${escaped(uri)}`), ...names];
    const config = `[req]\ndistinguished_name = dn\nx509_extensions = ext\n[dn]\n[ext]\n${usages.length > 0 ? `extendedKeyUsage = ${usages.join(",")}\n` : ""}${
      lines.length > 0 ? `subjectAltName = @san\n[san]\n${lines.join("\n")}\n` : ""
    }`;
    writeFileSync(join(dir, "config"), config);
    const args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=test -keyout /dev/null";
    const pem = execFileSync("openssl", [...args.split(" "), "-config", join(dir, "config")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new X509Certificate(pem);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** openssl's configuration has characters that mean something. */
const escaped = (value: string): string => value.replaceAll(/[\\$#"'`]/g, "\\$&");

/** Runs `act` in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(act: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "pki-"));
  try {
    return await act(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The message of the fault that `act` rejects with. */
export const complaint = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof FaultError) return `${error.fault.code} ${error.message}`;
  throw new Error("no fault came of it", { cause: error });
};
