/**
 * Entities of an RO-Crate: flat JSON-LD, in which one names another by its `@id`.
 *
 * @module
 */

/** Names another entity. */
export interface Reference {
  readonly "@id": string;
}

/** What a property may be; a list stands for each of its values. */
type Value = string | Reference | readonly (string | Reference)[] | undefined;

/** Something that the crate tells of: a file, a person, a program. */
export interface Entity extends Reference {
  readonly "@type": string;
  readonly [property: string]: Value;
}

/** Names entities where another one speaks of them. */
export function refs(entities: Iterable<Reference>): Reference[] {
  return Array.from(entities, ({ "@id": id }) => ({ "@id": id }));
}

/** The entity as RO-Crate writes it: no empty list, and a single value without one. */
export function compact(entity: Entity): Entity {
  const properties = Object.entries(entity).flatMap(([key, value]) => {
    if (!Array.isArray(value)) return value === undefined ? [] : [[key, value] as const];
    return value.length === 0 ? [] : [[key, value.length === 1 ? value[0] : value] as const];
  });
  return Object.fromEntries(properties) as unknown as Entity;
}

/** Each entity once, in the order in which they first come. */
export function unique(entities: Iterable<Entity>): Entity[] {
  return [...new Map(Array.from(entities, (entity) => [entity["@id"], entity])).values()];
}

/** A part of an `@id` behind the `#`, whatever the text. */
export function fragment(...parts: readonly string[]): string {
  return `#${parts.map(encodeURIComponent).join("-")}`;
}
