/**
 * The Hub's variables of the environment, for the time of a test.
 *
 * @module
 */

const VARIABLES = [
  "HF_ENDPOINT",
  "HF_HOME",
  "HF_HUB_CACHE",
  "HUGGINGFACE_HUB_CACHE",
  "HF_TOKEN",
  "HF_HUB_OFFLINE",
  "KIT_CACHE",
] as const;

/** Does something with these variables alone; KIT_CACHE stays as it is if it is not among them. */
export async function withEnvironment(
  values: Partial<Record<typeof VARIABLES[number], string>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = VARIABLES.map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  try {
    for (const [name, value] of before) {
      set(name, values[name] ?? (name === "KIT_CACHE" ? value : undefined));
    }
    await work();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}
