import { X509Certificate } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { authorityFiles } from "./authority.ts";
import { badFile, badFileFor } from "./bad-file.ts";
import { createAuthority } from "./create-authority.ts";
import { isThere } from "./read-text.ts";
import { stageFile } from "./write-file.ts";

/** An authority that was made. */
export interface NewAuthority {
  readonly files: { readonly certificate: string; readonly key: string };
  readonly certificate: X509Certificate;
}

/** Makes an authority in a folder, which is made where there is none. One that is there stays. @throws FaultError BAD_FILE */
export async function initAuthority(dir: string, plan: { readonly now: Date; readonly notAfter: Date }): Promise<NewAuthority> {
  const files = authorityFiles(dir);
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw badFileFor(error, dir, "name another folder, or mend the permissions of the one it lies in");
  });
  await using certificate = await stageFile(files.certificate, 0o644);
  await using key = await stageFile(files.key, 0o600);
  for (const file of [files.certificate, files.key]) if (await isThere(file)) throw taken(file, dir);
  const made = await createAuthority(plan);
  await key.put(made.key);
  await certificate.put(made.certificate);
  return { files, certificate: new X509Certificate(made.certificate) };
}

const taken = (file: string, dir: string) =>
  badFile(
    file,
    "it exists already, and without it all that was issued would have to be issued anew",
    `go on with it: ImageServing pki issue ${dir} agent HOST; or name another folder`,
  );
