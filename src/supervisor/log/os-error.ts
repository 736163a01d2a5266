/** An error with an errno name, as the system gives it: foreseen, and for people to read. */
export const osError = (code: "EAGAIN" | "EINVAL" | "EIO" | "ENOSPC", message: string): Error =>
  Object.assign(new Error(message), { code });
