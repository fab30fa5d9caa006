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
  /** The words of the test, or its shell text; it may have holes. */
  readonly command: PartialText;
  /** The same as the file has it, with variables as they are written. */
  readonly rawCommand: string;
  /** Seconds that a container may take before it counts as unhealthy; undefined where that is not known. */
  readonly secondsUntilUnhealthy: number | undefined;
}

/** The check of a service; undefined without one, and where it is switched off. */
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
 * The commands of a check, in words, which may have holes: the one of `CMD`, and those that a shell runs. Undefined
 * where the shell's text holds more than plain words.
 */
export function commandsOf({ test }: DeclaredHealthCheck): readonly (readonly PartialText[])[] | undefined {
  const words = test?.kind === 'list' ? itemsOf(test).map(partialTextOf) : ['CMD-SHELL', partialTextOf(test)];
  const [form, ...rest] = words;
  const known = rest.filter((word) => word !== undefined);
  if (known.length < rest.length || known.length === 0) return undefined;
  const [shell = '', option, script] = known;
  if (form === 'CMD' && option === '-c' && script !== undefined && /(?:^|\/)(?:ba|a)?sh$/.test(shell))
    return commandsIn(script);
  if (form === 'CMD') return [known];
  return form === 'CMD-SHELL' ? commandsIn(known.join(' ')) : undefined;
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

/** A variable, without another in its default. */
const VARIABLE = String.raw`\$\{\w+(?::?[-?+][^{}]*)?\}|\$[A-Za-z_]\w*`;

const READINESS = new RegExp(
  String.raw`(?<![\w.:/}-])(?:http://)?((?:(?:[\w.-]|${VARIABLE})+|\[::1\])(?::(?:\d|${VARIABLE})+)?/(?:v1/)?\.well-known/(?:ready|live))(?=["'\s)]|$)`,
  'g',
);

/**
 * The address of readiness or liveness that a check asks, where it is one and certain; with variables as they are
 * written.
 */
export function readinessUrl({ rawCommand }: DeclaredHealthCheck): string | undefined {
  const found = rawCommand.matchAll(READINESS);
  const [url, other] = new Set([...found].map(([, rest = '']) => `http://${withIpv4Loopback(rest)}`));
  return other === undefined && !rawCommand.includes('https:') ? url : undefined;
}

/** Both servers listen on IPv4 only, and busybox tries only the first address of a name. */
export function withIpv4Loopback(text: string): string {
  return text.replaceAll(/\blocalhost(?=[:/]|$)|\[::1\](?=[:/]|$)/g, '127.0.0.1');
}

/** Docker's defaults: 30 s between three tries, and no grace at the start. */
function secondsUntilUnhealthyOf(check: Located): number | undefined {
  const seconds = (key: string, fallback: number) =>
    at(check, key) === undefined ? fallback : goSeconds(textOf(at(check, key)) ?? '');
  const start = seconds('start_period', 0);
  const interval = seconds('interval', 30);
  const retries = at(check, 'retries') === undefined ? 3 : Number(textOf(at(check, 'retries')));
  if (start === undefined || interval === undefined || !Number.isInteger(retries)) return undefined;
  return start + interval * retries;
}

/** Addresses that include 127.0.0.1, which busybox asks. */
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]', '', 'localhost'];

/**
 * The check of bindstack's own files, at the port where this service listens. Undefined where that is not known, and
 * for a Weaviate that speaks https alone: a check that can never succeed is worse than none.
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

/** The words of a check that asks an address, as bindstack's own files have them. */
export function healthTest(url: string): Node {
  return commented(healthCommand({ url }), {});
}

/** The same as one reads it in a file. */
export function healthTestText(url: string): string {
  return JSON.stringify(healthCommand({ url })).replaceAll(',', ', ');
}

/** The whole of it. */
export function standardHealthCheck(project: ComposeProject, service: ComposeService): Node | undefined {
  const check = standardCheckOf(service);
  return check && commented(checkForDialect(project, check), {});
}

/** A check in the dialect of the file: what an old stack cannot say as `start_period` becomes tries. */
export function checkForDialect(project: ComposeProject, check: HealthCheck) {
  const written = composeHealthCheck(check);
  if (supportsStartPeriod(project)) return written;
  const { start_period: _, ...rest } = written;
  return { ...rest, retries: check.retries + Math.ceil(check.startPeriod / check.interval) };
}

const HEALTHY = { condition: 'service_healthy' };

/** Lets a service wait until another is healthy; a short `depends_on` becomes a long one. */
export function waitForHealthy(service: ComposeService, other: string): Change[] {
  const path = [...service.map.path, 'depends_on'];
  const written = at(service.map, 'depends_on');
  if (!written || isNothing(written)) return [{ op: 'set', path, value: { [other]: HEALTHY } }];
  if (written.place.source !== service.key.source) return [];
  if (written.kind === 'map') return [{ op: 'set', path: [...written.path, other], value: HEALTHY }];
  const names = itemsOf(written).map(textOf);
  // With variables, or merged of two files: not ours to rewrite.
  if (names.some((name) => name === undefined)) return [];
  const conditions = names.map(
    (name) => [name, name === other ? HEALTHY : { condition: 'service_started' }] as const,
  );
  const values = { ...Object.fromEntries(conditions), [other]: HEALTHY };
  return [{ op: 'key', path: written.path, values }];
}
