// packaging/man: a page for every command and for every file that people write, asked from the code.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromSources, ROOT } from "./from-sources.mjs";
import { commandPage, pageName, pagesBelow } from "./man-command-page.mjs";
import { filePages } from "./man-file-page.mjs";

const FOLDER = join(ROOT, "packaging/man");

/** Of pages that come before the first release. */
const BEFORE_RELEASES = "2026-01-01";

/** Name of each page → its text. */
export async function manPages() {
  const edition = await thisEdition();
  const { commandTree, examplesOf, EXIT_CODES } = await fromSources(`
    export { commandTree, EXIT_CODES } from "./src/cli/command-line.ts";
    export { examplesOf } from "./src/cli/commands/add-command.ts";`);
  const program = commandTree(
    { version: edition.version, stdout: {}, stderr: {} },
    async () => {},
    async () => 0,
  );
  const pages = withAllBelow(program).map((command) => [
    `${pageName(command)}.1`,
    commandPage(command, { examplesOf, exitCodes: EXIT_CODES, edition }),
  ]);
  return { ...Object.fromEntries(pages), ...(await filePages(edition)) };
}

const withAllBelow = (command) => [command, ...pagesBelow(command).flatMap(withAllBelow)];

/** The version, and the day of the latest release: the same sources make the same pages on every day. */
async function thisEdition() {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const changes = await readFile(join(ROOT, "CHANGELOG.md"), "utf8");
  return { version, date: /^## \[\d[^\]]*\] - (\d{4}-\d\d-\d\d)/m.exec(changes)?.[1] ?? BEFORE_RELEASES };
}

/** Writes the pages and takes away those of commands that have gone, or with `check` only compares. Returns whether all is as it should be. */
export async function keepManPages(check) {
  const pages = await manPages();
  await mkdir(FOLDER, { recursive: true });
  const stale = (await readdir(FOLDER)).filter((name) => /\.\d$/.test(name) && pages[name] === undefined);
  const kept = await Promise.all(Object.entries(pages).map(([name, text]) => keepPage(name, text, check)));
  if (!check) await Promise.all(stale.map((name) => rm(join(FOLDER, name))));
  else for (const name of stale) console.error(`packaging/man/${name} is of no command any more; take it away with: npm run gen`);
  return kept.every(Boolean) && (!check || stale.length === 0);
}

async function keepPage(name, text, check) {
  const target = join(FOLDER, name);
  if (!check) await writeFile(target, text);
  else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    console.error(`packaging/man/${name} does not match the code; write it anew with: npm run gen`);
    return false;
  }
  return true;
}
