import { goSeconds } from '../../formats/goDuration.ts';
import type { PartialText } from '../../formats/partialText.ts';
import { at, itemsOf, type Located, partialTextOf, textOf } from '../../yaml/located.ts';
import { writtenText } from '../../yaml/writtenText.ts';
import type { ComposeService } from './project.ts';

export interface HealthCheck {
  readonly located: Located;
  readonly test: Located | undefined;
  /** The words of the test, or its shell text; it may have holes. */
  readonly command: PartialText;
  /** The same as the file has it, with variables as they are written. */
  readonly written: string;
  /** Seconds that a container may take before it counts as unhealthy; undefined where that is not known. */
  readonly tolerance: number | undefined;
}

/** The check of a service; undefined without one, and where it is switched off. */
export function healthCheckOf({ map }: ComposeService): HealthCheck | undefined {
  const located = at(map, 'healthcheck');
  if (located?.kind !== 'map' || textOf(at(located, 'disable')) === 'true') return undefined;
  const test = at(located, 'test');
  const parts = test?.kind === 'list' ? itemsOf(test) : test ? [test] : [];
  const words = parts.map((part) => partialTextOf(part) ?? '');
  if (words[0] === 'NONE') return undefined;
  const written = parts.map((part) => (part.kind === 'scalar' ? writtenText(part) : '')).join(' ');
  return { located, test, command: words.join(' '), written, tolerance: toleranceOf(located) };
}

/**
 * The commands of a check, in words, which may have holes: the one of `CMD`, and those that a shell runs. Undefined
 * where the shell's text holds more than plain words.
 */
export function commandsOf({ test }: HealthCheck): readonly (readonly PartialText[])[] | undefined {
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
export function readinessUrl({ written }: HealthCheck): string | undefined {
  const found = written.matchAll(READINESS);
  const [url, other] = new Set([...found].map(([, rest = '']) => `http://${overIpv4(rest)}`));
  return other === undefined && !written.includes('https:') ? url : undefined;
}

/** Both servers listen on IPv4 only, and busybox tries only the first address of a name. */
export function overIpv4(text: string): string {
  return text.replaceAll(/\blocalhost(?=[:/]|$)|\[::1\](?=[:/]|$)/g, '127.0.0.1');
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
