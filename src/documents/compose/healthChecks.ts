import { goSeconds } from '../../formats/goDuration.ts';
import { at, itemsOf, type Located, textOf } from '../located.ts';
import type { ComposeService } from './project.ts';

export interface HealthCheck {
  readonly located: Located;
  readonly test: Located | undefined;
  /** The words of the test, or its shell text. */
  readonly command: string;
  /** Seconds that a container may take before it counts as unhealthy; undefined where that is not known. */
  readonly tolerance: number | undefined;
}

/** The check of a service; undefined without one, and where it is switched off. */
export function healthCheckOf({ map }: ComposeService): HealthCheck | undefined {
  const located = at(map, 'healthcheck');
  if (located?.kind !== 'map' || textOf(at(located, 'disable')) === 'true') return undefined;
  const test = at(located, 'test');
  const words =
    test?.kind === 'list' ? itemsOf(test).map((item) => textOf(item) ?? '') : [textOf(test) ?? ''];
  if (words[0] === 'NONE') return undefined;
  return { located, test, command: words.join(' '), tolerance: toleranceOf(located) };
}

/** Docker's defaults: 30 s between three tries, and no grace at the start. */
function toleranceOf(check: Located): number | undefined {
  const seconds = (key: string, fallback: number) =>
    at(check, key) === undefined ? fallback : goSeconds(textOf(at(check, key)) ?? '');
  const start = seconds('start_period', 0);
  const interval = seconds('interval', 30);
  const retries = at(check, 'retries') === undefined ? 3 : Number(textOf(at(check, 'retries')));
  if (start === undefined || interval === undefined || !Number.isInteger(retries)) return undefined;
  return start + interval * retries;
}
