import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/diagnosis/diagnosis.ts';
import type { StackStatus } from '../../src/targets/shared/stackState.ts';
import { type CommandResult, stackTrace } from './command.ts';
import { Place } from './place.ts';

/** A real fault to create, and the diagnosis that must be reported. */
export interface Broken extends Finding {
  /** Flags of `generate`. */
  readonly generate?: string;
  /** The services of `compose.override.yaml`, or its text. */
  readonly override?: Services | string;
  /** Text of `.env`. */
  readonly env?: string;
  /** Flags of `up`. */
  readonly flags?: string;
}

/** A fault in a table. */
export interface Fault extends Broken {
  readonly title: string;
}

/** Expected diagnosis: each text is part of the field. */
export interface Finding {
  readonly code: string;
  readonly service: string | null;
  readonly message: string;
  readonly cause: string;
  /** Left out if no line shows it. */
  readonly evidence?: string;
  readonly suggestion: string;
}

export type Services = Readonly<Record<string, object>>;

/** Writes `compose.override.yaml`; an object is written as JSON, which is valid YAML. */
export async function override(place: Place, services: Services | string): Promise<void> {
  const text = typeof services === 'string' ? services : JSON.stringify({ services });
  await writeFile(join(place.directory, 'compose.override.yaml'), text);
}

/** Name of the inference service, which is the stub here. */
export const BIND = 'multi2vec-bind';

/** The stub is ready at once; a check every second notices it. */
export const READY = { healthcheck: { interval: '1s' } };

/** A health check that decides after two attempts. */
export const QUICK_CHECK = { interval: '1s', retries: 2, start_period: '1s' };

/** The stub is ready, and a part of the Weaviate service is overridden. */
export function weaviateWith(part: object): Services {
  return { [BIND]: READY, weaviate: { stop_grace_period: '1s', ...part } };
}

/** The stub is ready, and Weaviate has other settings. */
export function settings(environment: Readonly<Record<string, string>>): Services {
  return weaviateWith({ environment });
}

/** Command of the stub in its image. */
export function stubArguments(...args: string[]): string[] {
  return ['node', '/app/server.mjs', '--host', '0.0.0.0', '--port', '8080', ...args];
}

type FailedLaunch = StackStatus & { readonly error: { readonly code: string } };

/** The object that a failed `up --json` writes: exit code 1, nothing else on standard output, no stack trace. */
export function failedLaunch({ exitCode, stdout, stderr }: CommandResult): FailedLaunch {
  expect({ exitCode, trace: stackTrace(stderr), stdout }).toEqual({
    exitCode: 1,
    trace: [],
    stdout: expect.stringMatching(/^\{.*\}\n$/),
  });
  const report = JSON.parse(stdout) as FailedLaunch;
  expect(report).toMatchObject({ state: 'failed', endpoints: { http: null, grpc: null } });
  expect(report.error.code).toBe(report.diagnosis[0]?.code);
  return report;
}

/** Expects exactly this diagnosis. */
export function expectFinding(diagnosis: readonly Diagnosis[], finding: Finding): void {
  const { code, service, message, cause, evidence, suggestion } = finding;
  expect(diagnosis.map((one) => [one.code, one.service])).toEqual([[code, service]]);
  const [found] = diagnosis;
  expect(found).toMatchObject({
    message: expect.stringContaining(message),
    cause: expect.stringContaining(cause),
    suggestion: expect.stringContaining(suggestion),
  });
  if (evidence === undefined) expect(found?.evidence).toBeUndefined();
  else expect(found?.evidence).toContain(evidence);
}

/** Result of a launch with a fault. */
interface Launched {
  readonly result: CommandResult;
  readonly leftovers: readonly string[];
}

async function launch(place: Place, fault: Broken): Promise<Launched> {
  const { generate = '', override: broken, env, flags = '' } = fault;
  await place.generate(`--modalities text ${generate}`);
  if (env !== undefined) await writeFile(join(place.directory, '.env'), env);
  if (broken !== undefined) await override(place, broken);
  const result = await place.run(`up --no-preflight --json ${flags}`);
  return { result, leftovers: await place.leftovers() };
}

function expectTold({ result, leftovers }: Launched, fault: Broken): void {
  expectFinding(failedLaunch(result).diagnosis, fault);
  expect(leftovers).toEqual([]);
}

/** Creates the fault; expects that `up` reports it and leaves nothing behind. */
export async function expectFailedUp(place: Place, fault: Broken): Promise<void> {
  expectTold(await launch(place, fault), fault);
}

/**
 * One test per fault: `up` reports it and leaves nothing behind. Several launch at the same time, because a launch is
 * mostly waiting; each test then checks its own.
 */
export function testFaults(faults: readonly Fault[], atOnce = 3): void {
  const launches = new Map<Fault, Promise<Launched>>();

  async function alone(fault: Fault): Promise<Launched> {
    const place = new Place();
    try {
      return await launch(place, fault);
    } finally {
      await place.leave();
    }
  }

  function begin(): void {
    const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
    for (const [index, fault] of faults.entries()) {
      const lane = index % atOnce;
      const launched = (lanes[lane] ?? Promise.resolve()).then(() => alone(fault));
      launches.set(fault, launched);
      lanes[lane] = launched.catch(() => {});
    }
  }

  afterAll(() => Promise.allSettled(launches.values()));
  it.each(faults)('$title: $code', async (fault) => {
    if (launches.size === 0) begin();
    const launched = await launches.get(fault);
    if (launched) expectTold(launched, fault);
  });
}
