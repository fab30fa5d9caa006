import { readdirSync, readFileSync } from 'node:fs';
import { parseConfigFile } from '../../src/config/configFile.ts';
import type { GivenValues } from '../../src/config/given.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import type { StackConfig } from '../../src/options/table.ts';

export const SNAPSHOTS = new URL('../../snapshots/', import.meta.url);

/** A folder of snapshots/ with its input, bindstack.yaml. */
export interface SnapshotCase {
  readonly name: string;
  readonly text: string;
  readonly given: GivenValues;
  readonly config: StackConfig;
}

function caseOf(name: string): SnapshotCase {
  const text = readFileSync(new URL(`${name}/bindstack.yaml`, SNAPSHOTS), 'utf8');
  const { given, faults } = parseConfigFile(text);
  if (faults.length > 0) throw new Error(`snapshots/${name}/bindstack.yaml: ${faults[0]?.message}`);
  return { name, text, given, config: resolveConfig(given).config };
}

/** All cases. */
export const CASES: readonly SnapshotCase[] = readdirSync(SNAPSHOTS).map(caseOf);
