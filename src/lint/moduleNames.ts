import {
  moduleSince,
  NEWEST_KNOWN_WEAVIATE,
  nearestModule,
  versionHasModule,
  weaviateModule,
} from '../facts/weaviateModules.ts';
import { isNewer } from '../formats/versionNumber.ts';
import type { Problem } from './rule.ts';

/** What is wrong with the name of a module for a release; undefined where the release has it. */
export function missingModule(
  name: string,
  version: string | undefined,
): Pick<Problem, 'message' | 'suggestion' | 'severity'> | undefined {
  if (weaviateModule(name) === undefined) {
    // A release newer than the table may have it.
    const mayExist = version === undefined || isNewer(version, NEWEST_KNOWN_WEAVIATE);
    const near = nearestModule(name);
    return {
      message: `Weaviate has no module ${name}: it starts without a message, and the module is missing`,
      ...(mayExist && { severity: 'info' }),
      ...(near !== undefined && { suggestion: `did you mean ${near}?` }),
    };
  }
  if (version === undefined || versionHasModule(version, name) !== false) return undefined;
  return {
    message: `Weaviate ${version} does not have the module ${name}: it starts without a message, and the module is missing`,
    suggestion: `use Weaviate ${moduleSince(name)} or newer, or leave out the module`,
  };
}
