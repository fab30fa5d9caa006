import { describe, expect, it } from 'vitest';
import { drillContainer } from '../../src/targets/compose/drillContainer.ts';
import { drillPod } from '../../src/targets/helm/drillPod.ts';

const BACKUP = { id: 'b2', bases: ['b1'], directory: '/var/lib/weaviate-backups' };
const BUCKET = { id: 'b2', bases: [], directory: undefined };

describe('the throw-away container', () => {
  const original = {
    Id: 'abc',
    Image: 'sha256:1',
    Config: {
      Env: [
        'PATH=/bin',
        'DOCKER_HOST=x',
        'AUTHENTICATION_APIKEY_ALLOWED_KEYS=secret=key',
        'CLUSTER_JOIN=node1',
      ],
      Entrypoint: ['/bin/weaviate'],
      Cmd: ['--host', '0.0.0.0'],
      User: '',
    },
    HostConfig: { Memory: 1024 },
    NetworkSettings: { Networks: { shop_default: {} } },
  };

  it('reads the volumes only, and joins the network of the inference server', () => {
    const { args } = drillContainer('shop-drill-1', 'shop', original, BACKUP);
    expect(args.join(' ')).toContain('--volumes-from abc:ro --network shop_default --memory 1024');
  });

  it('has no value of a variable in its arguments', () => {
    const { args, env } = drillContainer('shop-drill-1', 'shop', original, BACKUP);
    expect(args.join(' ')).not.toContain('secret');
    expect(env).toMatchObject({
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'secret=key',
      BACKUP_FILESYSTEM_PATH: '/tmp/bindstack-drill/backups',
      SOURCE: '/var/lib/weaviate-backups',
      BACKUP: 'b2',
      BASES: 'b1',
    });
  });

  it('keeps the variables of the Docker client, and joins no cluster', () => {
    const { env } = drillContainer('shop-drill-1', 'shop', original, BACKUP);
    expect(env).not.toHaveProperty('PATH');
    expect(env).not.toHaveProperty('DOCKER_HOST');
    expect(env).toMatchObject({ CLUSTER_JOIN: '' });
  });

  it('starts the server itself if the backup is in a bucket', () => {
    const { args, env } = drillContainer('shop-drill-1', 'shop', original, BUCKET);
    expect(args.slice(args.indexOf('--entrypoint'))).toEqual([
      '--entrypoint',
      '/bin/weaviate',
      'sha256:1',
      '--host',
      '0.0.0.0',
    ]);
    expect(env).not.toHaveProperty('BACKUP_FILESYSTEM_PATH');
  });
});

describe('the throw-away pod', () => {
  const original = {
    spec: {
      nodeName: 'node-a',
      serviceAccountName: 'weaviate',
      securityContext: { fsGroup: 1 },
      imagePullSecrets: [],
      tolerations: [],
      volumes: [
        { name: 'weaviate-data', persistentVolumeClaim: { claimName: 'weaviate-data-weaviate-0' } },
        { name: 'weaviate-backups', persistentVolumeClaim: { claimName: 'shop-backups' } },
        { name: 'weaviate-config', configMap: {} },
        { name: 'kube-api-access-x', projected: {} },
      ],
      containers: [
        {
          image: 'weaviate:1.39.3',
          command: ['/bin/weaviate'],
          args: ['--port', '8080'],
          env: [
            { name: 'CLUSTER_JOIN', value: 'weaviate-headless' },
            { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          ],
          envFrom: undefined,
          resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
          securityContext: {},
          imagePullPolicy: 'IfNotPresent',
          volumeMounts: [
            { name: 'weaviate-data', mountPath: '/var/lib/weaviate' },
            { name: 'weaviate-backups', mountPath: '/var/lib/weaviate-backups' },
            { name: 'weaviate-config', mountPath: '/weaviate-config' },
            { name: 'kube-api-access-x', mountPath: '/var/run/secrets' },
          ],
        },
      ],
    },
  };
  const cluster = { context: undefined, namespace: 'db', release: 'shop' };
  const pod = () =>
    drillPod('shop-drill-1', cluster, original, BACKUP) as {
      metadata: { labels: object };
      spec: {
        affinity: object;
        volumes: { name: string }[];
        containers: {
          command: string[];
          args: string[];
          env: { name: string }[];
          resources: object;
          volumeMounts: object[];
        }[];
      };
    };

  it('has the backups read-only, and not the data', () => {
    const { spec } = pod();
    expect(JSON.stringify(spec.affinity)).toContain('"values":["node-a"]');
    expect(spec.volumes.map(({ name }) => name)).toEqual(['weaviate-backups', 'weaviate-config']);
    expect(spec.containers[0]?.volumeMounts).toEqual([
      { name: 'weaviate-backups', mountPath: '/var/lib/weaviate-backups', readOnly: true },
      { name: 'weaviate-config', mountPath: '/weaviate-config' },
    ]);
  });

  it('has each variable once, and joins no cluster', () => {
    const env = pod().spec.containers[0]?.env ?? [];
    expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
    expect(env).toContainEqual({ name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } });
    expect(env).toContainEqual({ name: 'CLUSTER_JOIN', value: '' });
  });

  it('fits on a node whose CPUs and memory are all requested', () => {
    // A zero request, because Kubernetes replaces a missing one by the limit.
    expect(pod().spec.containers[0]?.resources).toEqual({
      limits: { memory: '1Gi' },
      requests: { cpu: '0', memory: '0' },
    });
  });

  it('has no label that a service of the release selects', () => {
    expect(pod().metadata.labels).toEqual({ 'bindstack/drill': 'shop' });
  });
});
