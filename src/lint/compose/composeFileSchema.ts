import * as z from 'zod/mini';
import { anything, external, flag, keys, mapOrList, options, text, textOrTexts } from './composeTypes.ts';
import { serviceSchema } from './serviceSchema.ts';

const network = z.union([
  z.null(),
  keys({
    name: text,
    driver: text,
    driver_opts: options,
    ipam: z.looseObject({}),
    external,
    internal: flag,
    enable_ipv4: flag,
    enable_ipv6: flag,
    attachable: flag,
    labels: mapOrList,
  }),
]);

const volume = z.union([
  z.null(),
  keys({ name: text, driver: text, driver_opts: options, external, labels: mapOrList }),
]);

const secret = keys({
  name: text,
  environment: text,
  file: text,
  external,
  labels: mapOrList,
  driver: text,
  driver_opts: options,
  template_driver: text,
});

const config = keys({
  name: text,
  content: text,
  environment: text,
  file: text,
  external,
  labels: mapOrList,
  template_driver: text,
});

/** A section may be empty (`volumes:`). */
function section(entry: z.ZodMiniType) {
  return z.union([z.null(), z.record(z.string(), entry)]);
}

/** A Compose file as people write it: the whole Compose Specification of mid-2026, strictly. */
export const composeFileSchema = keys({
  version: anything,
  name: text,
  include: z.array(
    z.union([text, keys({ path: textOrTexts, env_file: textOrTexts, project_directory: text })]),
  ),
  services: z.union([z.null(), z.record(z.string(), serviceSchema)]),
  models: anything,
  networks: section(network),
  volumes: section(volume),
  secrets: section(secret),
  configs: section(config),
});
