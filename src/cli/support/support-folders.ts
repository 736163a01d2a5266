import { safeName } from "./manifest.ts";

/** The folder of what belongs to the jump box. */
export const JUMP_BOX = "jump-box";

/** The folder of a host, whose name may be a peer's word. */
export const hostFolder = (host: string): string => `hosts/${safeName(host)}`;
