import type { Node } from 'yaml';
import { LOAD_BUDGET } from '../../facts/resources.ts';
import { bracketed, isLoopback } from '../../formats/addresses.ts';
import { goSeconds } from '../../formats/goDuration.ts';
import type { PartialText } from '../../formats/partialText.ts';
import { composeHealthCheck } from '../../stack/compose.ts';
import { type HealthCheck, healthCheckAt, healthCommand } from '../../stack/healthCheck.ts';
import { inferenceHealthCheck } from '../../stack/inference.ts';
import { WEAVIATE_HEALTH_CHECK } from '../../stack/weaviate.ts';
import type { Change } from '../../yaml/change.ts';
import { commented } from '../../yaml/change.ts';
import { at, isNothing, itemsOf, type Located, partialTextOf, textOf } from '../../yaml/located.ts';
import { rawText } from '../../yaml/pieces.ts';
import { listeningOf, portsOf } from './ports.ts';
import type { ComposeProject, ComposeService } from './project.ts';
import { isWeaviate } from './roles.ts';
import { supportsStartPeriod } from './swarm.ts';

export interface DeclaredHealthCheck {
  readonly located: Located;
  readonly test: Located | undefined;
  /** The words of the test, or its shell command. */
  readonly command: PartialText;
  /** The same as written in the file, including variables. */
  readonly rawCommand: string;
  /** Seconds after which a container that never succeeds is unhealthy; undefined if unknown. */
  readonly secondsUntilUnhealthy: number | undefined;
}

/** The health check of a service; undefined without one, or if it is disabled. */
export function healthCheckOf({ map }: ComposeService): DeclaredHealthCheck | undefined {
  const located = at(map, 'healthcheck');
  if (located?.kind !== 'map' || textOf(at(located, 'disable')) === 'true') return undefined;
  const test = at(located, 'test');
  const parts = test?.kind === 'list' ? itemsOf(test) : test ? [test] : [];
  const words = parts.map((part) => partialTextOf(part) ?? '');
  if (words[0] === 'NONE') return undefined;
  const rawCommand = parts.map((part) => (part.kind === 'scalar' ? rawText(part) : '')).join(' ');
  return {
    located,
    test,
    command: words.join(' '),
    rawCommand,
    secondsUntilUnhealthy: secondsUntilUnhealthyOf(located),
  };
}

/**
 * The commands of a check, split into words: the one of `CMD`, or those that a shell runs.
 * Undefined if the shell command contains more than plain words.
 */
export function commandsOf({ test }: DeclaredHealthCheck): readonly (readonly PartialText[])[] | undefined {
  const words = test?.kind === 'list' ? itemsOf(test).map(partialTextOf) : ['CMD-SHELL', partialTextOf(test)];
  const [form, ...rest] = words;
  const knownWords = rest.filter((word) => word !== undefined);
  if (knownWords.length < rest.length || knownWords.length === 0) return undefined;
  const [shell = '', option, script] = knownWords;
  if (form === 'CMD' && option === '-c' && script !== undefined && /(?:^|\/)(?:ba|a)?sh$/.test(shell))
    return commandsIn(script);
  if (form === 'CMD') return [knownWords];
  return form === 'CMD-SHELL' ? commandsIn(knownWords.join(' ')) : undefined;
}

