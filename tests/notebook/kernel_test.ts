import { assertRejects } from "@std/assert";
import { join } from "node:path";
import { Kernel, KernelDied } from "../../src/notebook/kernel.ts";
import { inTempFolder } from "../_folder.ts";

/** What a socket says first: a greeting, and a command without content. */
const HANDSHAKE = "new Uint8Array([...new Uint8Array(64), 4, 0])";

/** A kernel of a few lines that runs `accept` with each of the listeners that it opens. */
async function writeKernel(folder: string, accept: string): Promise<string> {
  const program = join(folder, "kernel.js");
  await Deno.writeTextFile(
    program,
    `
    const file = JSON.parse(Deno.readTextFileSync(Deno.args.at(-1)));
    for (const name of ["shell", "iopub", "control"]) {
      const listener = Deno.listen({ hostname: file.ip, port: file[name + "_port"] });
      ${accept}
    }
    setInterval(() => {}, 1000);
  `,
  );
  const deno = join(folder, "deno");
  await Deno.writeTextFile(deno, `#!/bin/sh\nexec "${Deno.execPath()}" run -A "${program}" "$@"\n`);
  await Deno.chmod(deno, 0o755);
  return deno;
}

const SILENT = {
  "takes connections and says nothing": "",
  "shakes hands at one port alone":
    `if (name === "iopub") listener.accept().then((it) => it.write(${HANDSHAKE}));`,
};

for (const [what, accept] of Object.entries(SILENT)) {
  Deno.test(`Kernel.start() gives up a kernel that ${what}, and leaves nothing open`, () =>
    inTempFolder(async (folder) => {
      const deno = await writeKernel(folder, accept);
      await assertRejects(
        () => Kernel.start({ cwd: folder, deno, startMs: 1000 }),
        KernelDied,
        "Cannot start the kernel: it has not answered for 1 s",
      );
    }));
}
