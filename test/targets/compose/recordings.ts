import { readFileSync } from 'node:fs';

/** The state after a run of `docker compose up`. */
interface Outcome {
  /** Standard output of `docker compose ps --all --format json`. */
  readonly ps: string;
  /** Standard output of `docker inspect --format '{{json .State}}'` for the inference service. */
  readonly state: string;
}

export type Scenario = 'ok' | 'exit1' | 'oom' | 'unhealthy';

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`recordings/${file}.json`, import.meta.url), 'utf8'));
}

/** Real runs of the stack, by Compose version. */
export const OUTCOMES = {
  '2.26.1': read('compose-2.26.1') as Record<Scenario, Outcome>,
  '2.40.3': read('compose-2.40.3') as Record<Scenario, Outcome>,
};

/** Standard output of `docker compose config --format json` (2.26.1) for three folders of snapshots/. */
export const CONFIGS = read('config-2.26.1') as Record<'defaults' | 'ipv6-bind' | 'everything', string>;