function commandsIn(script: string): string[][] | undefined {
  if (/[`$()\\]/.test(script)) return undefined;
  return script
    .replaceAll(/\d?>{1,2}\s*(?:&\d|[^\s;|&]+)/g, '')
    .split(/\|\||&&|[;|\n]/)
    .map((part) =>
      part
        .trim()
        .split(/\s+/)
        .map((word) => word.replace(/^(["'])(.*)\1$/, '$2')),
    );
}

/** A variable without another one in its default. */
const VARIABLE = String.raw`\$\{\w+(?::?[-?+][^{}]*)?\}|\$[A-Za-z_]\w*`;

const READINESS = new RegExp(
  String.raw`(?<![\w.:/}-])(?:http://)?((?:(?:[\w.-]|${VARIABLE})+|\[::1\])(?::(?:\d|${VARIABLE})+)?/(?:v1/)?\.well-known/(?:ready|live))(?=["'\s)]|$)`,
  'g',
);

/**
 * The readiness or liveness URL of a check, including variables as written; undefined unless there is exactly one.
 */
export function readinessUrl({ rawCommand }: DeclaredHealthCheck): string | undefined {
  const found = rawCommand.matchAll(READINESS);
  const [url, other] = new Set([...found].map(([, rest = '']) => `http://${withIpv4Loopback(rest)}`));
  return other === undefined && !rawCommand.includes('https:') ? url : undefined;
}

/** Replaces localhost with 127.0.0.1: both servers listen on IPv4 only, and busybox tries only the first address. */
export function withIpv4Loopback(text: string): string {
  return text.replaceAll(/\blocalhost(?=[:/]|$)|\[::1\](?=[:/]|$)/g, '127.0.0.1');
}

/** Docker's defaults: 3 retries, every 30 s, and no start period. */
function secondsUntilUnhealthyOf(check: Located): number | undefined {
  const seconds = (key: string, fallback: number) =>
    at(check, key) === undefined ? fallback : goSeconds(textOf(at(check, key)) ?? '');
  const start = seconds('start_period', 0);
  const interval = seconds('interval', 30);
  const retries = at(check, 'retries') === undefined ? 3 : Number(textOf(at(check, 'retries')));
  if (start === undefined || interval === undefined || !Number.isInteger(retries)) return undefined;
  return start + interval * retries;
}

/** Listening addresses that include 127.0.0.1, which the check uses. */
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]', '', 'localhost'];

/**
 * The check that bindstack generates, with the port of this service. Undefined if the port is unknown, and for a
 * Weaviate that serves only https: a check that can never succeed is worse than none.
 */
function standardCheckOf(service: ComposeService): HealthCheck | undefined {
  const { rest } = portsOf(service);
  if (rest === undefined) return undefined;
  if (!isWeaviate(service)) return healthCheckAt(inferenceHealthCheck(LOAD_BUDGET), '127.0.0.1', rest);
  const { host, schemes } = listeningOf(service);
  if (host === undefined || !schemes?.includes('http')) return undefined;
  const address = EVERY_ADDRESS.includes(host) || isLoopback(host) ? '127.0.0.1' : bracketed(host);
  return healthCheckAt(WEAVIATE_HEALTH_CHECK, address, rest);
}

/** The `test` of a check that requests a URL, as bindstack generates it. */
export function healthTest(url: string): Node {
  return commented(healthCommand({ url }), {});
}

/** The same as text, as it looks in a file. */
export function healthTestText(url: string): string {
  return JSON.stringify(healthCommand({ url })).replaceAll(',', ', ');
}

/** The complete health check that bindstack generates for a service; undefined if its port is unknown. */
export function standardHealthCheck(project: ComposeProject, service: ComposeService): Node | undefined {
  const check = standardCheckOf(service);
  return check && commented(checkForDialect(project, check), {});
}

/** A check in the dialect of the file: an old stack, which has no `start_period`, gets more retries instead. */
export function checkForDialect(project: ComposeProject, check: HealthCheck) {
  const written = composeHealthCheck(check);
  if (supportsStartPeriod(project)) return written;
  const { start_period: _, ...rest } = written;
  return { ...rest, retries: check.retries + Math.ceil(check.startPeriod / check.interval) };
}

const HEALTHY = { condition: 'service_healthy' };

/** Makes a service wait until another is healthy; converts a short `depends_on` to the long form. */
export function waitForHealthy(service: ComposeService, other: string): Change[] {
  const path = [...service.map.path, 'depends_on'];
  const written = at(service.map, 'depends_on');
  if (!written || isNothing(written)) return [{ op: 'set', path, value: { [other]: HEALTHY } }];
  if (written.place.source !== service.key.source) return [];
  if (written.kind === 'map') return [{ op: 'set', path: [...written.path, other], value: HEALTHY }];
  const names = itemsOf(written).map(textOf);
  // Lists with variables, or merged from two files, are not rewritten.
  if (names.some((name) => name === undefined)) return [];
  const conditions = names.map(
    (name) => [name, name === other ? HEALTHY : { condition: 'service_started' }] as const,
  );
  const values = { ...Object.fromEntries(conditions), [other]: HEALTHY };
  return [{ op: 'key', path: written.path, values }];
}
