import { assertRejects } from "@std/assert";
import { join } from "node:path";
import { Kernel, KernelDied } from "../../src/notebook/kernel.ts";
import { inTempFolder } from "../_folder.ts";

Deno.test("Kernel.start() gives up a kernel that takes connections and says nothing", () =>
  inTempFolder(async (folder) => {
    const program = join(folder, "silent.js");
    await Deno.writeTextFile(
      program,
      `
      const file = JSON.parse(Deno.readTextFileSync(Deno.args.at(-1)));
      for (const name of ["shell", "iopub", "control"]) {
        Deno.listen({ hostname: file.ip, port: file[name + "_port"] });
      }
      setInterval(() => {}, 1000);
    `,
    );
    const deno = join(folder, "deno");
    await Deno.writeTextFile(
      deno,
      `#!/bin/sh\nexec "${Deno.execPath()}" run -A "${program}" "$@"\n`,
    );
    await Deno.chmod(deno, 0o755);
    await assertRejects(
      () => Kernel.start({ cwd: folder, deno, startMs: 500 }),
      KernelDied,
      "Cannot start the kernel: it has not answered for 0.5 s",
    );
  }));
