import * as z from 'zod/mini';
import {
  anything,
  command,
  duration,
  flag,
  hosts,
  keys,
  mapOrList,
  number,
  oneOf,
  options,
  size,
  sizeText,
  text,
  textOrTexts,
  texts,
} from './composeTypes.ts';

/** A request for devices; `capabilities` is required. */
const device = z.strictObject({
  capabilities: texts,
  count: z.optional(number),
  device_ids: z.optional(texts),
  driver: z.optional(text),
  options: z.optional(z.union([options, texts])),
});

const gpus = z.union([
  z.literal('all', { error: 'is neither "all" nor a list of devices' }),
  z.array(z.partial(device)),
]);

const updates = keys({
  parallelism: number,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: number,
  order: oneOf(['start-first', 'stop-first']),
});

const deploy = z.union([
  z.null(),
  keys({
    mode: text,
    endpoint_mode: text,
    replicas: number,
    labels: mapOrList,
    rollback_config: updates,
    update_config: updates,
    resources: keys({
      limits: keys({ cpus: number, memory: sizeText, pids: number }),
      reservations: keys({
        cpus: number,
        memory: sizeText,
        generic_resources: z.array(anything),
        devices: z.array(device),
      }),
    }),
    restart_policy: keys({ condition: text, delay: duration, max_attempts: number, window: duration }),
    placement: keys({
      constraints: texts,
      preferences: z.array(keys({ spread: text })),
      max_replicas_per_node: number,
    }),
  }),
]);

const mounted = z.array(
  z.union([text, keys({ source: text, target: text, uid: text, gid: text, mode: number })]),
);

const ulimits = z.record(z.string(), z.union([number, z.strictObject({ soft: number, hard: number })]));

const build = z.union([
  text,
  keys({
    context: text,
    dockerfile: text,
    dockerfile_inline: text,
    entitlements: texts,
    args: mapOrList,
    ssh: mapOrList,
    labels: mapOrList,
    cache_from: texts,
    cache_to: texts,
    no_cache: flag,
    additional_contexts: mapOrList,
    network: text,
    provenance: flag,
    sbom: flag,
    pull: flag,
    target: text,
    shm_size: size,
    extra_hosts: hosts,
    isolation: text,
    privileged: flag,
    secrets: mounted,
    tags: texts,
    ulimits,
    platforms: texts,
  }),
]);

const dependsOn = z.union([
  texts,
  z.record(
    z.string(),
    z.strictObject({
      condition: oneOf(['service_started', 'service_healthy', 'service_completed_successfully']),
      restart: z.optional(flag),
      required: z.optional(z.boolean()),
    }),
  ),
]);

const port = z.union([
  z.number(),
  text,
  keys({
    name: text,
    mode: text,
    host_ip: text,
    target: number,
    published: number,
    protocol: text,
    app_protocol: text,
  }),
]);

const volume = z.union([
  text,
  keys({
    type: oneOf(['bind', 'volume', 'tmpfs', 'cluster', 'npipe', 'image']),
    source: text,
    target: text,
    read_only: flag,
    consistency: text,
    bind: keys({ propagation: text, create_host_path: flag, recursive: text, selinux: text }),
    volume: keys({ labels: mapOrList, nocopy: flag, subpath: text }),
    tmpfs: keys({ size, mode: number }),
    image: keys({ subpath: text }),
  }),
]);

const healthcheck = keys({
  disable: flag,
  test: textOrTexts,
  interval: duration,
  timeout: duration,
  retries: number,
  start_period: duration,
  start_interval: duration,
});

const envFile = z.union([
  text,
  z.array(
    z.union([text, z.strictObject({ path: text, format: z.optional(text), required: z.optional(flag) })]),
  ),
]);

const hook = keys({ command, user: text, privileged: flag, working_dir: text, environment: mapOrList });

/** A service of a Compose file. */
export const serviceSchema = keys({
  annotations: mapOrList,
  attach: flag,
  blkio_config: z.looseObject({}),
  build,
  cap_add: texts,
  cap_drop: texts,
  cgroup: oneOf(['host', 'private']),
  cgroup_parent: text,
  command,
  configs: mounted,
  container_name: text,
  cpu_count: number,
  cpu_percent: number,
  cpu_period: number,
  cpu_quota: number,
  cpu_rt_period: number,
  cpu_rt_runtime: number,
  cpu_shares: number,
  cpus: number,
  cpuset: text,
  credential_spec: keys({ config: text, file: text, registry: text }),
  depends_on: dependsOn,
  deploy,
  develop: z.union([z.null(), z.looseObject({})]),
  device_cgroup_rules: texts,
  devices: z.array(z.union([text, keys({ source: text, target: text, permissions: text })])),
  dns: textOrTexts,
  dns_opt: texts,
  dns_search: textOrTexts,
  domainname: text,
  entrypoint: command,
  env_file: envFile,
  environment: mapOrList,
  expose: z.array(number),
  extends: z.union([text, keys({ service: text, file: text })]),
  external_links: texts,
  extra_hosts: hosts,
  gpus,
  group_add: z.array(number),
  healthcheck,
  hostname: text,
  image: text,
  init: flag,
  ipc: text,
  isolation: text,
  label_file: textOrTexts,
  labels: mapOrList,
  links: texts,
  logging: z.partial(z.strictObject({ driver: text, options })),
  mac_address: text,
  mem_limit: size,
  mem_reservation: size,
  mem_swappiness: size,
  memswap_limit: size,
  models: anything,
  network_mode: text,
  networks: z.union([texts, z.record(z.string(), z.union([z.null(), z.looseObject({})]))]),
  oom_kill_disable: flag,
  oom_score_adj: number,
  pid: z.union([text, z.null()]),
  pids_limit: number,
  platform: text,
  ports: z.array(port),
  post_start: z.array(hook),
  pre_stop: z.array(hook),
  privileged: flag,
  profiles: texts,
  provider: anything,
  pull_policy: text,
  pull_refresh_after: text,
  read_only: flag,
  restart: text,
  runtime: text,
  scale: number,
  secrets: mounted,
  security_opt: texts,
  shm_size: size,
  stdin_open: flag,
  stop_grace_period: duration,
  stop_signal: text,
  storage_opt: z.looseObject({}),
  sysctls: mapOrList,
  tmpfs: textOrTexts,
  tty: flag,
  ulimits,
  use_api_socket: flag,
  user: text,
  userns_mode: text,
  uts: text,
  volumes: z.array(volume),
  volumes_from: texts,
  working_dir: text,
});
