/**
 * On what a run was made: engine, device and machine, as far as its record tells.
 *
 * @module
 */
import type { RunRecord } from "../lab/run.ts";
import { type Entity, fragment } from "./entity.ts";

/** A property of the environment for each fact. */
export function environmentEntities({ provenance: { engine, machine } }: RunRecord): Entity[] {
  return Object.entries({ ...(engine as object | null), ...machine })
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([name, value]) => ({
      "@id": fragment("environment", name, String(value)),
      "@type": "PropertyValue",
      name,
      value: String(value),
    }));
}
