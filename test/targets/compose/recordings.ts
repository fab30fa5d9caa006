import { readFileSync } from 'node:fs';

export type Scenario = 'ok' | 'exit1' | 'oom' | 'unhealthy';

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`recordings/${file}.json`, import.meta.url), 'utf8'));
}

/** The containers of the stack as `inspectContainers` lists them, after real runs of `docker compose up` (engine 20.10). */
export const CONTAINERS = read('containers-20.10.24') as Record<Scenario, string>;

/** Standard output of `docker compose config --format json` (2.26.1) for three folders of snapshots/. */
export const CONFIGS = read('config-2.26.1') as Record<'defaults' | 'ipv6-bind' | 'everything', string>;
