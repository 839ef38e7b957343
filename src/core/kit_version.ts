/**
 * The version of the kit.
 *
 * @module
 */
import kit from "../../deno.json" with { type: "json" };

/** As `deno.json` has it. */
export const KIT_VERSION: string = kit.version;
