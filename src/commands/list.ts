/**
 * `deno task list`: what there is to choose from.
 *
 * @module
 */
import { ENGINES } from "../engine/registry.ts";
import { EXPERIMENTS, TIERS } from "../experiments/mod.ts";
import { METHODS } from "../methods/mod.ts";
import { FAMILIES } from "../models/mod.ts";
import { TASKS } from "../tasks/mod.ts";
import { defineCommand, renderRows } from "./command.ts";

/** Names and titles of everything that has a name. */
function registries(): Record<string, Record<string, string>> {
  const titles = (items: Readonly<Record<string, { readonly title: string }>>) =>
    Object.fromEntries(Object.entries(items).map(([name, { title }]) => [name, title]));
  return {
    experiments: Object.fromEntries(
      Object.values(EXPERIMENTS).map(({ name, question, source }) => [
        name,
        `${question} (${source})`,
      ]),
    ),
    tiers: titles(TIERS),
    tasks: titles(TASKS),
    methods: titles(METHODS),
    models: Object.fromEntries(Object.keys(FAMILIES).map((name) => [name, ""])),
    engines: Object.fromEntries(Object.keys(ENGINES).map((name) => [name, ""])),
  };
}

/** The command. */
export const list = defineCommand({
  name: "list",
  summary: "Lists experiments, tiers, tasks, methods, families of models and engines",
  synopsis: "[options]",
  options: { json: { type: "boolean", about: "print JSON" } },
  run({ values }) {
    const all = registries();
    if (values.json) console.log(JSON.stringify(all, null, 1));
    else {
      for (const [kind, items] of Object.entries(all)) {
        const heading = kind[0]!.toUpperCase() + kind.slice(1);
        console.log(`${heading}\n${renderRows(Object.entries(items))}\n`);
      }
    }
    return Promise.resolve(0);
  },
});
