import * as z from 'zod';
import { CONTAINER_GRPC_PORT, CONTAINER_HTTP_PORT } from '../../facts/ports.ts';
import { bracketed } from '../../formats/addresses.ts';
import { restPortOf, weaviateListenSettings } from '../../stack/listenSettings.ts';
import { requireJsonOutput } from '../shared/program.ts';

const containerSchema = z.object({
  id: z.string(),
  service: z.string(),
  /** From 1; a service that is scaled has several containers. */
  number: z.coerce.number(),
  /** As the engine runs it: from the files or from the image. */
  healthCheck: z
    .object({
      Test: z.array(z.string()).nullish(),
      /** Nanoseconds; 0 means the default. */
      Timeout: z.number().nullish(),
    })
    .nullish(),
  image: z.string(),
  restarts: z.number(),
  /** Limit in bytes; 0 means no limit. */
  memory: z.number(),
  state: z.object({
    /** `running`, `exited`, `restarting`, `created`, … */
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    /** Why the engine could not start the container. */
    Error: z.string().default(''),
    Health: z
      .object({
        Status: z.string().default(''),
        Log: z
          .array(z.object({ ExitCode: z.number(), Output: z.string().default('') }))
          .nullish()
          .transform((log) => log ?? []),
      })
      .nullish(),
  }),
});

/** A container of a Compose project. */
export type Container = z.infer<typeof containerSchema>;

/** Containers in `docker inspect`, the first of each service first. */
export function parseContainers(stdout: string): Container[] {
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => requireJsonOutput('docker inspect', line, containerSchema))
    .sort((a, b) => a.service.localeCompare(b.service) || a.number - b.number);
}

/** A port in `docker compose config --format json`. */
export const composePortSchema = z.object({
  target: z.number(),
  published: z.coerce.string().optional(),
  host_ip: z.string().optional(),
  protocol: z.string().default('tcp'),
});

/**
 * How a service is started, in `docker compose config --format json`: lists of words, or null for what the image
 * defines.
 */
export const serviceStartSchema = z.object({
  command: z.array(z.string()).nullish(),
  entrypoint: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.string().nullable()).nullish(),
});

/** The ports that Weaviate listens on in its container; the defaults of the image if the service sets none. */
export function containerPorts({ command, entrypoint, environment }: z.infer<typeof serviceStartSchema>): {
  readonly rest: number;
  readonly grpc: number;
} {
  const listening = weaviateListenSettings({
    words: command || entrypoint ? [...(entrypoint ?? []), ...(command ?? [])] : undefined,
    ownEntrypoint: Boolean(entrypoint),
    variable: (name) => {
      const value = environment?.[name];
      return value === undefined ? undefined : { value: value ?? undefined };
    },
  });
  return {
    rest: restPortOf(listening) ?? CONTAINER_HTTP_PORT,
    grpc: listening.grpc ?? CONTAINER_GRPC_PORT,
  };
}

const projectSchema = z.object({
  name: z.string(),
  services: z.record(
    z.string(),
    z.object({
      command: serviceStartSchema.shape.command,
      entrypoint: serviceStartSchema.shape.entrypoint,
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).nullish(),
      network_mode: z.string().optional(),
      image: z.string().optional(),
      pull_policy: z.string().optional(),
      ports: z.array(composePortSchema).default([]),
      environment: z.record(z.string(), z.string().nullable()).default({}),
      healthcheck: z.object({ disable: z.boolean().default(false) }).optional(),
      volumes: z
        .array(z.object({ type: z.string(), source: z.string().default(''), target: z.string() }))
        .optional(),
    }),
  ),
  /** Named volumes by their key in the file; the engine knows them by `name`. Compose never deletes external ones. */
  volumes: z.record(z.string(), z.object({ name: z.string(), external: z.boolean().optional() })).optional(),
});

export type ResolvedProject = z.infer<typeof projectSchema>;

/** The merged project in `docker compose config --format json`. */
export function parseConfig(stdout: string): ResolvedProject {
  return requireJsonOutput('docker compose config', stdout, projectSchema);
}

/** Whether a service has a health check. */
export function hasHealthCheck({ services }: ResolvedProject, service: string): boolean {
  return services[service]?.healthcheck?.disable === false;
}

function publishedAddress({ services }: ResolvedProject, target: number): string | undefined {
  // In host network mode, the ports of the container are ports of this machine.
  if (services['weaviate']?.network_mode === 'host') return `127.0.0.1:${target}`;
  const port = services['weaviate']?.ports.find((candidate) => candidate.target === target);
  if (port?.published === undefined) return undefined;
  const { host_ip: host = '' } = port;
  const reachable = host === '' || host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${bracketed(reachable)}:${port.published}`;
}

/** Addresses of Weaviate's ports on this machine; undefined for a port that is not published. */
export function publishedEndpoints(config: ResolvedProject): {
  http: string | undefined;
  grpc: string | undefined;
} {
  const { rest, grpc } = containerPorts(config.services['weaviate'] ?? {});
  const http = publishedAddress(config, rest);
  return { http: http && `http://${http}`, grpc: publishedAddress(config, grpc) };
}
