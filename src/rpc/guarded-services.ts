import type { Server as GrpcServer, ServiceDefinition, StatusObject, UntypedServiceImplementation } from "@grpc/grpc-js";
import { statusFromError } from "./fault-to-status.ts";
import type { AnyCall } from "./incoming-call.ts";
import type { AddTo } from "./rpc-door.ts";
import type { Serving } from "./serve-call.ts";

/** A call of a service that others wrote: it is answered through the callback where there is one, else through itself. */
type ForeignCall = AnyCall & { emit(event: "error", error: StatusObject): unknown };
type Handler = (call: ForeignCall, callback?: (error: StatusObject) => void) => unknown;

/**
 * Takes services that others wrote (health, reflection) and puts the question who calls before each of their handlers: a
 * caller who must not is refused, and the handler hears nothing of it.
 */
export function guardedServices(to: AddTo, serving: Serving): Pick<GrpcServer, "addService"> {
  return {
    addService: (definition: ServiceDefinition, handlers: UntypedServiceImplementation) =>
      to.addService(
        definition,
        Object.fromEntries(
          Object.entries(handlers).map(([name, handler]) => [name, guarded(handler as Handler, serving)]),
        ) as never,
      ),
  };
}

function guarded(handler: Handler, serving: Serving): Handler {
  return (call, callback) => {
    try {
      serving.identify(call);
      serving.ending.throwIfAborted();
    } catch (error) {
      const answer = statusFromError(error, serving.report);
      if (callback === undefined) call.emit("error", answer);
      else callback(answer);
      return;
    }
    handler(call, callback);
  };
}
