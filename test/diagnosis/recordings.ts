import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ServiceObservation } from '../../src/diagnosis/observation.ts';
import { roleOf } from '../../src/diagnosis/serviceNames.ts';
import type { Observation } from './observed.ts';

const health = z.object({
  Status: z.string(),
  last: z.object({ ExitCode: z.number(), Output: z.string() }).optional(),
});

const runs = z.record(
  z.string(),
  z.array(
    z.object({
      line: z.string(),
      exitCode: z.number(),
      stderr: z.string(),
      logs: z.string().optional(),
      ps: z.array(
        z.object({
          Name: z.string(),
          Service: z.string(),
          State: z.string(),
          Health: z.string(),
          ExitCode: z.number(),
          Image: z.string(),
        }),
      ),
      inspect: z.array(
        z.object({
          name: z.string(),
          state: z.object({
            ExitCode: z.number(),
            OOMKilled: z.boolean(),
            Error: z.string(),
            Health: health.optional(),
          }),
          memory: z.number(),
        }),
      ),
    }),
  ),
);

type Run = z.infer<typeof runs>[string][number];

const read = (file: string) => readFileSync(new URL(`recordings/${file}`, import.meta.url), 'utf8');

/** The services as the launch observes them with `ps`, `inspect` and `logs`. */
function servicesOf({ ps, inspect, logs = '' }: Run): ServiceObservation[] {
  return ps.map(({ Name, Service, State, Health, ExitCode, Image }) => {
    const seen = inspect.find(({ name }) => name === `/${Name}`);
    const last = seen?.state.Health?.last;
    const own = logs.split('\n').filter((line) => line.includes(`${Service}-1 `));
    return {
      name: Service,
      role: roleOf(Service),
      state: State,
      health: Health,
      exitCode: seen?.state.ExitCode || ExitCode,
      oomKilled: seen?.state.OOMKilled,
      error: seen?.state.Error,
      memoryLimit: seen?.memory,
      image: Image,
      healthLog: last === undefined ? [] : [last.Output],
      log: own.join('\n'),
    };
  });
}

/** The recording of a run of Compose; a scenario may have several runs. */
export function composeRun(version: string, scenario: string, run = 0): Observation {
  const recorded = runs.parse(JSON.parse(read(`compose-${version}.json`)))[scenario]?.[run];
  if (!recorded) throw new Error(`no recording ${version} ${scenario} ${run}`);
  const { line, exitCode, stderr } = recorded;
  return {
    target: 'compose',
    command: { line, exitCode, stderr },
    services: servicesOf(recorded),
  };
}

/** The scenarios of a version of Compose, with the number of their runs. */
export function composeScenarios(version: string): [string, number][] {
  const all = runs.parse(JSON.parse(read(`compose-${version}.json`)));
  return Object.entries(all).map(([scenario, { length }]) => [scenario, length]);
}

/** The last log lines above level info, recorded from Weaviate 1.38.11. */
export function weaviateLog(name: string): string {
  return read(`weaviate-logs/${name}.jsonl`);
}
