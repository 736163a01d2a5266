/** The state a component is in. `starting` has not been ready since its start (or waits for what it needs); `running` has. */
export type ComponentState = "stopped" | "starting" | "running" | "stopping" | "backoff" | "failed";
