/** The message that init scripts have always had for this; scripts look for it. */
export const NOT_RUNNING = "Server Supervisor is not running";
