/**
 * Whether a name matches a pattern in which `*` is any text and `?` any one character. Takes the product of both lengths
 * at the most: a regular expression of many stars could take for ever.
 */
export function matchesGlob(name: string, glob: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < name.length; ) {
    if (glob[at] === "*") {
      star = at++;
      resume = index;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}

/** Whether a text has a character that stands for others. */
export const isGlob = (text: string): boolean => /[*?]/.test(text);
