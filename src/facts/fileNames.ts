/** Describes the stack. Every command reads it. */
export const CONFIG_FILE = 'bindstack.yaml';

/** The JSON Schema to which the first line of bindstack.yaml refers. */
export const SCHEMA_FILE = '.bindstack/schema.json';

/** Contains a hash of each generated file, so `generate` does not overwrite edited files by accident. */
export const MANIFEST_FILE = '.bindstack/manifest.json';

/** Exists while an upgrade is not finished. */
export const UPGRADE_FILE = '.bindstack/upgrade.json';

/** The generated Compose file. */
export const COMPOSE_FILE = 'docker-compose.yml';

/** Default names of a Compose file, in the order in which Compose looks for them (compose-go cli/options.go). */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', COMPOSE_FILE, 'docker-compose.yaml'];

/** Default names of an override file, which Compose merges over the Compose file. */
export const COMPOSE_OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** The values of the Helm chart. */
export const VALUES_FILE = 'values.yaml';

/** The volume claim for backups, which the chart does not have. */
export const BACKUP_CLAIM_FILE = 'backup-claim.yaml';

/** The collection definition, as `POST /v1/schema` expects it. */
export const COLLECTION_FILE = 'collection.json';

/** Contains the API key. Compose and the example clients read it. */
export const ENV_FILE = '.env';

/** Names the variables of `.env`, without values; the one of the two that belongs in version control. */
export const ENV_EXAMPLE_FILE = '.env.example';

/** Keeps the API key out of version control. */
export const IGNORE_FILE = '.gitignore';

export const PYTHON_FILE = 'client.py';
export const PYTHON_CHECK_FILE = 'client_check.py';
export const TYPESCRIPT_FILE = 'client.ts';
export const TYPESCRIPT_CHECK_FILE = 'client.check.ts';
