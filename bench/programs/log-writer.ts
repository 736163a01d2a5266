// Writes numbered lines of 100 bytes to its standard output as fast as it can, 64 KiB at a time, then says through a pipe how long that
// took and how long its longest write did, and stays: log-writer.mjs MEBIBYTES PIPE
import { closeSync, openSync, writeSync } from "node:fs";

const [mebibytes = "64", pipe = ""] = process.argv.slice(2);
const LINE = 100;
const PER_WRITE = 655;
const writes = Math.ceil((Number(mebibytes) * 2 ** 20) / (LINE * PER_WRITE));
const block = Buffer.alloc(LINE * PER_WRITE, "x");
for (let line = 0; line < PER_WRITE; line++) block.write("\n", (line + 1) * LINE - 1);

const number = (line: number) => String(line).padStart(12, "0");
let longest = 0;
const began = performance.now();
for (let write = 0; write < writes; write++) {
  for (let line = 0; line < PER_WRITE; line++) block.write(number(write * PER_WRITE + line), line * LINE, "latin1");
  const from = performance.now();
  for (let at = 0; at < block.length; ) at += writeSync(1, block, at); // a file takes all of it; a full disk would throw
  longest = Math.max(longest, performance.now() - from);
}
const took = performance.now() - began;
const said = openSync(pipe, "w");
writeSync(said, `${JSON.stringify({ bytes: writes * block.length, took, longest })}\n`);
closeSync(said);
setInterval(() => {}, 1_000_000);
