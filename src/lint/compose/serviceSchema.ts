import * as z from '../../yaml/schema.ts';
import {
  anyValue,
  bool,
  byteSize,
  byteSizeText,
  command,
  composeDuration,
  driverOptions,
  enumOf,
  hostMappings,
  mapOrList,
  numeric,
  string,
  stringOrStrings,
  strings,
} from './composeTypes.ts';

/** A device request; `capabilities` is required. */
const deviceKeys = {
  capabilities: strings,
  count: z.optional(numeric),
  device_ids: z.optional(strings),
  driver: z.optional(string),
  options: z.optional(z.union([driverOptions, strings])),
};

const device = z.strictObject(deviceKeys);

const gpus = z.union([
  z.words(['all'], 'is not "all" or a list of devices'),
  z.array(z.partialObject(deviceKeys)),
]);

const updates = z.partialObject({
  parallelism: numeric,
  delay: composeDuration,
  failure_action: string,
  monitor: composeDuration,
  max_failure_ratio: numeric,
  order: enumOf(['start-first', 'stop-first']),
});

const deploy = z.union([
  z.nothing(),
  z.partialObject({
    mode: string,
    endpoint_mode: string,
    replicas: numeric,
    labels: mapOrList,
    rollback_config: updates,
    update_config: updates,
    resources: z.partialObject({
      limits: z.partialObject({ cpus: numeric, memory: byteSizeText, pids: numeric }),
      reservations: z.partialObject({
        cpus: numeric,
        memory: byteSizeText,
        generic_resources: z.array(anyValue),
        devices: z.array(device),
      }),
    }),
    restart_policy: z.partialObject({
      condition: string,
      delay: composeDuration,
      max_attempts: numeric,
      window: composeDuration,
    }),
    placement: z.partialObject({
      constraints: strings,
      preferences: z.array(z.partialObject({ spread: string })),
      max_replicas_per_node: numeric,
    }),
  }),
]);

const mounted = z.array(
  z.union([
    string,
    z.partialObject({ source: string, target: string, uid: string, gid: string, mode: numeric }),
  ]),
);

const ulimits = z.record(z.union([numeric, z.strictObject({ soft: numeric, hard: numeric })]));

const build = z.union([
  string,
  z.partialObject({
    context: string,
    dockerfile: string,
    dockerfile_inline: string,
    entitlements: strings,
    args: mapOrList,
    ssh: mapOrList,
    labels: mapOrList,
    cache_from: strings,
    cache_to: strings,
    no_cache: bool,
    additional_contexts: mapOrList,
    network: string,
    provenance: bool,
    sbom: bool,
    pull: bool,
    target: string,
    shm_size: byteSize,
    extra_hosts: hostMappings,
    isolation: string,
    privileged: bool,
    secrets: mounted,
    tags: strings,
    ulimits,
    platforms: strings,
  }),
]);

const dependsOn = z.union([
  strings,
  z.record(
    z.strictObject({
      condition: enumOf(['service_started', 'service_healthy', 'service_completed_successfully']),
      restart: z.optional(bool),
      required: z.optional(z.boolean()),
    }),
  ),
]);

const port = z.union([
  z.number(),
  string,
  z.partialObject({
    name: string,
    mode: string,
    host_ip: string,
    target: numeric,
    published: numeric,
    protocol: string,
    app_protocol: string,
  }),
]);

const volume = z.union([
  string,
  z.partialObject({
    type: enumOf(['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image']),
    source: string,
    target: string,
    read_only: bool,
    consistency: string,
    bind: z.partialObject({
      propagation: string,
      create_host_path: bool,
      recursive: string,
      selinux: string,
    }),
    volume: z.partialObject({ labels: mapOrList, nocopy: bool, subpath: string }),
    tmpfs: z.partialObject({ size: byteSize, mode: numeric }),
    image: z.partialObject({ subpath: string }),
  }),
]);

const healthcheck = z.partialObject({
  disable: bool,
  test: stringOrStrings,
  interval: composeDuration,
  timeout: composeDuration,
  retries: numeric,
  start_period: composeDuration,
  start_interval: composeDuration,
});

const envFile = z.union([
  string,
  z.array(
    z.union([
      string,
      z.strictObject({ path: string, format: z.optional(string), required: z.optional(bool) }),
    ]),
  ),
]);

const hook = z.partialObject({
  command,
  user: string,
  privileged: bool,
  working_dir: string,
  environment: mapOrList,
});

/** A service of a Compose file. */
export const serviceSchema = z.partialObject({
  annotations: mapOrList,
  attach: bool,
  blkio_config: z.looseObject({}),
  build,
  cap_add: strings,
  cap_drop: strings,
  cgroup: enumOf(['host', 'private']),
  cgroup_parent: string,
  command,
  configs: mounted,
  container_name: string,
  cpu_count: numeric,
  cpu_percent: numeric,
  cpu_period: numeric,
  cpu_quota: numeric,
  cpu_rt_period: numeric,
  cpu_rt_runtime: numeric,
  cpu_shares: numeric,
  cpus: numeric,
  cpuset: string,
  credential_spec: z.partialObject({ config: string, file: string, registry: string }),
  depends_on: dependsOn,
  deploy,
  develop: z.union([z.nothing(), z.looseObject({})]),
  device_cgroup_rules: strings,
  devices: z.array(
    z.union([string, z.partialObject({ source: string, target: string, permissions: string })]),
  ),
  dns: stringOrStrings,
  dns_opt: strings,
  dns_search: stringOrStrings,
  domainname: string,
  entrypoint: command,
  env_file: envFile,
  environment: mapOrList,
  expose: z.array(numeric),
  extends: z.union([string, z.partialObject({ service: string, file: string })]),
  external_links: strings,
  extra_hosts: hostMappings,
  gpus,
  group_add: z.array(numeric),
  healthcheck,
  hostname: string,
  image: string,
  init: bool,
  ipc: string,
  isolation: string,
  label_file: stringOrStrings,
  labels: mapOrList,
  links: strings,
  logging: z.partialObject({ driver: string, options: driverOptions }),
  mac_address: string,
  mem_limit: byteSize,
  mem_reservation: byteSize,
  mem_swappiness: byteSize,
  memswap_limit: byteSize,
  models: anyValue,
  network_mode: string,
  networks: z.union([strings, z.record(z.union([z.nothing(), z.looseObject({})]))]),
  oom_kill_disable: bool,
  oom_score_adj: numeric,
  pid: z.union([string, z.nothing()]),
  pids_limit: numeric,
  platform: string,
  ports: z.array(port),
  post_start: z.array(hook),
  pre_stop: z.array(hook),
  privileged: bool,
  profiles: strings,
  provider: anyValue,
  pull_policy: string,
  pull_refresh_after: string,
  read_only: bool,
  restart: string,
  runtime: string,
  scale: numeric,
  secrets: mounted,
  security_opt: strings,
  shm_size: byteSize,
  stdin_open: bool,
  stop_grace_period: composeDuration,
  stop_signal: string,
  storage_opt: z.looseObject({}),
  sysctls: mapOrList,
  tmpfs: stringOrStrings,
  tty: bool,
  ulimits,
  use_api_socket: bool,
  user: string,
  userns_mode: string,
  uts: string,
  volumes: z.array(volume),
  volumes_from: strings,
  working_dir: string,
});
