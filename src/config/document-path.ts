/** Where a value stands in a document: keys of mappings and indexes of lists, from the top. */
export type DocumentPath = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/** Writes a path for people: `components.is.command[2]`, `hosts["node[01-20].ams"].address`; empty for the top. */
export function writePath(path: DocumentPath): string {
  return path.map(writeStep).join("");
}

function writeStep(step: string | number, index: number): string {
  if (typeof step === "number") return `[${step}]`;
  if (!PLAIN_KEY.test(step)) return `[${JSON.stringify(step)}]`;
  return index === 0 ? step : `.${step}`;
}

/** A key for maps: two paths are the same exactly when their keys are. */
export const pathKey = (path: DocumentPath): string => JSON.stringify(path);

/** Whether `path` lies at or below `top`. */
export const isWithin = (path: DocumentPath, top: DocumentPath): boolean => top.every((step, index) => path[index] === step);
