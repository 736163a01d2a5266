// Runs the product as bin/ImageServing does, and keeps what was compiled: node warm-run.cjs DIST PACK[,PACK] [ARGUMENT...]
const { join } = require("node:path");

const [dist, packs] = process.argv.splice(2, 2);
require(join(__dirname, "../../bin/load.js")).run(dist, { warmUp: packs.split(",") });
