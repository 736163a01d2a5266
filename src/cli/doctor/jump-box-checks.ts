import type { LoadedInventory } from "../../config/read-inventory.ts";
import type { Check } from "../../core/checks/check.ts";
import { keyOf, pathCheck } from "../../core/checks/file-checks.ts";
import { about } from "../../core/checks/findings.ts";
import { one } from "../../core/checks/host-checks.ts";
import { judgeCertificate } from "../../core/checks/judge-certificate.ts";
import { judgeClock } from "../../core/checks/judge-clock.ts";
import { judgeConfiguration } from "../../core/checks/judge-configuration.ts";
import { judgeDisk } from "../../core/checks/judge-disk.ts";
import type { FaultError } from "../../core/fault.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import type { TlsFiles } from "../../core/inventory.ts";
import { denyListCheck } from "../../pki/deny-list-check.ts";
import { lookAtCertificates } from "../../pki/look-at-certificates.ts";
import { thisMachine } from "../../supervisor/host-facts/this-machine.ts";
import { sharedAddresses } from "./judge-inventory.ts";

/** The inventory as it was read, or why it is of no use. */
export type InventoryReading =
  | { readonly t: "valid"; readonly loaded: LoadedInventory }
  | { readonly t: "unusable"; readonly file: string; readonly error: FaultError };

/** What is looked at where a fleet is called from: the inventory, the own certificate, the clock, room for journals of rollouts. */
export function jumpBoxChecks(reading: InventoryReading, { stateDir }: HomePaths, now: Date): readonly Check[] {
  const tls = reading.t === "valid" ? reading.loaded.inventory.tls : null;
  return [
    inventoryCheck(reading),
    ...(tls === null ? [] : tlsChecks(tls, now)),
    one("clock", "", async () => judgeClock({ now, stepMs: null, synchronized: await thisMachine.synchronized() })),
    one("disk", stateDir, async () => judgeDisk(await thisMachine.disk(stateDir), 0)),
  ];
}

const inventoryCheck = (reading: InventoryReading): Check => ({
  check: "inventory",
  subject: reading.t === "valid" ? reading.loaded.inventory.source : reading.file,
  look: () => {
    if (reading.t === "unusable")
      return judgeConfiguration("inventory", { ...reading, t: "unusable" }, { hash: null, needed: true });
    const { source, hosts } = reading.loaded.inventory;
    const summary = `valid, ${hosts.size} ${hosts.size === 1 ? "host" : "hosts"}`;
    const valid = judgeConfiguration("inventory", { t: "valid", file: source, hash: "", summary }, { hash: null, needed: true });
    return [...valid, ...sharedAddresses([...hosts.values()])];
  },
});

const tlsChecks = (tls: TlsFiles, now: Date): readonly Check[] => [
  pathCheck(tls.key, keyOf("your private key", null), true, thisMachine),
  denyListCheck({ ca: tls.ca, denyList: null }),
  {
    check: "certificate",
    subject: tls.cert,
    look: async () => {
      const found = await lookAtCertificates({ ...tls, denyList: null }, { use: "caller", name: null });
      return found.flatMap(([file, facts]) => about("certificate", file, judgeCertificate(facts, now)));
    },
  },
];
