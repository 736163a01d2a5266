import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createSecureContext } from "node:tls";
import { type Client, credentials, loadPackageDefinition, type ServiceError } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { describe, expect, test } from "vitest";
import type { TlsPem } from "../../../src/rpc/client-tls.ts";
import { NetworkRig } from "./network-rig.ts";

const TIMEOUT = { timeout: 20_000 };
const folderOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

/** A call as a tool makes it that knows the service from its own .proto file, as grpcurl and grpc-health-probe do. */
// biome-ignore lint/suspicious/noExplicitAny: a client that is made at run time has no type
function clientOf(rig: NetworkRig, pem: TlsPem | null, folder: string, file: string, name: string): any {
  const types = loadPackageDefinition(loadSync(file, { includeDirs: [folder], enums: String, oneofs: true, defaults: true }));
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const Service = name.split(".").reduce((at: any, part) => at[part], types) as typeof Client;
  const secure =
    pem === null
      ? credentials.createInsecure()
      : credentials.createFromSecureContext(createSecureContext(pem), { checkServerIdentity: () => undefined });
  return new Service(`127.0.0.1:${rig.port}`, secure, { "grpc.ssl_target_name_override": "node3" });
}

describe("what other tools ask an agent", TIMEOUT, () => {
  test("grpc.health.v1 tells of each component, to whoever may look", async () => {
    await using rig = await NetworkRig.start();
    rig.server.health.set("is", true);
    rig.server.health.set("svg", false);
    const client = clientOf(
      rig,
      await rig.authority.issue("viewer", "bob"),
      join(folderOf("grpc-health-check"), "proto"),
      "health/v1/health.proto",
      "grpc.health.v1.Health",
    );
    const check = (service: string) =>
      new Promise((resolve) =>
        client.Check({ service }, (error: ServiceError | null, answer: { status: string }) =>
          resolve(error?.code ?? answer.status),
        ),
      );
    expect([await check(""), await check("is"), await check("svg"), await check("ps")]).toEqual([
      "SERVING",
      "SERVING",
      "NOT_SERVING",
      5,
    ]);
    client.close();
  });

  test("an agent's certificate is refused there too", async () => {
    await using rig = await NetworkRig.start();
    const client = clientOf(
      rig,
      await rig.authority.issue("agent", "node4"),
      join(folderOf("grpc-health-check"), "proto"),
      "health/v1/health.proto",
      "grpc.health.v1.Health",
    );
    const answer = await new Promise((resolve) =>
      client.Check({ service: "" }, (error: ServiceError | null) => resolve(error?.details)),
    );
    expect(answer).toMatch(/^Health\/Check is not permitted; /);
    const watched = await new Promise((resolve) =>
      client
        .Watch({ service: "" })
        .on("error", (error: ServiceError) => resolve(error.code))
        .on("data", resolve),
    );
    expect(watched).toBe(7);
    client.close();
  });

  test.each(["v1", "v1alpha"])("grpc.reflection.%s names the services and has their files", async (version) => {
    await using rig = await NetworkRig.start();
    const folder = join(folderOf("@grpc/reflection"), "build/proto");
    const client = clientOf(
      rig,
      await rig.authority.issue("viewer", "bob"),
      folder,
      `grpc/reflection/${version}/reflection.proto`,
      `grpc.reflection.${version}.ServerReflection`,
    );
    const ask = (question: object) =>
      // biome-ignore lint/suspicious/noExplicitAny: as above
      new Promise<any>((resolve, reject) => {
        const call = client.ServerReflectionInfo();
        call.on("data", resolve).on("error", reject);
        call.write(question);
        call.end();
      });
    const { listServicesResponse } = await ask({ listServices: "" });
    expect(listServicesResponse.service.map(({ name }: { name: string }) => name)).toContain("imageserving.v1.Supervisor");
    const { fileDescriptorResponse } = await ask({ fileContainingSymbol: "imageserving.v1.Supervisor" });
    expect(Buffer.concat(fileDescriptorResponse.fileDescriptorProto).toString("latin1")).toContain("CancelOperation");
    client.close();
  });
});
