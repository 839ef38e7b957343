/**
 * The words of the mini world, by meaning.
 *
 * Every word is one token, so that the model can be tiny. A homograph has two topics, and the words
 * around it tell which one is meant; an object belongs to one category; a happening joins what was
 * done to an object with what became of it.
 *
 * @module
 */

const words = (text: string): readonly string[] => text.split(" ");

/** Women's names, "she". */
export const FEMALE_NAMES = words("anna mary lucy emma sara jane nora ella");
/** Men's names, "he". */
export const MALE_NAMES = words("tom bob jack sam paul mark leo max");
/** All names. */
export const NAMES = [...FEMALE_NAMES, ...MALE_NAMES];

/** Categories and the objects that belong to them. */
export const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  fruit: words("pear plum lemon peach"),
  toy: words("ball doll kite puppet"),
  tool: words("hammer saw drill rake"),
  pet: words("cat dog rabbit parrot"),
  garment: words("shirt coat scarf glove"),
  vehicle: words("car bike truck tractor"),
};

/** All objects. */
export const OBJECTS = Object.values(CATEGORIES).flat();
/** The category of each object. */
export const CATEGORY_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CATEGORIES).flatMap(([category, members]) => members.map((m) => [m, category])),
);

/** Colours an object can have. */
export const COLOURS = words("red blue green black white yellow brown purple");
/** Places a person can be in. */
export const PLACES = words("garden kitchen attic cellar barn office park market");

/** What is done to an object, and what it then becomes. */
export interface Happening {
  readonly causes: readonly string[];
  readonly effects: readonly string[];
}

/** Happenings; no word stands in two of them. */
export const HAPPENINGS: readonly Happening[] = [
  { causes: words("dropped smashed"), effects: words("broken cracked") },
  { causes: words("heated boiled"), effects: words("hot warm") },
  { causes: words("chilled frozen"), effects: words("cold icy") },
  { causes: words("washed scrubbed"), effects: words("clean shiny") },
  { causes: words("soaked splashed"), effects: words("wet damp") },
  { causes: words("burnt roasted"), effects: words("charred smoky") },
  { causes: words("filled loaded"), effects: words("full heavy") },
  { causes: words("stretched pulled"), effects: words("long thin") },
];

/** Topics and the words that belong to them. */
export const TOPICS: Readonly<Record<string, readonly string[]>> = {
  water: words("river fish boat shore"),
  money: words("coin loan price cash"),
  music: words("song tune choir note"),
  sport: words("team score coach goal"),
  plant: words("leaf root branch seed"),
  body: words("hand finger skin bone"),
};

/** Words of two meanings, each with the topics of both. */
export const HOMOGRAPHS: Readonly<Record<string, readonly [string, string]>> = {
  bank: ["water", "money"],
  pitch: ["music", "sport"],
  palm: ["plant", "body"],
  trunk: ["body", "plant"],
  bow: ["music", "water"],
  mint: ["money", "plant"],
  scale: ["music", "water"],
  ring: ["body", "sport"],
  draft: ["money", "sport"],
  bass: ["water", "music"],
};

/**
 * Deeds whose reason lies in the one they are done to: "anna thanked mary because she was kind"
 * (mary was).
 */
export const DEEDS_FOR_OBJECT = words("thanked blamed admired punished");
/** Deeds whose reason lies in the doer: "anna phoned mary because she was lonely" (anna was). */
export const DEEDS_FOR_SUBJECT = words("phoned begged fooled left");
/** What a person was. */
export const TRAITS = words("kind clever tired brave late calm");

/** The small words of all sentences and questions. */
export const FUNCTION_WORDS = words(
  "a the is in has wants belongs to what who where was became because so with near and saw she he colour of it list means",
);

/** The word that stands for the hidden entity of a query. */
export const PLACEHOLDER = "@placeholder";

/** The words that begin an instruction of pretraining. */
export const INSTRUCTIONS = words(
  "recall verify judge classify find grade complete link explain interpret compare identify resolve",
);

/** The words that mark the parts of an instruction of pretraining. */
export const PRETRAINING_MARKERS = words(
  "story claim ask reply given left right first second about mention",
);

/**
 * The words that mark the fields of the eight tasks. In pretraining they occur only in copied word
 * lists, so that they have an embedding, but the model has never seen what they are for.
 */
export const TASK_MARKERS = words(
  "passage question premise hypothesis choice1 choice2 cause effect paragraph answer query entities word sentence1 sentence2 " +
    "start1 end1 start2 end2 text span1_text span1_index span2_text span2_index",
);

/** The label words of the tasks, which pretraining uses with the same meaning. */
export const LABEL_WORDS = words("false true entailment contradiction neutral not_entailment");

/** Numbers, for character and word positions. */
export const NUMBERS = Array.from({ length: 80 }, (_, i) => String(i));
