import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import type { Observation } from '../../observation.ts';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The modules in the answer of `/v1/meta`; undefined if it is another. */
export function modulesOf({ meta }: Observation): Fields | undefined {
  if (meta?.status !== 200) return undefined;
  try {
    const answer = fieldsOf(JSON.parse(meta.text ?? ''));
    // With no module at all Weaviate leaves the field out or empty.
    return typeof answer?.['version'] === 'string' ? (fieldsOf(answer['modules']) ?? {}) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a request that did not come through (measured); anything else comes from the server. */
export const UNREACHABLE = /^send GET meta request: /;

/** `ready` stays 200 when the inference service is gone; only here it is told (modules.go GetMeta). */
export function moduleError(observation: Observation): string | undefined {
  const error = fieldsOf(modulesOf(observation)?.[BIND_MODULE])?.['error'];
  return typeof error === 'string' ? error : undefined;
}
