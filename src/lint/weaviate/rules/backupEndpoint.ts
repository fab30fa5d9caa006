import { parseS3Endpoint } from '../../../formats/s3Endpoint.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

const NAME = 'BACKUP_S3_ENDPOINT';
const USE_SSL = 'BACKUP_S3_USE_SSL';

export const backupEndpoint: WeaviateRule = {
  id: 'backup-endpoint',
  severity: 'error',
  summary: '`BACKUP_S3_ENDPOINT` has a scheme or a path.',
  why: 'Weaviate takes only a host, and a port if needed. With anything else it exits at startup: `Endpoint url cannot have fully qualified paths`.',
  fix: 'Write only the host and the port, such as `minio:9000`. For `http://`, set `BACKUP_S3_USE_SSL` to `"false"` too.',
  evidence:
    'Measured with Weaviate 1.39.3: exit code 1 with http://127.0.0.1:7970 and with 127.0.0.1:7970/bucket; weaviate/weaviate modules/backup-s3/client.go newClient',
  fixable: true,
  *check(weaviate) {
    const entry = weaviate.variable(NAME);
    const value = entry?.value;
    if (!entry || value === undefined || !/^[a-z]+:\/\/|\/./i.test(value)) return;
    const modules = weaviate.variable('ENABLE_MODULES')?.value;
    if (modules !== undefined && !modules.includes('backup-s3')) return;
    const server = parseS3Endpoint(value);
    const isPlain = server?.scheme === 'http';
    const isSslOff = weaviate.variable(USE_SSL)?.value?.toLowerCase() === 'false';
    yield {
      place: entry.place,
      message: `${NAME} ${value} is not a host and a port: Weaviate exits at startup`,
      ...(server && {
        suggestion: `write ${server.host}${isPlain && !isSslOff ? `, and set ${USE_SSL} to "false"` : ''}`,
        // Encryption is on by default: without the second variable, the server would not understand Weaviate.
        ...((!isPlain || isSslOff) && { changes: entry.set(server.host) }),
      }),
    };
  },
};
