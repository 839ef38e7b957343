import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../src/core/errors.ts";
import { authorEntities, parseAuthor } from "../../src/crate/author.ts";

const ORCID = "0000-0002-1825-0097";

Deno.test("parseAuthor() reads name, affiliation and ORCID", () => {
  assertEquals(parseAuthor("Ada Lovelace"), { name: "Ada Lovelace" });
  const whole = { name: "Lovelace, Ada", affiliation: "University of London", orcid: ORCID };
  assertEquals(parseAuthor(`Lovelace, Ada; University of London; ${ORCID}`), whole);
  assertEquals(parseAuthor(`Ada; https://orcid.org/${ORCID}`), { name: "Ada", orcid: ORCID });
});

Deno.test("parseAuthor() refuses what has no name, or too many parts", () => {
  for (const text of ["", "; London", "Ada; London; 0000-0002-1825"]) {
    assertThrows(() => parseAuthor(text), UsageError, `current value is "${text}"`);
  }
});

Deno.test("authorEntities() names a person by ORCID, and the affiliation as a group", () => {
  const [person, group] = authorEntities({ name: "Ada", affiliation: "U. London", orcid: ORCID });
  assertEquals([person!["@id"], person!["@type"]], [`https://orcid.org/${ORCID}`, "Person"]);
  assertEquals(person!.affiliation, [{ "@id": group!["@id"] }]);
  assertEquals([group!.name, group!["@type"]], ["U. London", "Organization"]);
  const [kit, ...others] = authorEntities({ name: "The authors", isGroup: true });
  assertEquals([kit!["@type"], others], ["Organization", []]);
});
