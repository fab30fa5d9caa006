import * as z from 'zod';

// The part of the Compose Specification that bindstack writes. Strict: an unexpected key is an error.
const seconds = z.string().regex(/^\d+s$/);
const environmentMap = z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string());

const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], z.string()),
  interval: seconds,
  timeout: seconds,
  retries: z.int().positive(),
  start_period: seconds,
});

const device = z
  .strictObject({
    driver: z.literal('nvidia'),
    count: z.union([z.int().positive(), z.literal('all')]).optional(),
    device_ids: z.array(z.string()).nonempty().optional(),
    capabilities: z.tuple([z.literal('gpu')]),
  })
  .refine(({ count, device_ids }) => (count === undefined) !== (device_ids === undefined), {
    error: 'needs either count or device_ids',
  });

const bindMount = z.strictObject({
  type: z.literal('bind'),
  source: z.string(),
  target: z.string(),
  read_only: z.literal(true),
});

const service = z.strictObject({
  image: z.string().regex(/^\S+\/\S+:\S+$/),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_started']) }))
    .optional(),
  volumes: z
    .array(z.union([z.string(), bindMount]))
    .nonempty()
    .optional(),
  environment: environmentMap.optional(),
  ports: z.array(z.string().regex(/^\S+:\d+:\d+$/)).optional(),
  command: z.array(z.string()).nonempty().optional(),
  restart: z.literal('unless-stopped'),
  healthcheck,
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  cap_drop: z.tuple([z.literal('ALL')]),
  cpus: z.number().positive().optional(),
  deploy: z
    .strictObject({
      resources: z.strictObject({ reservations: z.strictObject({ devices: z.array(device).nonempty() }) }),
    })
    .optional(),
  mem_limit: z.string().regex(/^\d+[bkmg]$/),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: seconds.optional(),
});

/** A docker-compose.yml as bindstack writes it. */
export const composeSchema = z.strictObject({
  name: z.string(),
  services: z.strictObject({ 'multi2vec-bind': service.optional(), weaviate: service }),
  volumes: z
    .strictObject({ 'weaviate-data': z.null().optional(), 'weaviate-backups': z.null().optional() })
    .optional(),
});
