import { resolve } from "node:path";
import { Complaint, type Kind } from "./kind.ts";

/** Any text without a NUL character, which no argument, variable or path can hold. */
export const text: Kind<string> = {
  name: "a text",
  rule: "a text",
  range: "",
  read(input) {
    if (typeof input !== "string") return undefined;
    return input.includes("\0") ? new Complaint("contains a NUL character; remove it") : input;
  },
};

/** A text of one line that is not empty, as it can stand in a table. */
export const line: Kind<string> = {
  name: "a text",
  rule: "a text of one line",
  range: "1 to 200 characters, one line",
  read(input) {
    if (typeof input !== "string") return undefined;
    if (input.trim() === "" || input.length > 200) return new Complaint("must have 1 to 200 characters");
    return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(input) ? new Complaint("must be one line without control characters") : input;
  },
};

/** A name of something outside, which must match a pattern. */
export function name(what: string, pattern: RegExp, rule: string): Kind<string> {
  return {
    name: what,
    rule,
    range: rule,
    read(input) {
      if (typeof input !== "string") return undefined;
      return pattern.test(input) ? input : new Complaint(`${JSON.stringify(input)} is not ${what}; write ${rule}`);
    },
  };
}

/** How a user or a group of a machine may be called: no blank, colon, slash or control character, and no dash first. */
export const ACCOUNT_NAME = /^[^\s:/\p{Cc}-][^\s:/\p{Cc}]{0,255}$/u;

/** A path; a relative one counts from `folder`. Absolute once read. */
export function path(folder: string, what: string): Kind<string> {
  return {
    name: "a path",
    rule: `the path of ${what}`,
    range: "relative to the folder of this file",
    read(input) {
      const read = text.read(input);
      if (typeof read !== "string") return read;
      if (read === "") return new Complaint(`is empty; write the path of ${what}`);
      return read.startsWith("~")
        ? new Complaint('"~" is not expanded here, no shell is involved; write the whole path')
        : resolve(folder, read);
    },
  };
}
