// The library's own wiring asks for it, and only if it is there before the library.
import "reflect-metadata";

/** The library that makes certificates. Costs a tenth of a second to load, so only what makes one may import it. */
export * from "@peculiar/x509";
