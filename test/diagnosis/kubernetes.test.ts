import { describe, expect, it } from 'vitest';
import type { ClusterObservation } from '../../src/diagnosis/cluster.ts';
import { clusterOf, container, pod, podEvent, recorded } from './clusters.ts';
import { HELM_CASES } from './helmCases.ts';
import { KUBERNETES_CASES } from './kubernetesCases.ts';
import { diagnose } from './observed.ts';
import { weaviateLog } from './recordings.ts';

const codes = (facts: Partial<ClusterObservation>) => diagnose(clusterOf(facts)).map(({ code }) => code);

describe('messages of helm, kubectl and the API server', () => {
  it.each(HELM_CASES)('%s', (stderr, code) => {
    const command = { line: 'helm upgrade', exitCode: 1, stderr };
    const found = diagnose({ target: 'helm', phase: 'create', command, services: [] });
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(stderr).toContain(found[0]?.evidence);
  });
});

describe('the state of a pod', () => {
  it.each(KUBERNETES_CASES)('$code', ({ code, evidence, ...facts }) => {
    const found = diagnose(clusterOf(facts));
    expect(found.map((one) => [one.code, one.service])).toEqual([[code, 'weaviate']]);
    if (evidence !== undefined) expect(found[0]?.evidence).toBe(evidence);
  });

  // Messages of Kubernetes 1.34.
  it.each([
    [
      'Startup probe failed: Get "http://10.44.0.7:8080/v1/.well-known/ready": context deadline exceeded',
      20,
      'starting',
    ],
    ['Startup probe failed: dial tcp 10.44.0.7:8080: connect: connection refused', 20, 'starting'],
    ['Startup probe failed: HTTP probe failed with statuscode: 503', 9, 'starting'],
    ['Startup probe failed: HTTP probe failed with statuscode: 503', 10, 'unhealthy'],
    ['Readiness probe failed: dial tcp 10.44.0.7:8080: connect: connection refused', 20, 'starting'],
    ['Readiness probe failed: HTTP probe failed with statuscode: 503', 2, 'starting'],
    ['Readiness probe failed: HTTP probe failed with statuscode: 503', 3, 'unhealthy'],
  ])('%s, %i times: it is %s', (message, count, health) => {
    const events = [{ ...podEvent('Unhealthy', message), count }];
    const { services } = clusterOf({
      pods: [pod({ containers: [container({ state: 'running' })] })],
      events,
    });
    expect(services[0]?.health).toBe(health);
  });

  it('is unhealthy if it has lost its readiness, even without an event', () => {
    const containers = [container({ state: 'running', lostReadiness: true })];
    expect(clusterOf({ pods: [pod({ containers })] }).services[0]?.health).toBe('unhealthy');
  });

  it('reads the log before the restart, and suggests kubectl', () => {
    const previousLog = weaviateLog('timeout-without-unit');
    const crashing = container({
      waiting: { reason: 'CrashLoopBackOff' },
      lastTerminated: { exitCode: 1 },
      restarts: 4,
    });
    expect(codes({ pods: [pod({ containers: [{ ...crashing, previousLog }] })] })).toEqual([
      'timeout-without-unit',
    ]);
    const [withoutLog] = diagnose(clusterOf({ pods: [pod({ containers: [crashing] })] }));
    expect(withoutLog).toMatchObject({
      code: 'crash-loop',
      suggestion: expect.stringContaining('kubectl -n weaviate logs weaviate-0 --previous'),
    });
  });

  // containerd on a node without a network; the other containers wait for the chart's init container.
  it.each([
    [
      'registry-unreachable',
      'ErrImagePull',
      'failed to pull and unpack image "docker.io/library/alpine:latest": failed to resolve reference "docker.io/library/alpine:latest": failed to do request: Head "https://registry-1.docker.io/v2/library/alpine/manifests/latest": dial tcp: lookup registry-1.docker.io on 10.96.0.10:53: no such host',
    ],
    ['image-pull', 'ImagePullBackOff', 'Back-off pulling image "docker.io/alpine:latest"'],
    [
      'image-missing',
      'ErrImageNeverPull',
      'Container image "docker.io/alpine:latest" is not present with pull policy of Never',
    ],
  ])(
    '%s: names the image that only raises vm.max_map_count, and how to do without it',
    (code, reason, message) => {
      const init = container({
        name: 'configure-sysctl',
        image: 'docker.io/alpine:latest',
        waiting: { reason, message },
      });
      const rest = container({ waiting: { reason: 'PodInitializing' } });
      const [found, ...others] = diagnose(
        clusterOf({ pods: [pod({ initContainers: [init], containers: [rest] })] }),
      );
      expect(others).toEqual([]);
      expect(found).toMatchObject({
        code,
        service: 'weaviate',
        message: expect.stringMatching(
          /^the image docker\.io\/alpine:latest of the init container configure-sysctl cannot be pulled/,
        ),
        suggestion: expect.stringMatching(/--no-sysctl-init.*vm\.max_map_count/),
      });
      expect(found?.suggestion).not.toMatch(/--weaviate-|--inference-/);
    },
  );

  it('ignores old pods of a workload that is ready', () => {
    const workloads = [
      { kind: 'StatefulSet' as const, name: 'weaviate', desired: 1, ready: 1, conditions: [] },
    ];
    const gone = pod({ reason: 'Evicted', phase: 'Failed' });
    expect(codes({ workloads, pods: [gone] })).not.toContain('evicted');
  });
});

describe('recordings of Kubernetes 1.34', () => {
  it.each<[string, [string, string | null, RegExp?][]]>([
    ['ok', []],
    [
      'gpu-unschedulable',
      [['unschedulable-gpu', 'bind-inference', /^0\/1 nodes are available: 1 Insufficient nvidia/]],
    ],
    ['memory-unschedulable', [['unschedulable-memory', 'bind-inference', /1 Insufficient memory/]]],
    ['image-missing', [['registry-unreachable', 'bind-inference', /no such host/]]],
    ['storage-class-missing', [['storage-class-unknown', 'weaviate', /"nosuch" not found$/]]],
    ['secret-missing', [['secret-missing', 'weaviate', /secret "nosuch" not found$/]]],
    ['pod-security', [['pod-security', 'weaviate', /violates PodSecurity "baseline:latest"/]]],
    ['quota-exceeded', [['quota-exceeded', 'weaviate', /failed quota: small/]]],
    ['oom', [['inference-memory-loading', 'bind-inference']]],
    // Without a log, all that is known is that helm timed out (--wait).
    ['inference-never-ready', [['helm-timeout', null]]],
  ])('%s', (scenario, expected) => {
    const found = diagnose(recorded(scenario));
    expect(found.map(({ code, service }) => [code, service])).toEqual(expected.map((one) => one.slice(0, 2)));
    for (const [index, [, , line]] of expected.entries()) {
      if (line) expect(found[index]?.evidence).toMatch(line);
    }
  });
});
