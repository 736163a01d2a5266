// The key of this page comes in the fragment of its address, which no browser sends to anybody. It is kept for this origin, port
// included, so that further tabs have it too; it is worth nothing when the dashboard has ended.

const NAME = "imageserving-key";
const BEGINS = "#key=";

/** The key, taken out of the address where it is there. Null: this page was not opened by the URL that was printed. */
export function takeKey(): string | null {
  const { hash } = window.location;
  if (!hash.startsWith(BEGINS)) return localStorage.getItem(NAME);
  const key = hash.slice(BEGINS.length);
  localStorage.setItem(NAME, key);
  history.replaceState(null, "", "/#/");
  return key;
}
