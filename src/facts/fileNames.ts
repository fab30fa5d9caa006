/** Describes a stack: what every command reads. */
export const CONFIG_FILE = 'bindstack.yaml';

/** Where the JSON Schema goes that the first line of bindstack.yaml names. */
export const SCHEMA_FILE = '.bindstack/schema.json';

/** Remembers each file as it was rendered, so that an edited one is never overwritten unasked. */
export const MANIFEST_FILE = '.bindstack/manifest.json';

/** What Compose starts. */
export const COMPOSE_FILE = 'docker-compose.yml';

/** Names that Compose finds by itself, the first that is there (compose-go cli/options.go). */
export const COMPOSE_FILES = ['compose.yaml', 'compose.yml', COMPOSE_FILE, 'docker-compose.yaml'];

/** Names of the user's own settings, which Compose puts over such a file. */
export const COMPOSE_OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** What the chart is installed with. */
export const VALUES_FILE = 'values.yaml';

/** The collection, as `POST /v1/schema` takes it. */
export const COLLECTION_FILE = 'collection.json';

/** Holds the API key; Compose and the clients read it. */
export const ENV_FILE = '.env';

/** Keeps the key out of version control. */
export const IGNORE_FILE = '.gitignore';

export const PYTHON_FILE = 'client.py';
export const TYPESCRIPT_FILE = 'client.ts';
