import { X509Certificate } from "node:crypto";
import { stat } from "node:fs/promises";
import { throwProblems } from "../../config/problems.ts";
import { type LoadedInventory, readFleetFile } from "../../config/read-inventory.ts";
import { type ConfigProblem, describeProblem, FaultError, isFault } from "../../core/fault.ts";
import type { TlsFiles } from "../../core/inventory.ts";
import { certificateTrouble, type Trouble, validityTrouble } from "../../pki/certificate-trouble.ts";
import { clientTls, type SecureChannel, type TlsPem } from "../../rpc/client-tls.ts";
import { recogniseAgent } from "./recognise-agent.ts";

/** With what agents are called over TLS. */
export interface FleetTls {
  /** How a channel to one host is secured. */
  readonly secure: SecureChannel;
  readonly warnings: readonly string[];
}

type Part = keyof TlsFiles;

/**
 * Reads the files that an inventory names under `tls`, and looks at the own certificate before agents do.
 * @param now the wall clock.
 * @throws FaultError INVALID_CONFIG where they cannot be used, PERMISSION_DENIED where agents would refuse the certificate.
 */
export async function fleetTls(files: TlsFiles, inventory: LoadedInventory, now: Date): Promise<FleetTls> {
  const problemAt = (part: Part, message: string) => inventory.problemAt(["tls", part], message);
  const pem = await readPem(files, problemAt);
  const found = [
    ...troubles("cert", certificateTrouble(certificateOf(pem, files, problemAt, "cert"), now, "caller")),
    ...troubles("ca", authorityTrouble(pem, files, problemAt, now)),
  ];
  const fatal = found.find(({ severity }) => severity === "error");
  if (fatal !== undefined) throw refused(problemAt(fatal.part, `${files[fatal.part]}: ${fatal.message}`));
  return {
    secure: fitting(pem, inventory),
    warnings: [...found.map(({ part, message }) => `${files[part]}: ${message}`), ...(await keyWarnings(files.key))],
  };
}

type ProblemAt = (part: Part, message: string) => ConfigProblem;

/** All three are read before anything is said of one, so that all that is missing is told in one go. */
async function readPem(files: TlsFiles, problemAt: ProblemAt): Promise<TlsPem> {
  const problems: ConfigProblem[] = [];
  const read = async (part: Part): Promise<string> => {
    try {
      return await readFleetFile(files[part]);
    } catch (error) {
      if (isFault(error, "NOT_CONFIGURED")) problems.push(problemAt(part, `${files[part]} does not exist`));
      else if (isFault(error, "BAD_FILE")) problems.push(problemAt(part, error.message));
      else throw error;
      return "";
    }
  };
  const [cert, key, ca] = [await read("cert"), await read("key"), await read("ca")];
  throwProblems(problems);
  return { cert, key, ca };
}

function certificateOf(pem: TlsPem, files: TlsFiles, problemAt: ProblemAt, part: "cert" | "ca"): X509Certificate {
  try {
    return new X509Certificate(pem[part]);
  } catch {
    throw new FaultError({
      code: "INVALID_CONFIG",
      problems: [problemAt(part, `${files[part]} holds no certificate in PEM form`)],
    });
  }
}

/** Of several authorities the others may still do, so only one that is alone is looked at. */
function authorityTrouble(pem: TlsPem, files: TlsFiles, problemAt: ProblemAt, now: Date): readonly Trouble[] {
  const authority = certificateOf(pem, files, problemAt, "ca");
  return pem.ca.split("-----BEGIN CERTIFICATE-----").length > 2 ? [] : validityTrouble(authority, now);
}

const troubles = (part: Part, found: readonly Trouble[]) => found.map((trouble) => ({ ...trouble, part }));

function refused(problem: ConfigProblem): FaultError {
  const what = "calling agents with this certificate";
  const message = `${describeProblem(problem)}; no host was contacted`;
  return new FaultError({ code: "PERMISSION_DENIED", what, who: problem.message }, message);
}

function fitting(pem: TlsPem, inventory: LoadedInventory): SecureChannel {
  try {
    return clientTls(pem, recogniseAgent);
  } catch (error) {
    if (!isFault(error, "BAD_FILE")) throw error;
    const { cause, remedy } = error.fault;
    throw new FaultError({ code: "INVALID_CONFIG", problems: [inventory.problemAt(["tls"], `${cause}; ${remedy}`)] });
  }
}

const READABLE_BY_OTHERS = 0o004;

async function keyWarnings(key: string): Promise<readonly string[]> {
  const { mode } = await stat(key);
  if ((mode & READABLE_BY_OTHERS) === 0) return [];
  return [`${key} is your private key, and every user of this machine can read it; mend that with: chmod 600 ${key}`];
}
