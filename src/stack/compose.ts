import { CONTAINER_DATA_PATH } from '../facts/weaviateVariables.ts';
import { secondsText } from '../formats/duration.ts';
import { bracketed } from '../formats/ipAddress.ts';
import { dockerSize } from '../formats/size.ts';
import { type HealthCheck, healthCommand } from './healthCheck.ts';
import { type Gpu, INFERENCE_SERVICE, type InferenceService, imageReference } from './inference.ts';
import type { Stack } from './stack.ts';
import type { PublishedPort, WeaviateService } from './weaviate.ts';
import type { Variable } from './weaviateEnvironment.ts';

export const WEAVIATE_SERVICE = 'weaviate';
const DATA_VOLUME = 'weaviate-data';

/**
 * A value as Compose wants it: `$` begins a variable there, so a literal one is doubled. What follows `:?` is what
 * Compose says where the variable has no value.
 */
export function composeValue({ value, secret }: Pick<Variable, 'value' | 'secret'>): string {
  return secret
    ? `\${${value}:?run bindstack generate --auth api-key, which puts ${value} into .env}`
    : value.replaceAll('$', '$$$$');
}

/** `127.0.0.1:8080:8080`. */
export function portMapping({ address, published, target }: PublishedPort): string {
  return `${bracketed(address)}:${published}:${target}`;
}

/** Where Weaviate's data lie on the host: a mount, or nothing. */
export function dataMount(persistence: 'volume' | 'directory' | 'none'): string | undefined {
  if (persistence === 'none') return undefined;
  return `${persistence === 'volume' ? '' : './'}${DATA_VOLUME}:${CONTAINER_DATA_PATH}`;
}

function environment(variables: readonly Variable[]): Record<string, string> {
  return Object.fromEntries(variables.map((variable) => [variable.name, composeValue(variable)]));
}

/** A check as Compose takes it. */
export function composeHealthCheck(check: HealthCheck) {
  return {
    test: [...healthCommand(check)],
    interval: secondsText(check.interval),
    timeout: secondsText(check.timeout),
    retries: check.retries,
    start_period: secondsText(check.startPeriod),
  };
}

function gpuReservation({ count, devices }: Gpu) {
  const which = devices.length > 0 ? { device_ids: [...devices] } : { count };
  return {
    resources: { reservations: { devices: [{ driver: 'nvidia', ...which, capabilities: ['gpu'] }] } },
  };
}

const HARDENING = { cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] };

function inference(service: InferenceService) {
  return {
    image: imageReference(service.image),
    ...(service.kind === 'stub' && { volumes: ['./stub:/stub:ro'] }),
    ...(service.environment.length > 0 && { environment: environment(service.environment) }),
    ...(service.command && { command: [...service.command] }),
    restart: 'unless-stopped',
    healthcheck: composeHealthCheck(service.healthCheck),
    ...(service.cpus !== undefined && { cpus: service.cpus }),
    ...(service.gpu && { deploy: gpuReservation(service.gpu) }),
    mem_limit: dockerSize(service.memory),
    ...HARDENING,
  };
}

function weaviate(service: WeaviateService, mount: string | undefined, waits: boolean) {
  return {
    image: imageReference(service.image),
    ...(waits && { depends_on: { [INFERENCE_SERVICE]: { condition: 'service_healthy' } } }),
    ...(mount !== undefined && { volumes: [mount] }),
    environment: environment(service.environment),
    ports: service.ports.map(portMapping),
    command: [...service.arguments],
    restart: 'unless-stopped',
    healthcheck: composeHealthCheck(service.healthCheck),
    mem_limit: dockerSize(service.memory),
    stop_grace_period: secondsText(service.stopGracePeriod),
    ...HARDENING,
  };
}

/** The Compose project of a stack: what docker-compose.yml must say, whatever its template looks like. */
export function composeProject(stack: Stack) {
  const { name, weaviate: options } = stack.config;
  return {
    name,
    services: {
      ...(stack.inference && { [INFERENCE_SERVICE]: inference(stack.inference) }),
      [WEAVIATE_SERVICE]: weaviate(
        stack.weaviate,
        dataMount(options.persistence),
        stack.inference !== undefined,
      ),
    },
    ...(options.persistence === 'volume' && { volumes: { [DATA_VOLUME]: null } }),
  };
}
