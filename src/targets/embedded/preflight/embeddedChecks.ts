import type { StackConfig } from '../../../options/table.ts';
import type { Needs } from '../../compose/preflight/composeChecks.ts';
import type { PortNeed } from '../../compose/preflight/needs.ts';
import { decideApiKey, lookAtApiKey } from '../../shared/preflight/apiKey.ts';
import { decideArchitecture } from '../../shared/preflight/architecture.ts';
import { decideDisk, lookAtDisk } from '../../shared/preflight/disk.ts';
import { endpointChecks } from '../../shared/preflight/endpointChecks.ts';
import { decideMapCount, lookAtMapCount } from '../../shared/preflight/mapCount.ts';
import { decidePorts } from '../../shared/preflight/port.ts';
import { lookAtPorts } from '../../shared/preflight/portLook.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';
import { decideMemoryHere, leastEmbedded, memoryHere } from './embeddedMemory.ts';
import { decideInferenceMode, decidePlatform } from './embeddedPlatform.ts';
import { decideFreeMemory, lookAtFreeMemory } from './freeMemory.ts';
import { decideBinary, lookAtBinary } from './weaviateBinary.ts';

/** Bytes: the server is 190 MB, and Weaviate begins with next to nothing. */
const DISK = { least: 0.5e9, enough: 2e9 };

/** The checks of the target `embedded`. */
export async function embeddedChecks(
  context: Needs,
  config: StackConfig,
  weaviateBinary: string | undefined,
): Promise<CheckResult[]> {
  const { weaviate, inference } = config;
  const { platform } = process;
  const [binary, ports, space, free, mapCount, ofEndpoint, key] = await Promise.all([
    lookAtBinary(context, weaviate.tag, weaviateBinary),
    portChecks(context, config),
    lookAtDisk(context.cwd),
    lookAtFreeMemory(),
    lookAtMapCount(),
    endpointChecks(context, inference.mode === 'external' ? inference.url : undefined, 'embedded'),
    weaviate.auth === 'api-key' ? lookAtApiKey(context) : undefined,
  ]);
  const least = leastEmbedded(inference.mode);
  const disk = {
    what: 'the Weaviate server and data',
    ...DISK,
    suggestion: `du -xsh ${context.cwd}/* | sort -h`,
  };
  return [
    decidePlatform(platform),
    decideInferenceMode(config),
    ...(key ? [decideApiKey(key, 'embedded')] : []),
    decideBinary(binary),
    ...ports.checks,
    space
      ? decideDisk(space, disk)
      : checking('disk', 'free disk', disk.what).skip(`${context.cwd} cannot be asked`),
    decideMemoryHere(memoryHere(), least, weaviate.memory),
    decideFreeMemory(free, least, ports.isRunning),
    decideArchitecture({ architecture: process.arch, osType: platform }, false),
    decideMapCount(mapCount),
    ...ofEndpoint,
  ];
}

async function portChecks(
  context: Needs,
  { name, weaviate }: StackConfig,
): Promise<{ checks: CheckResult[]; isRunning: boolean }> {
  const needs: PortNeed[] = [
    { name: 'http', flag: '--http-port', address: weaviate.bindAddress, port: weaviate.httpPort },
    // Listens on every interface, whatever one sets (measured on 1.39.3).
    { name: 'grpc', flag: '--grpc-port', address: '0.0.0.0', port: weaviate.grpcPort },
  ];
  const user = { target: 'embedded', project: name, platform: process.platform } as const;
  const looks = await lookAtPorts(context, needs, { isHere: true, hasEngine: undefined });
  return {
    checks: decidePorts(needs, looks, user),
    isRunning: looks.some(({ isOwnEmbedded }) => isOwnEmbedded),
  };
}
