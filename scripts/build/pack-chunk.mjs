// Turns a chunk, which esbuild wrote as an ES module, into the text of a function that bin/load.js can call.
import { transform } from "esbuild";

/** The parameters of every module; bin/load.js hands them over in this order. */
const PARAMETERS = "module, exports, require, importLater, __metaUrl, __dirname";

const MAP_COMMENT = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/**
 * The text of the function, and the map from its lines to those of the sources.
 * @param {string} code with its source map inline
 * @param {(path: string) => boolean} isChunk whether a module of this name, as in `./run-status.js`, is one of ours
 * @returns {Promise<{ code: string, map: object }>}
 */
export async function packChunk(name, code, isChunk) {
  const ours = code.replace(/\bimport\((?="(\.\/[^"]+)"\))/g, (found, path) => (isChunk(path) ? "importLater(" : found));
  const result = await transform(ours, {
    format: "cjs",
    platform: "node",
    target: "node20",
    supported: { "dynamic-import": false }, // what is left are modules of Node
    define: { "import.meta.url": "__metaUrl" },
    sourcefile: name,
    sourcemap: "inline",
    sourcesContent: false,
    legalComments: "inline",
    logLevel: "silent",
  });
  const [comment, map] = MAP_COMMENT.exec(result.code) ?? ["", ""];
  const body = result.code.slice(0, result.code.length - comment.length);
  // A module is strict, which esbuild does not carry over.
  return {
    code: `function (${PARAMETERS}) { "use strict";\n${body}\n}`,
    map: map === "" ? null : JSON.parse(Buffer.from(map, "base64")),
  };
}

/** Before the first module of a pack. A script gives its table to bin/load.js; what Node itself loads, exports it. */
const HEAD = '((table) => (typeof module === "object" ? (module.exports = table) : table))({\n';

/**
 * One script with all these modules, and its map.
 * @param {readonly { name: string, code: string, map: object }[]} modules
 */
export function packOf(modules, file) {
  let code = HEAD;
  let line = 1;
  const sections = [];
  for (const module of modules) {
    const text = `${JSON.stringify(module.name)}: ${module.code},\n`;
    if (module.map !== null) sections.push({ offset: { line: line + 1, column: 0 }, map: module.map });
    code += text;
    line += text.split("\n").length - 1;
  }
  return { code: `${code}});\n//# sourceMappingURL=${file}.map\n`, map: { version: 3, file, sources: [], sections } };
}

/** A module in a file of its own, and its map. */
export function fileOf({ code, map }, file) {
  return {
    code: `module.exports = ${code};\n//# sourceMappingURL=${file}.map\n`,
    map: { version: 3, file, sources: [], sections: [{ offset: { line: 1, column: 0 }, map }] },
  };
}
