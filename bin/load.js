// Loads what the build made of src/: packs, which are scripts with many modules each, and modules that lie in files of their own.
// One script is read faster than hundreds of files, and V8 can be handed what it compiled of it the last time.
// Why and how: docs/decisions/0018-pack-and-code-cache.md.
"use strict";
const fs = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");
const { crc32 } = require("node:zlib");

/** What writes or may write beside the owner, in the mode of a file. */
const WRITABLE_BY_OTHERS = 0o022;

/** Of the sum at the end of a cache. */
const SUM_BYTES = 4;

/**
 * The file for what V8 made of a pack, which is of use to this V8 alone. V8 itself looks at its version and flags, but not at how Node was
 * built, and crashes where that differs; so the program that Node is has to be the same one. The pack has a hash in its own name.
 */
function cacheName(pack) {
  const { size, mtimeMs } = fs.statSync(process.execPath);
  return `${pack}.${process.version}-${process.arch}-${size.toString(36)}-${Math.trunc(mtimeMs).toString(36)}.cache`;
}

/**
 * Runs the module `./main.js` of this dist. The table `packs.json` names the packs and what is in them.
 * @param {string} dist its absolute path
 * @param {{ warmUp?: readonly string[] | null }} options of these packs, what was compiled is kept in any case; the build does that
 */
function run(dist, { warmUp = null } = {}) {
  const { packOf, packs } = JSON.parse(fs.readFileSync(join(dist, "packs.json"), "latin1"));
  const open = new Map();
  const modules = new Map();
  const waiting = []; // what modules want awaited before anybody gets them: top-level await, which scripts do not have
  const metaUrl = pathToFileURL(join(dist, "main.js")).href;
  const folder = join(dist, "build/src"); // bundled libraries look for their files in ../../proto of it

  const factoryOf = (name) => {
    const pack = packs[packOf[name]];
    if (pack === undefined) return require(join(dist, name.replace(/[.]js$/, ".cjs")));
    if (!open.has(pack)) open.set(pack, openPack(join(dist, pack), warmUp !== null));
    return open.get(pack).table[name];
  };
  const load = (name) => {
    if (!name.startsWith("./")) return require(name);
    let module = modules.get(name);
    if (module === undefined) {
      module = { exports: {} };
      modules.set(name, module);
      try {
        factoryOf(name)(module, module.exports, load, importLater, metaUrl, folder);
      } catch (error) {
        modules.delete(name); // half of it is no use to the next who asks
        throw error;
      }
    }
    return module.exports;
  };
  /** Stands for `import()`. */
  const importLater = async (name) => {
    await null;
    const loaded = load(name);
    await Promise.all(waiting);
    return loaded;
  };
  importLater.before = (promise) => waiting.push(promise);

  process.once("exit", (code) => {
    if (code !== 0) return;
    const wanted = (pack) => (warmUp !== null ? warmUp.some((name) => pack.startsWith(`${name}-`)) : mayKeep(dist));
    for (const [pack, { script }] of open) {
      if (script !== null && wanted(pack)) keep(join(dist, cacheName(pack)), script);
    }
  });
  load("./main.js");
}

/** The modules of a pack by their names; with the script that made them where V8 had to compile it, or `always`. */
function openPack(file, always) {
  if (process.sourceMapsEnabled) return { table: require(file), script: null }; // Node maps what it loads itself, and nothing else
  const cachedData = cacheOf(file);
  const script = new Script(fs.readFileSync(file, "latin1"), { filename: file, ...(cachedData && { cachedData }) });
  const cached = cachedData !== null && script.cachedDataRejected === false;
  return { table: script.runInThisContext(), script: cached && !always ? null : script };
}

/** Null where there is none, or it is damaged: V8 would believe it and crash. */
function cacheOf(pack) {
  try {
    const file = fs.readFileSync(cacheName(pack));
    const data = file.subarray(0, -SUM_BYTES);
    return crc32(data) === file.readUInt32LE(data.length) ? data : null;
  } catch {
    return null;
  }
}

/** Keeps what V8 compiled for the next runs. */
function keep(file, script) {
  const fresh = `${file}.${process.pid}`;
  try {
    const data = script.createCachedData();
    const sum = Buffer.alloc(SUM_BYTES);
    sum.writeUInt32LE(crc32(data));
    fs.writeFileSync(fresh, Buffer.concat([data, sum]), { flag: "wx", mode: 0o644 });
    fs.renameSync(fresh, file);
  } catch {
    fs.rmSync(fresh, { force: true }); // it would have been faster the next time; that is all
  }
}

/**
 * Only into a folder that nobody but this user can write to; and only an ordinary Node: flags of V8 change what it takes, and two ways of
 * starting would replace each other's.
 */
function mayKeep(dist) {
  if (process.execArgv.length > 0 || process.env.NODE_OPTIONS) return false;
  try {
    const { uid, mode } = fs.statSync(dist);
    return uid === process.geteuid() && (mode & WRITABLE_BY_OTHERS) === 0;
  } catch {
    return false;
  }
}

module.exports = { cacheName, run };
