// The page of one command, from the tree of commands.
import { inline } from "./man-markdown.mjs";
import { ELSEWHERE, ENVIRONMENT, FILES } from "./man-places.mjs";
import { bold, example, item, literal, page, prose, section, title } from "./man-roff.mjs";

/** The name of its page: ImageServing-rollout-show. */
export const pageName = (command) => (command.parent === null ? command.name() : `${pageName(command.parent)}-${command.name()}`);

/** Commands that have a page, below this one. */
export const pagesBelow = (command) =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.parent !== null && one.name() !== "help");

/**
 * @param command of commander.
 * @param facts `examplesOf`, `exitCodes` as the help has them, `edition` of the page.
 */
export function commandPage(command, { examplesOf, exitCodes, edition }) {
  const help = command.createHelp();
  const below = pagesBelow(command);
  return page([
    title(pageName(command), 1, edition),
    ...section("NAME", `${literal(pageName(command))} \\- ${prose(clause(command.description()))}`),
    ...section("SYNOPSIS", synopsis(command)),
    ...section("DESCRIPTION", prose(sentence(command.description())), ...argumentsOf(command, help)),
    ...(below.length === 0 ? [] : section("COMMANDS", ...below.flatMap((one) => commandItem(one, help)))),
    ...optionSection("OPTIONS", help.visibleOptions(command), help),
    ...(command.parent === null ? [] : optionSection("OPTIONS OF ALL COMMANDS", help.visibleGlobalOptions(command), help)),
    ...section(
      "EXAMPLES",
      ...examplesOf(command).flatMap(([typed, does]) => [...example(typed), ".RS 8", prose(sentence(does)), ".RE"]),
    ),
    ...section("EXIT STATUS", ...statusItems(exitCodes)),
    ...section("ENVIRONMENT", ...itemsOf(ENVIRONMENT)),
    ...section("FILES", ...itemsOf(FILES), ".PP", inline(ELSEWHERE)),
    ...section("SEE ALSO", seeAlso(command, below)),
  ]);
}

const clause = (text) => `${text.charAt(0).toLowerCase()}${withoutEnd(text.slice(1))}`;

const withoutEnd = (text) => text.replace(/\.$/, "");

const sentence = (text) => `${text.charAt(0).toUpperCase()}${withoutEnd(text.slice(1))}.`;

/** Bold what is typed as it is, italic what stands for something. */
function synopsis(command) {
  const usage = command.createHelp().commandUsage(command);
  const parts = usage.split(/(\[options\]|[[<].*?[\]>])/);
  return parts
    .map((part, at) =>
      at % 2 === 1
        ? `\\fI${literal(part)}\\fR`
        : part.trim() === ""
          ? part
          : `\\fB${literal(part.trim())}\\fR${/\s$/.test(part) ? " " : ""}`,
    )
    .join("");
}

const argumentsOf = (command, help) =>
  help
    .visibleArguments(command)
    .flatMap((argument) =>
      item(`\\fI${literal(help.argumentTerm(argument))}\\fR`, prose(sentence(help.argumentDescription(argument)))),
    );

const commandItem = (command, help) =>
  item(bold(help.subcommandTerm(command).replace(" [options]", "")), prose(sentence(command.description())));

function optionSection(name, options, help) {
  if (options.length === 0) return [];
  return section(name, ...options.flatMap((option) => item(optionTerm(option), prose(sentence(help.optionDescription(option))))));
}

/** -o, --output <format> */
function optionTerm({ flags }) {
  const [, names, value = ""] = /^(.*?)(?: ([<[].*))?$/.exec(flags);
  const typed = names.split(", ").map(bold).join(", ");
  return value === "" ? typed : `${typed} \\fI${literal(value)}\\fR`;
}

/** From the lines of the help: two blanks, the number, two blanks, what it means. */
const statusItems = (exitCodes) =>
  [...exitCodes.matchAll(/^ {2}(\d+) {2}(.+)$/gm)].flatMap(([, code, text]) => item(bold(code), prose(sentence(text))));

const itemsOf = (all) => Object.entries(all).flatMap(([term, text]) => item(bold(term), inline(text)));

/** Upwards, its own, beside it; then the files. */
function seeAlso(command, below) {
  const { parent } = command;
  const near = parent === null ? [] : [parent, ...pagesBelow(parent).filter((one) => one !== command && parent.parent !== null)];
  const names = [...near, ...below].map((one) => [pageName(one), 1]);
  const all = [...names, ["imageserving-agent.yaml", 5], ["imageserving-fleet.yaml", 5]];
  return all.map(([name, chapter]) => `${bold(name)}(${chapter})`).join(",\n");
}
