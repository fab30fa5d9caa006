import type { Node } from 'yaml';
import { composeHealthCheck } from '../stack/compose.ts';
import { healthCommand } from '../stack/healthCheck.ts';
import { inferenceHealthCheck } from '../stack/inference.ts';
import { LOAD_BUDGET } from '../stack/modelLoad.ts';
import { WEAVIATE_HEALTH_CHECK } from '../stack/weaviate.ts';
import { explained } from './explained.ts';

const CHECKS = {
  weaviate: composeHealthCheck(WEAVIATE_HEALTH_CHECK),
  inference: composeHealthCheck(inferenceHealthCheck(LOAD_BUDGET)),
} as const;

/** The words of a check that asks an address, as bindstack's own files have them. */
export function testOf(url: string): Node {
  return explained(healthCommand({ url }), {});
}

/** The same as one reads it in a file. */
export function testText(url: string): string {
  return JSON.stringify(healthCommand({ url })).replaceAll(',', ', ');
}

/** The whole of it. */
export function standardHealthCheck(kind: keyof typeof CHECKS): Node {
  return explained(CHECKS[kind], {});
}
