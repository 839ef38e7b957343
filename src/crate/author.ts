/**
 * Who made a set of results, as they say themselves: no record names a person.
 *
 * @module
 */
import { UsageError } from "../core/errors.ts";
import { type Entity, fragment, refs } from "./entity.ts";

/** A person or a group. */
export interface Author {
  readonly name: string;
  readonly isGroup?: boolean;
  readonly affiliation?: string;
  /** Four groups of four digits. */
  readonly orcid?: string;
}

const ORCID = /^(?:https:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])$/;

/**
 * Reads `NAME; AFFILIATION; ORCID`, of which the name alone must be there.
 *
 * @throws {UsageError} if it is not, or a part is too much
 */
export function parseAuthor(text: string): Author {
  const [name = "", ...rest] = text.split(";").map((part) => part.trim());
  const orcids = rest.filter((part) => ORCID.test(part));
  const affiliations = rest.filter((part) => !ORCID.test(part) && part !== "");
  if (name === "" || orcids.length > 1 || affiliations.length > 1) {
    throw new UsageError(
      `Cannot use --author as it must be "NAME; AFFILIATION; ORCID", the last two optional: ` +
        `current value is "${text}"`,
    );
  }
  return {
    name,
    ...(affiliations[0] === undefined ? {} : { affiliation: affiliations[0] }),
    ...(orcids[0] === undefined ? {} : { orcid: orcids[0].match(ORCID)![1]! }),
  };
}

/** The author, and behind it the affiliation. */
export function authorEntities({ name, isGroup = false, affiliation, orcid }: Author): Entity[] {
  const group = affiliation === undefined ? [] : [groupEntity(affiliation)];
  if (isGroup) return [groupEntity(name)];
  const id = orcid === undefined ? fragment("person", name) : `https://orcid.org/${orcid}`;
  return [{ "@id": id, "@type": "Person", name, affiliation: refs(group) }, ...group];
}

function groupEntity(name: string): Entity {
  return { "@id": fragment("organization", name), "@type": "Organization", name };
}
