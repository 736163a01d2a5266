import type { Refused } from "./protocol.ts";

/** Why the dashboard did not do it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** 0: it could not be asked. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks the dashboard that served this page. */
export class Api {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  async get<T>(path: string, signal: AbortSignal): Promise<T> {
    return (await (await this.open(path, {}, signal)).json()) as T;
  }

  async post<T>(path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await this.#fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal });
    return (await response.json()) as T;
  }

  /** The answer as soon as it begins. Rejects with an {@link ApiError} where it is no success. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    return this.#fetch(path, { headers, signal });
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, "x-imageserving-key": this.#key };
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, cache: "no-store" });
    } catch (error) {
      init.signal?.throwIfAborted();
      throw new ApiError(0, `the dashboard does not answer (${error instanceof Error ? error.message : String(error)})`);
    }
    if (!response.ok) throw new ApiError(response.status, await reasonOf(response));
    return response;
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as Refused).error.message;
  } catch {
    return `the dashboard answered with status ${response.status}`;
  }
}
