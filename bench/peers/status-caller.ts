import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { Client, credentials } from "@grpc/grpc-js";
import type { TestAuthority } from "../../test/helpers/authority.ts";

const asIs = (value: Buffer) => value;

/** One warm connection over mutual TLS that asks for the status, and neither makes nor reads messages: bytes in, bytes out. */
export class StatusCaller {
  readonly #client: Client;

  /** @param who whose certificate in the folder of the authority is shown. */
  constructor(address: string, authority: TestAuthority, who: string) {
    const { cert, key, ca } = authority.tlsOf(who);
    const [own, secret, authorities] = [cert, key, ca].map((file) => readFileSync(file));
    const context = createSecureContext({ cert: own, key: secret, ca: authorities, minVersion: "TLSv1.3" });
    const secure = credentials.createFromSecureContext(context, { checkServerIdentity: () => undefined });
    this.#client = new Client(address, secure, { "grpc.ssl_target_name_override": "agent", "grpc.use_local_subchannel_pool": 1 });
  }

  /** One answer, as it is on the wire. */
  ask(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const path = "/imageserving.v1.Supervisor/Status";
      this.#client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), { deadline: Date.now() + 20_000 }, (error, answer) => {
        if (error !== null || answer === undefined) reject(error ?? new Error("no answer"));
        else resolve(answer);
      });
    });
  }

  /** How many calls a second with so many under way at once, for so long. */
  async rate(seconds: number, width: number): Promise<number> {
    const began = performance.now();
    const until = began + seconds * 1_000;
    let calls = 0;
    const worker = async () => {
      for (; performance.now() < until; calls++) await this.ask();
    };
    await Promise.all(Array.from({ length: width }, worker));
    return calls / ((performance.now() - began) / 1_000);
  }

  close(): void {
    this.#client.close();
  }
}
