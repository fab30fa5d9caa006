import { join } from 'node:path';
import { planOf } from '../../../capabilities/size.ts';
import { exists } from '../../../files/directories.ts';
import { readableSize, roughSize } from '../../../formats/size.ts';
import type { StackConfig } from '../../../options/table.ts';
import type { SizePlan } from '../../../sizing/plan.ts';
import { minimumMemory, probeDisk } from '../../shared/preflight/machine.ts';
import {
  checkPlannedDisk,
  checkPlannedMemory,
  type DataDisk,
  lenientWithStub,
  type MemoryRoom,
  plannedDisk,
  plannedMemory,
} from '../../shared/preflight/plannedSize.ts';
import type { PreflightContext } from '../../shared/preflight/preflight.ts';
import type { CheckResult } from '../../shared/preflight/report.ts';
import { runProgram } from '../../shared/program.ts';
import { projectResources } from '../composeCommand.ts';
import type { EngineInfo, EngineProbe } from './engine.ts';
import type { RequiredService, StackRequirements } from './requirements.ts';

const NO_ENGINE = 'no Docker engine responds';

const GENERATE = 'bindstack generate';

/** Checks that the engine has room for the planned number of objects; no checks without one. */
export async function plannedChecks(
  context: PreflightContext,
  config: StackConfig,
  needs: Pick<StackRequirements, 'services' | 'project'>,
  engine: Pick<EngineProbe, 'info' | 'location'>,
): Promise<CheckResult[]> {
  const plan = planOf(config);
  if (!plan) return [];
  const { info, location } = engine;
  if (!info) return [plannedMemory(plan), plannedDisk(plan)].map((check) => check.skip(NO_ENGINE));
  return lenientWithStub(config, [
    checkPlannedMemory(plan, memoryRoom(plan, needs.services, info.memory, location)),
    checkPlannedDisk(plan, await dataDisk(context, config, needs.project, { info, location })),
  ]);
}

/** What the memory of an engine leaves to Weaviate, next to what the other services need to start. */
export function memoryRoom(
  plan: SizePlan,
  services: readonly RequiredService[],
  total: number,
  location: EngineProbe['location'],
): MemoryRoom {
  const others = services.filter(({ kind }) => kind !== 'weaviate');
  const taken = others.reduce((sum, service) => sum + minimumMemory(service), 0);
  const limits = others.reduce((sum, { memory }) => sum + (memory ?? 0), 0);
  const names = others.map(({ name }) => name).join(' and ');
  const enough = roughSize(plan.memory.recommended + Math.max(taken, limits));
  return {
    limit: services.find(({ kind }) => kind === 'weaviate')?.memory,
    available: total - taken,
    found: `${readableSize(total)}${taken > 0 ? `, of which ${names} needs ${readableSize(taken)}` : ''}`,
    larger:
      location === 'virtual'
        ? `a virtual machine with ${enough} for Docker`
        : `a machine with ${enough} of memory`,
    command: GENERATE,
  };
}

/** The disk of the engine, or of the folder that holds the data. */
async function dataDisk(
  { cwd, run }: PreflightContext,
  { weaviate: { persistence } }: StackConfig,
  project: string,
  { info, location }: { readonly info: EngineInfo; readonly location: EngineProbe['location'] },
): Promise<DataDisk> {
  const folder = join(cwd, 'weaviate-data');
  const isFolder = persistence === 'directory';
  const [space, hasData] = await Promise.all([
    location === 'here' ? probeDisk(isFolder ? cwd : info.rootDirectory) : undefined,
    isFolder
      ? exists(folder)
      : runProgram(run, projectResources('volume', project)).then(({ stdout }) => stdout.trim() !== ''),
  ]);
  return { space, hasData, command: GENERATE };
}
