/**
 * The names of classes that stand as integers in a data set, as `datasets` notes them in each Parquet file
 * that it writes: `{"info": {"features": {"label": {"_type": "ClassLabel", "names": [...]}}}}`.
 *
 * Source: https://huggingface.co/docs/datasets/package_reference/main_classes (Features, ClassLabel)
 *
 * @module
 */

/**
 * Reads the names by the path of the column, `answer.label` within an object. Lists are passed over.
 *
 * @param note text of the key `huggingface`; what is no such text has no names
 */
export function classNamesOf(note: string | undefined): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  try {
    collect(JSON.parse(note ?? "{}")?.info?.features, "", found);
  } catch {
    // a note of somebody else
  }
  return found;
}

function collect(feature: unknown, path: string, found: Map<string, readonly string[]>): void {
  if (typeof feature !== "object" || feature === null) return;
  const { _type: type, names } = feature as { _type?: unknown; names?: unknown };
  if (type === "ClassLabel" && Array.isArray(names)) return void found.set(path, names.map(String));
  if (typeof type === "string") return; // a value, or a list
  for (const [name, part] of Object.entries(feature)) {
    collect(part, path === "" ? name : `${path}.${name}`, found);
  }
}
