import { missingSecret } from '../capabilities/backup.ts';
import type { Fragment, Variable } from '../capabilities/capability.ts';
import { bracketed } from '../formats/addresses.ts';
import { secondsText } from '../formats/duration.ts';
import { dockerSize } from '../formats/size.ts';
import { composeContributions, mergeFragments, withKeyOrder } from './contributions.ts';
import { type HealthCheck, healthCommand } from './healthCheck.ts';
import { INFERENCE_SERVICE, type InferenceService, imageReference } from './inference.ts';
import type { Stack } from './stack.ts';
import type { PublishedPort, WeaviateService } from './weaviate.ts';

export const WEAVIATE_SERVICE = 'weaviate';

/**
 * A value as Compose expects it: `$` starts a variable, so a literal one is doubled. The text after `:?` is the error
 * message of Compose if the variable has no value.
 */
export function composeValue({ value, secret }: Pick<Variable, 'value' | 'secret'>): string {
  if (secret === undefined) return value.replaceAll('$', '$$$$');
  const advice =
    secret === 'api-key'
      ? `run bindstack generate --auth api-key, which puts ${value} into .env`
      : missingSecret(value);
  return `\${${value}:?${advice}}`;
}

/** `127.0.0.1:8080:8080`. */
export function portMapping({ address, published, target }: PublishedPort): string {
  return `${bracketed(address)}:${published}:${target}`;
}

function environment(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map((variable) => [variable.name, composeValue(variable)]));
}

/** A health check in the format of Compose. */
export function composeHealthCheck(check: HealthCheck) {
  return {
    test: [...healthCommand(check)],
    interval: secondsText(check.interval),
    timeout: secondsText(check.timeout),
    retries: check.retries,
    start_period: secondsText(check.startPeriod),
  };
}

/** At most 30 MB per container. Without these options, Docker keeps everything that a container ever wrote. */
const LOGGING = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } };

const HARDENING = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };

/** A mount in the long syntax. */
interface BindMount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
}

/** A service of the project; capabilities may add further keys. */
export interface ServiceModel {
  readonly image: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly (string | BindMount)[];
  readonly command?: readonly string[];
  readonly restart: string;
  readonly healthcheck: ReturnType<typeof composeHealthCheck>;
  readonly logging: typeof LOGGING;
  readonly cpus?: number;
  readonly deploy?: {
    readonly resources: { readonly reservations: { readonly devices: readonly object[] } };
  };
  readonly mem_limit: string;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}

/** The keys of a service, in output order. */
const SERVICE_KEYS = [
  ...['image', 'depends_on', 'volumes', 'environment', 'ports', 'command', 'restart', 'healthcheck'],
  ...['logging', 'cpus', 'deploy', 'mem_limit', 'stop_grace_period', 'cap_drop', 'security_opt'],
];

function withParts<Service extends ServiceModel>(service: Service, part: Fragment): Service {
  return withKeyOrder(
    mergeFragments(service as unknown as Fragment, part),
    SERVICE_KEYS,
  ) as unknown as Service;
}

function inferenceService(service: InferenceService): ServiceModel {
  return {
    image: imageReference(service.image),
    ...(service.kind === 'stub' && { volumes: ['./stub:/stub:ro'] }),
    ...(service.environment.length > 0 && { environment: environment(service.environment) }),
    ...(service.command && { command: [...service.command] }),
    restart: 'unless-stopped',
    healthcheck: composeHealthCheck(service.healthCheck),
    logging: LOGGING,
    ...(service.cpus !== undefined && { cpus: service.cpus }),
    mem_limit: dockerSize(service.memory),
    ...HARDENING,
  };
}

/**
 * What Weaviate waits for. A check comes 5 s after the start of its container at the earliest, on every engine: waiting
 * for it pays off for a model that loads for 20 s or more, but not for the stub, which responds after 0.3 s. Weaviate
 * itself asks the inference service every second for 120 s (modules/multi2vec-bind/clients/startup.go).
 */
function startCondition({ kind }: InferenceService): { condition: string } {
  return { condition: kind === 'stub' ? 'service_started' : 'service_healthy' };
}

function weaviate(service: WeaviateService, inference: InferenceService | undefined) {
  return {
    image: imageReference(service.image),
    ...(inference && { depends_on: { [INFERENCE_SERVICE]: startCondition(inference) } }),
    environment: environment(service.environment),
    ports: service.ports.map(portMapping),
    command: [...service.arguments],
    restart: 'unless-stopped',
    healthcheck: composeHealthCheck(service.healthCheck),
    logging: LOGGING,
    mem_limit: dockerSize(service.memory),
    stop_grace_period: secondsText(service.stopGracePeriod),
    ...HARDENING,
  };
}

interface ProjectModel {
  readonly name: string;
  readonly services: {
    readonly [INFERENCE_SERVICE]?: ServiceModel;
    readonly [WEAVIATE_SERVICE]: ServiceModel & Required<Pick<ServiceModel, 'environment'>>;
  };
  readonly volumes?: Fragment;
}

/** The Compose project of a stack: docker-compose.yml must parse to exactly this. */
export function composeProject(stack: Stack): ProjectModel {
  const { name } = stack.config;
  const parts = composeContributions(stack.config);
  return {
    name,
    services: {
      ...(stack.inference && {
        [INFERENCE_SERVICE]: withParts(inferenceService(stack.inference), parts.inference),
      }),
      [WEAVIATE_SERVICE]: withParts(weaviate(stack.weaviate, stack.inference), parts.weaviate),
    },
    ...(Object.keys(parts.volumes).length > 0 && { volumes: parts.volumes }),
  };
}
