import { Document, type Node } from 'yaml';
import { secondsText } from '../formats/duration.ts';
import { CONTAINER_HTTP_PORT, healthCommand } from '../stack/healthCheck.ts';
import { flowOf } from './flowOf.ts';

const PATHS = { weaviate: '/v1/.well-known/ready', inference: '/.well-known/ready' } as const;

/** The words of the check that is right for a service. */
export function standardTest(kind: 'weaviate' | 'inference'): Node {
  const url = `http://127.0.0.1:${CONTAINER_HTTP_PORT}${PATHS[kind]}`;
  const test = healthCommand({ url, interval: 5, timeout: 10, retries: 12, startPeriod: 0 });
  return flowOf(test);
}

/** The check that bindstack's own files have: Weaviate's modules get 120 s, the model 600 s. */
export function standardHealthCheck(kind: 'weaviate' | 'inference'): Node {
  const document = new Document({});
  document.set('test', standardTest(kind));
  document.set('interval', secondsText(5));
  document.set('timeout', secondsText(10));
  document.set('retries', 12);
  document.set('start_period', secondsText(kind === 'weaviate' ? 150 : 600));
  return document.contents as Node;
}
