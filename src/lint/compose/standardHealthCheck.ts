import type { Node } from 'yaml';
import { LOAD_BUDGET } from '../../facts/resources.ts';
import { bracketed, isLoopback } from '../../formats/ipAddress.ts';
import { composeHealthCheck } from '../../stack/compose.ts';
import { type HealthCheck, healthCheckAt, healthCommand } from '../../stack/healthCheck.ts';
import { inferenceHealthCheck } from '../../stack/inference.ts';
import { WEAVIATE_HEALTH_CHECK } from '../../stack/weaviate.ts';
import { explained } from '../../yaml/explained.ts';
import { listeningOf, portsOf } from './ports.ts';
import type { ComposeProject, ComposeService } from './project.ts';
import { isWeaviate } from './roles.ts';
import { knowsStartPeriod } from './swarm.ts';

/** Addresses that include 127.0.0.1, which busybox asks. */
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]', '', 'localhost'];

/**
 * The check of bindstack's own files, at the port where this service listens. Undefined where that is not known, and
 * for a Weaviate that speaks https alone: a check that can never succeed is worse than none.
 */
function checkFor(service: ComposeService): HealthCheck | undefined {
  const { rest } = portsOf(service);
  if (rest === undefined) return undefined;
  if (!isWeaviate(service)) return healthCheckAt(inferenceHealthCheck(LOAD_BUDGET), '127.0.0.1', rest);
  const { host, schemes } = listeningOf(service);
  if (host === undefined || !schemes?.includes('http')) return undefined;
  const address = EVERY_ADDRESS.includes(host) || isLoopback(host) ? '127.0.0.1' : bracketed(host);
  return healthCheckAt(WEAVIATE_HEALTH_CHECK, address, rest);
}

/** The words of a check that asks an address, as bindstack's own files have them. */
export function testOf(url: string): Node {
  return explained(healthCommand({ url }), {});
}

/** The same as one reads it in a file. */
export function testText(url: string): string {
  return JSON.stringify(healthCommand({ url })).replaceAll(',', ', ');
}

/** The whole of it. */
export function standardHealthCheck(project: ComposeProject, service: ComposeService): Node | undefined {
  const check = checkFor(service);
  return check && explained(checkIn(project, check), {});
}

/** A check in the dialect of the file: what an old stack cannot say as `start_period` becomes tries. */
export function checkIn(project: ComposeProject, check: HealthCheck) {
  const written = composeHealthCheck(check);
  if (knowsStartPeriod(project)) return written;
  const { start_period: _, ...rest } = written;
  return { ...rest, retries: check.retries + Math.ceil(check.startPeriod / check.interval) };
}
