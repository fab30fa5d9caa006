import { totalmem } from 'node:os';
import { join } from 'node:path';
import { backupCredentials } from '../../../capabilities/backup.ts';
import { planOf } from '../../../capabilities/size.ts';
import { exists } from '../../../files/directories.ts';
import { readableSize, roughSize } from '../../../formats/size.ts';
import type { StackConfig } from '../../../options/table.ts';
import { backupsPathOf, EMBEDDED_DIRECTORY } from '../../../saved/localStack.ts';
import type { SizePlan } from '../../../sizing/plan.ts';
import { checkApiKey, probeApiKey } from '../../shared/preflight/apiKey.ts';
import { checkCredentials, checkOwnFolder, probeCredentials } from '../../shared/preflight/backups.ts';
import { endpointChecks } from '../../shared/preflight/endpoint.ts';
import {
  checkArchitecture,
  checkDisk,
  checkFreeMemory,
  checkMapCount,
  minimumMemory,
  probeDisk,
  probeFreeMemory,
  probeMapCount,
  type ServiceKind,
} from '../../shared/preflight/machine.ts';
import {
  checkPlannedDisk,
  checkPlannedMemory,
  lenientWithStub,
  type MemoryRoom,
} from '../../shared/preflight/plannedSize.ts';
import { checkPorts, probePorts, type RequiredPort } from '../../shared/preflight/ports.ts';
import type { PreflightContext } from '../../shared/preflight/preflight.ts';
import { type CheckResult, defineCheck } from '../../shared/preflight/report.ts';
import { checkBinary, probeBinary } from './weaviateBinary.ts';

/** Bytes: the server is 190 MB, and an empty Weaviate needs almost nothing. */
const DISK = { minimum: 0.5e9, recommended: 2e9 };

/** The checks of the target `embedded`. */
export async function embeddedChecks(
  context: PreflightContext,
  config: StackConfig,
  weaviateBinary: string | undefined,
): Promise<CheckResult[]> {
  const { weaviate, inference } = config;
  const { platform } = process;
  const plan = planOf(config);
  const [binary, ports, space, free, mapCount, ofEndpoint, ofBackups, key, hasData] = await Promise.all([
    probeBinary(context, weaviate.tag, weaviateBinary),
    portChecks(context, config),
    probeDisk(context.cwd),
    probeFreeMemory(),
    probeMapCount(),
    endpointChecks(context, inference.mode === 'external' ? inference.url : undefined, {
      knowsOtherHosts: false,
    }),
    backupChecks(context, config),
    weaviate.auth === 'api-key' ? probeApiKey(context) : undefined,
    exists(join(context.cwd, EMBEDDED_DIRECTORY, 'data')),
  ]);
  const least = minimumEmbeddedMemory(inference.mode);
  const disk = {
    purpose: 'the Weaviate server and data',
    ...DISK,
    suggestion: `du -xsh ${context.cwd}/* | sort -h`,
  };
  return [
    checkPlatform(platform),
    checkInferenceMode(config),
    ...(key ? [checkApiKey(key)] : []),
    ...ofBackups,
    checkBinary(binary),
    ...ports.checks,
    space
      ? checkDisk(space, disk)
      : defineCheck('disk', 'free disk', disk.purpose).skip(`cannot read the free space of ${context.cwd}`),
    checkMemory(availableMemory(), least, weaviate.memory),
    checkFreeMemory(free, least, ports.isRunning),
    checkArchitecture({ architecture: process.arch, osType: platform }, false),
    checkMapCount(mapCount),
    ...(plan
      ? lenientWithStub(config, [
          checkPlannedMemory(plan, memoryRoom(plan, config, availableMemory())),
          checkPlannedDisk(plan, { space, hasData, command: ADD }),
        ])
      : []),
    ...ofEndpoint,
  ];
}

async function backupChecks(context: PreflightContext, config: StackConfig): Promise<CheckResult[]> {
  const names = backupCredentials(config);
  if (names.length > 0) return [checkCredentials(await probeCredentials(context, names))];
  return config.backup.to === 'directory' ? [await checkOwnFolder(backupsPathOf(config, context.cwd))] : [];
}

async function portChecks(
  context: PreflightContext,
  { name, weaviate }: StackConfig,
): Promise<{ checks: CheckResult[]; isRunning: boolean }> {
  const needs: RequiredPort[] = [
    { name: 'http', flag: '--http-port', address: weaviate.bindAddress, port: weaviate.httpPort },
    // gRPC listens on every interface, whatever is configured (measured on 1.39.3).
    { name: 'grpc', flag: '--grpc-port', address: '0.0.0.0', port: weaviate.grpcPort },
  ];
  const user = { target: 'embedded', project: name, platform: process.platform } as const;
  const probes = await probePorts(context, needs, {
    isLocal: true,
    hasEngine: undefined,
  });
  return {
    checks: checkPorts(needs, probes, user),
    isRunning: probes.some(({ isOwnEmbedded }) => isOwnEmbedded),
  };
}

/** Checks that Weaviate has a server for this operating system. */
export function checkPlatform(platform: NodeJS.Platform): CheckResult {
  const check = defineCheck('platform', 'system', 'Linux or macOS');
  const names: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };
  const name = names[platform] ?? platform;
  return platform === 'linux' || platform === 'darwin'
    ? check.pass(name)
    : check.fail(name, 'use Docker (bindstack doctor --target compose) or WSL 2');
}

/** Checks that the inference server needs no container. */
export function checkInferenceMode({ inference }: Pick<StackConfig, 'inference'>): CheckResult {
  const check = defineCheck(
    'inference-mode',
    'inference',
    'stub or external: this target runs no containers',
  );
  return inference.mode === 'container'
    ? check.fail('container', '--inference stub, or --inference external --inference-url URL')
    : check.pass(inference.mode);
}

/** Bytes of memory that programs may use: those of the machine, or the limit of the container that bindstack runs in. */
function availableMemory(): number {
  // Without a limit, zero or an enormous number.
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Bytes that the processes of a stack need to start. */
function minimumEmbeddedMemory(mode: string): number {
  const kinds: ServiceKind[] = mode === 'stub' ? ['weaviate', 'stub'] : ['weaviate'];
  return kinds.reduce((sum, kind) => sum + minimumMemory({ kind }), 0);
}

/** Suggested options are added to the command. */
const ADD = 'add';

/** What the machine leaves to Weaviate, next to the stub. */
function memoryRoom(plan: SizePlan, { weaviate, inference }: StackConfig, total: number): MemoryRoom {
  const taken = inference.mode === 'stub' ? minimumMemory({ kind: 'stub' }) : 0;
  return {
    limit: weaviate.memory,
    available: total - taken,
    found: readableSize(total),
    larger: `a machine with ${roughSize(plan.memory.recommended + taken)} of memory`,
    command: ADD,
  };
}

/** Checks that the machine has the memory that Weaviate may use (GOMEMLIMIT). */
export function checkMemory(total: number, least: number, limit: number): CheckResult {
  const check = defineCheck(
    'memory',
    'memory',
    `${readableSize(least)} to start, ${readableSize(Math.max(limit, least))} as configured`,
  );
  const found = readableSize(total);
  const less = `--weaviate-memory ${Math.max(1, Math.floor(total / 2 / 1024 ** 3))}g, or use a machine with more memory`;
  if (total < least) return check.fail(found, less);
  return total < limit ? check.warn(found, less) : check.pass(found);
}
