/** What stands where a secret stood. */
export const REMOVED = "(removed)";

/** Words that a name has whose value is a secret. Of `pass` and `auth` only the whole word counts: `passed` and `author` are none. */
const SECRET_WORD =
  "(?:passwo?r?d|passphrase|passwd|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|secret[-_.]?key|encryption[-_.]?key|credential|authorization|jsessionid|session[-_.]?id|signature|(?<![a-z])(?:pass|auth|cookie|sig|x[-_]api)(?![a-z]))";

/** A name that goes on behind the word; bounded, so that a long line takes no more time than its length. */
const REST_OF_NAME = "[\\w.-]{0,40}";
const SECRET_NAME = new RegExp(`${SECRET_WORD}${REST_OF_NAME}$`, "i");

/** Quoted, also where the quotes are escaped because the whole is a string itself; else up to what ends a word. */
const VALUE = String.raw`\\"(?:(?!\\").)*\\"|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s"',;&}\])]+\)?`;

/** Everything from BEGIN to END of a private key, on one line or on many; one that is not whole goes to the end. */
const PEM_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** `user:password@` in front of the host of a URL. */
const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]{1,1024}@/gi;

/** A value of a query, of which nobody can tell whether it is a secret. */
const QUERY_VALUE = /([?&;][\w.%~[\]-]{1,64}=)(?!\(removed\))[^&\s"'<>#;\\]+/g;

/** The head of an HTTP message that says who calls; up to the end of its line, or of the string that holds it. */
const HEADER =
  /((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)((?:\\?["'])?[ \t]{0,4}[:=,][ \t]{0,4})(\\?["'])?(?:(?!\\?["'])[^\r\n])+/gi;

/** What proves who calls, behind the word for how; a word of prose has small letters only. */
const SCHEME = /\b([Bb]earer|BEARER|[Bb]asic|BASIC|[Nn]egotiate)([ \t]{1,4})(?=[^\s"']{0,400}?[^a-z\s.,;:"'])[^\s"',;\\]{6,}/g;

const ASSIGNMENT = new RegExp(`(${SECRET_WORD}${REST_OF_NAME}(?:\\\\?["'])?[ \\t]{0,4}[=:][ \\t]{0,4})(${VALUE})`, "gi");

/** `--password hunter2`, where the flag ends with the word or what belongs to it. */
const FLAG = new RegExp(`((?:^|[\\s"'])--?[\\w.-]{0,40}?${SECRET_WORD}${REST_OF_NAME}[ \\t]{1,4})(?!-)(${VALUE})`, "gi");

/** Tokens that are known by their shape: JSON web tokens, and those of some providers. */
const SHAPE =
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeprs]-[\w-]{10,}/g;

/** Whether what stands under this name is a secret, whatever it is. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/**
 * The text with whatever looks like a secret replaced by {@link REMOVED}: private keys, `password=…` and its like, user and password in
 * URLs and the values of their queries, heads of HTTP messages that authorize, tokens of known shapes. It removes too much rather
 * than too little. Pure; doing it twice changes nothing more.
 */
export function redactText(text: string): string {
  return text
    .replace(PEM_KEY, REMOVED)
    .replace(USER_INFO, `$1${REMOVED}@`)
    .replace(HEADER, (_, name: string, between: string, quote = "") => `${name}${between}${quote}${REMOVED}`)
    .replace(QUERY_VALUE, `$1${REMOVED}`)
    .replace(SCHEME, `$1$2${REMOVED}`)
    .replace(ASSIGNMENT, inQuotes)
    .replace(FLAG, inQuotes)
    .replace(SHAPE, REMOVED);
}

/** Quotes stay: what was JSON is so still. */
function inQuotes(_: string, name: string, value: string): string {
  const [quote = ""] = /^\\?["']/.exec(value) ?? [];
  return `${name}${quote}${REMOVED}${quote}`;
}
