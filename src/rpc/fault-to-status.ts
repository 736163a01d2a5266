import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { type Fault, FaultError, faultMessage } from "../core/fault.ts";
import { GRPC_CODE } from "./fault-code.ts";
import { faultToFields } from "./fault-fields.ts";
import { cutText, fitFault, wellFormed } from "./fault-size.ts";
import { protoTypes } from "./proto.ts";

/** The domain of our ErrorInfo. */
export const DOMAIN = "imageserving";

/** The metadata key under which a google.rpc.Status travels. */
export const DETAILS_KEY = "grpc-status-details-bin";

/** The type of an ErrorInfo inside an Any. */
export const ERROR_INFO_URL = "type.googleapis.com/google.rpc.ErrorInfo";

// gRPC peers take 8 KiB of trailers. The ErrorInfo grows by a third in base64; the message is percent-encoded.
const INFO_BYTES = 3_600;
const MESSAGE_BYTES = 2_400;
const REPEATED_MESSAGE_CHARS = 60; // inside the details, where readers of the details alone expect it

/** What the caller hears where the agent failed in a way that nobody foresaw. */
export const UNFORESEEN = "internal error; see its log";

/**
 * What goes to the caller for anything that was thrown: a fault with all that it knows, within 8 KiB. Whatever is
 * no fault, no AbortError and no TimeoutError is a defect: it goes to `report`, and the caller hears a fixed text.
 */
export function statusFromError(error: unknown, report: (error: unknown) => void): StatusObject {
  if (error instanceof FaultError) return statusFromFault(error);
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") return { code: status.CANCELLED, details: "cancelled", metadata: new Metadata() };
  if (name === "TimeoutError") return { code: status.DEADLINE_EXCEEDED, details: "timed out", metadata: new Metadata() };
  report(error);
  return statusFromFault(new FaultError({ code: "AGENT_ERROR", cause: UNFORESEEN }));
}

function statusFromFault({ fault, message }: FaultError): StatusObject {
  const code = GRPC_CODE[fault.code];
  const fitting = fitFault(fault, INFO_BYTES, (shorter) => encodeInfo(shorter).length);
  const said = message === sentence(fault) ? sentence(fitting) : message;
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, encodeDetails(code, said, fitting));
  return { code, details: fitMessage(said), metadata };
}

const sentence = (fault: Fault): string => faultMessage(fault as never);

function encodeInfo(fault: Fault): Buffer {
  const fields = Object.entries(faultToFields(fault)).map(([name, value]) => [name, wellFormed(value)]);
  return protoTypes().rpc.ErrorInfo.serialize({ reason: fault.code, domain: DOMAIN, metadata: Object.fromEntries(fields) });
}

function encodeDetails(code: status, message: string, fault: Fault): Buffer {
  return protoTypes().rpc.Status.serialize({
    code,
    message: wellFormed(cutText(message, REPEATED_MESSAGE_CHARS)),
    details: [{ type_url: ERROR_INFO_URL, value: encodeInfo(fault) }],
  });
}

/** The message as long as it fits: what is not ASCII takes up to nine bytes a character. */
function fitMessage(message: string): string {
  let fitting = wellFormed(message);
  while (encodeURI(fitting).length > MESSAGE_BYTES) fitting = cutText(fitting, Math.floor(fitting.length * 0.8));
  return fitting;
}
