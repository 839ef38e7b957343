/**
 * Names of linear maps: ours, as in `Site`, and those of Hugging Face checkpoints without `.weight`.
 *
 * @module
 */

/** Last word of a map in T5's attention, ours <- theirs. */
const T5_ATTENTION = { query: "q", key: "k", value: "v", output: "o" } as const;

/** Maps of T5's feed-forward layer, ours <- theirs; `wi` and `wi_0` are the same place. */
const T5_FEED_FORWARD = { in: "wi", gate: "wi_1", out: "wo" } as const;

/** Maps of a BERT layer, ours <- theirs. */
const BERT_MAPS = {
  "attention.query": "attention.self.query",
  "attention.key": "attention.self.key",
  "attention.value": "attention.self.value",
  "attention.output": "attention.output.dense",
  "feedForward.in": "intermediate.dense",
  "feedForward.out": "output.dense",
} as const;

/** Finds the key that stands for a value. */
function keyOf(table: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.keys(table).find((key) => table[key] === value);
}

function t5Site(module: string): string | undefined {
  const match = module.match(
    /^(encoder|decoder)\.block\.(\d+)\.layer\.\d+\.(SelfAttention|EncDecAttention|DenseReluDense)\.(\w+)$/,
  );
  if (!match) return undefined;
  const [, stack, block, kind, map] = match as unknown as [string, string, string, string, string];
  if (kind === "DenseReluDense") {
    const ours = keyOf(T5_FEED_FORWARD, map === "wi_0" ? "wi" : map);
    return ours && `${stack}.${block}.feedForward.${ours}`;
  }
  const ours = keyOf(T5_ATTENTION, map);
  return ours &&
    `${stack}.${block}.${kind === "SelfAttention" ? "attention" : "crossAttention"}.${ours}`;
}

function bertSite(module: string): string | undefined {
  const match = module.match(/^(?:bert\.)?encoder\.layer\.(\d+)\.(.+)$/);
  const ours = match && keyOf(BERT_MAPS, match[2]!);
  return ours ? `encoder.${match![1]}.${ours}` : undefined;
}

const SITE_OF: Readonly<Record<string, (module: string) => string | undefined>> = {
  t5: t5Site,
  bert: bertSite,
};

/**
 * Returns the site of a Hugging Face module; undefined if the family has no such linear map.
 *
 * @param family such as `t5`
 * @param module such as `encoder.block.0.layer.0.SelfAttention.q`
 */
export function siteOfModule(family: string, module: string): string | undefined {
  return SITE_OF[family]?.(module);
}

function t5Module(site: string, gated: boolean): string | undefined {
  const match = site.match(
    /^(encoder|decoder)\.(\d+)\.(attention|crossAttention|feedForward)\.(\w+)$/,
  );
  if (!match) return undefined;
  const [, stack, block, kind, map] = match as unknown as [string, string, string, string, string];
  const prefix = `${stack}.block.${block}.layer`;
  if (kind === "feedForward") {
    const theirs = (T5_FEED_FORWARD as Readonly<Record<string, string>>)[map];
    const name = map === "in" && gated ? "wi_0" : theirs;
    return name && `${prefix}.${stack === "encoder" ? 1 : 2}.DenseReluDense.${name}`;
  }
  const theirs = (T5_ATTENTION as Readonly<Record<string, string>>)[map];
  const layer = kind === "attention" ? "0.SelfAttention" : "1.EncDecAttention";
  return theirs && `${prefix}.${layer}.${theirs}`;
}

function bertModule(site: string): string | undefined {
  const match = site.match(/^encoder\.(\d+)\.(.+)$/);
  const theirs = match && (BERT_MAPS as Readonly<Record<string, string>>)[match[2]!];
  return theirs ? `bert.encoder.layer.${match![1]}.${theirs}` : undefined;
}

/**
 * Returns the Hugging Face module of a linear site; undefined if the family has none.
 *
 * @param gated whether the feed-forward layers have a gate (T5 1.1)
 */
export function moduleOfSite(family: string, site: string, gated = false): string | undefined {
  if (family === "t5") return t5Module(site, gated);
  return family === "bert" ? bertModule(site) : undefined;
}
