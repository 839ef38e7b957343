/**
 * The programs that made runs, as the records name them.
 *
 * @module
 */
import { hashValue } from "../core/hash.ts";
import type { RunRecord } from "../lab/run.ts";
import { commitText } from "../report/cite.ts";
import { authorEntities } from "./author.ts";
import type { Kit } from "./citation_file.ts";
import { type Entity, fragment, refs, unique } from "./entity.ts";
import { licenseEntity, PAPER_ENTITY } from "./works.ts";

/** Pages of a version of what an engine is made of. */
const RELEASES: Readonly<Record<string, (version: string) => string>> = {
  deno: (version) => `https://github.com/denoland/deno/releases/tag/v${version}`,
  tensorflow: (version) => `https://github.com/tensorflow/tensorflow/releases/tag/v${version}`,
  tfjs: (version) => `https://github.com/tensorflow/tfjs/releases/tag/tfjs-v${version}`,
};

/** The kit as it was when a run was made, then what that needed. */
export function softwareEntities({ provenance }: RunRecord, kit: Kit): [Entity, ...Entity[]] {
  const { commit, hashes, versions, engine } = provenance;
  const { deno, ...packages } = versions;
  const parts = { ...(deno === undefined ? {} : { deno }), ...engineVersions(engine) };
  const libraries = Object.entries(parts).map(([name, version]) => libraryEntity(name, version));
  const authors = kit.authors.flatMap(authorEntities);
  return [
    {
      "@id": (kit.url ?? "") +
        fragment("kit", hashValue([commit, hashes.code, versions, parts]).slice(0, 12)),
      "@type": "SoftwareSourceCode",
      name: kit.title,
      description: "The identifier is the SHA-256 over names and contents of the files in src/.",
      version: commitText(commit),
      identifier: [
        `sha256:${hashes.code}`,
        ...(commit?.clean ? [`swh:1:rev:${commit.id}`] : []),
      ],
      url: kit.url,
      codeRepository: kit.url,
      license: refs([licenseEntity(kit.license)]),
      author: refs(kit.authors.flatMap((author) => authorEntities(author).slice(0, 1))),
      citation: refs([PAPER_ENTITY]),
      programmingLanguage: "TypeScript",
      runtimePlatform: Object.entries(packages).sort().map(([name, version]) =>
        `${name} ${version}`
      ),
      softwareRequirements: refs(libraries),
    },
    ...unique([...libraries, ...authors]),
  ];
}

function engineVersions(engine: unknown): Record<string, string> {
  return (engine as { versions?: Record<string, string> } | null)?.versions ?? {};
}

function libraryEntity(name: string, softwareVersion: string): Entity {
  const url = RELEASES[name]?.(softwareVersion);
  return {
    "@id": url ?? fragment(name, softwareVersion),
    "@type": "SoftwareApplication",
    name,
    softwareVersion,
    url,
  };
}
