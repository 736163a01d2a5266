import type { ClientReadableStream, ClientUnaryCall, Metadata, ServiceError } from "@grpc/grpc-js";
import { type Calling, CallScope } from "./call-scope.ts";
import type { SupervisorClient } from "./gen/imageserving/v1/Supervisor.ts";

/** Sends a request that has one answer. */
export type SendOnce<Response> = (
  client: SupervisorClient,
  metadata: Metadata,
  answer: (error: ServiceError | null, response?: Response) => void,
) => ClientUnaryCall;

/** Sends a request whose answer is a stream. */
export type SendForStream<Response> = (client: SupervisorClient, metadata: Metadata) => ClientReadableStream<Response>;

/** Makes a call with one answer. Rejects with UNREACHABLE where it was never sent, with NOT_RESPONDING where it was and no answer came. */
export async function callOnce<Response>(calling: Calling, signal: AbortSignal, send: SendOnce<Response>): Promise<Response> {
  const scope = new CallScope(calling, signal);
  try {
    const client = await scope.connected();
    scope.startTimer();
    return await new Promise<Response>((resolve, reject) => {
      const call = send(client, scope.metadata(), (error, response) =>
        error === null ? resolve(response as Response) : reject(error),
      );
      scope.onEnd((reason) => {
        call.cancel();
        reject(reason);
      });
    });
  } catch (error) {
    throw scope.reasonFor(error);
  } finally {
    scope.release();
  }
}

/**
 * Makes a call whose answer is a stream, when its first message is asked for. Reads no faster than its caller does;
 * a caller that leaves the loop early, or aborts, ends the call.
 * @param promptly whether the first message must come within the time for an answer.
 */
export async function* callForStream<Response>(
  calling: Calling,
  signal: AbortSignal,
  promptly: boolean,
  send: SendForStream<Response>,
): AsyncGenerator<Response> {
  const scope = new CallScope(calling, signal);
  try {
    const client = await scope.connected();
    if (promptly) scope.startTimer();
    yield* messages(scope, send(client, scope.metadata()));
  } catch (error) {
    throw scope.reasonFor(error);
  } finally {
    scope.release();
  }
}

async function* messages<Response>(scope: CallScope, call: ClientReadableStream<Response>): AsyncGenerator<Response> {
  call.on("error", () => {}); // the loop throws it; whether the loop still listens once it was left is Node's own affair
  scope.onEnd(() => {
    call.cancel(); // now, not when the caller asks for the next message
    call.destroy();
  });
  try {
    for await (const message of call) {
      scope.stopTimer();
      yield message as Response;
    }
    scope.throwIfEnded();
  } finally {
    call.cancel();
  }
}
