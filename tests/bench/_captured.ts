/**
 * What a test would write to the console.
 *
 * @module
 */

/** Does something, and gives its result and what it wrote. */
export async function captured<T>(
  act: () => Promise<T>,
): Promise<{ readonly result: T; readonly out: string; readonly err: string }> {
  const { log, error } = console;
  let out = "", err = "";
  console.log = (line: string) => void (out += line + "\n");
  console.error = (line: string) => void (err += line + "\n");
  try {
    const result = await act();
    return { result, out, err };
  } finally {
    Object.assign(console, { log, error });
  }
}
