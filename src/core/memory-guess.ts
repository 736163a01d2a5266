/** What an exit hint guesses of a SIGKILL that nobody here sent, where nothing more is known (contract: `lastExit.hint`). */
export const MEMORY_GUESS = ": possibly the kernel's out-of-memory killer (see dmesg)";

/** The same without the guess, for whoever has looked and knows better. */
export const withoutMemoryGuess = (text: string): string => text.replace(MEMORY_GUESS, "");
