import { assertRejects } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { checkRoom } from "../../src/jobs/room.ts";

Deno.test("checkRoom() asks for the weights that a method trains, and little for a prompt", async () => {
  const base = { "shared.weight": { size: 100_000 } };
  const check = (method: string, free: number) =>
    checkRoom("out", base, { method, methodConfig: {} }, () => Promise.resolve(free));
  const says = (text: string) => `Cannot write "out": it needs ${text}`;
  await assertRejects(
    () => check("full", 400_000),
    UsageError,
    says("0.5 MB of disk: 0.4 MB are free"),
  );
  await check("full", 500_000);
  await check("prompt", 100_000);
  await assertRejects(
    () => check("prompt", 0),
    UsageError,
    says("0.1 MB of disk: 0.0 MB are free"),
  );
});
