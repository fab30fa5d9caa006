import type { Node } from 'yaml';
import { composeHealthCheck } from '../stack/compose.ts';
import { inferenceHealthCheck } from '../stack/inference.ts';
import { LOAD_BUDGET } from '../stack/modelLoad.ts';
import { WEAVIATE_HEALTH_CHECK } from '../stack/weaviate.ts';
import { explained } from './explained.ts';

const CHECKS = {
  weaviate: composeHealthCheck(WEAVIATE_HEALTH_CHECK),
  inference: composeHealthCheck(inferenceHealthCheck(LOAD_BUDGET)),
} as const;

/** The words of the check that bindstack's own files have. */
export function standardTest(kind: keyof typeof CHECKS): Node {
  return explained(CHECKS[kind].test, {});
}

/** The whole of it. */
export function standardHealthCheck(kind: keyof typeof CHECKS): Node {
  return explained(CHECKS[kind], {});
}
