import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fix } from '../../src/lint/fix.ts';
import { lint } from '../../src/lint/lint.ts';
import { webServer } from '../support/listener.ts';
import { busybox, busyboxPath, describeWith } from '../support/requirements.ts';

const READY = 'http://127.0.0.1:8080/v1/.well-known/ready';

/** Health checks of Weaviate as people write them. */
const CHECKS: readonly (string | readonly string[])[] = [
  ['CMD', 'curl', '-f', 'http://localhost:8080/v1/.well-known/ready'],
  `curl -f ${READY} || exit 1`,
  ['CMD-SHELL', `curl -sf ${READY} > /dev/null`],
  ['CMD', 'bash', '-c', `curl ${READY}`],
  ['CMD', 'wget', '-q', READY, READY],
  ['CMD', 'wget', '-q', READY],
  `wget -q --tries=1 ${READY} || exit 1`,
  ['CMD', 'sh', '-c', `wget -q -T 3 ${READY}`],
  ['CMD', 'wget', '-nv', READY],
  ['CMD', 'wget', '-q', '-P', '.', READY],
  ['CMD', 'wget', '-q', '--spider', READY],
  `wget --no-verbose --tries=3 --spider ${READY} || exit 1`,
  `wget -qO- ${READY}`,
  `wget -q -O /dev/null ${READY} 2>&1 || exit 1`,
  ['CMD', 'wget', '-O', 'ready.txt', READY],
  ['CMD-SHELL', `wget -q ${READY} && rm ready`],
];

const composeFile = (test: unknown) => `services:
  weaviate:
    image: cr.weaviate.io/semitechnologies/weaviate:1.38.11
    restart: unless-stopped
    environment: {CLUSTER_HOSTNAME: node1}
    healthcheck:
      test: ${JSON.stringify(test)}
`;

describeWith([busybox], 'health checks of Weaviate, run with the wget of its image', () => {
  const root = mkdtempSync(join(tmpdir(), 'bindstack-health-'));
  // Only the programs that the image contains.
  const programs = join(root, 'bin');
  mkdirSync(programs);
  for (const name of ['sh', 'wget', 'rm']) symlinkSync(busyboxPath(), join(programs, name));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** Exit codes of a health check that runs three times in one container. */
  async function run(test: string | readonly string[]): Promise<(number | undefined)[]> {
    // Weaviate's readiness response has no body.
    const port = await webServer((request, response) => {
      response.writeHead(request.url === '/v1/.well-known/ready' ? 200 : 404).end();
    });
    const [form, ...words] = typeof test === 'string' ? ['CMD-SHELL', test] : test;
    const command = (form === 'CMD' ? words : ['sh', '-c', ...words]).map((word) =>
      word.replaceAll(':8080/', `:${port}/`),
    );
    const cwd = mkdtempSync(join(root, 'run-'));
    const [program = '', ...args] = command;
    const codes: (number | undefined)[] = [];
    for (let times = 0; times < 3; times += 1) {
      // Without an exit code, the program does not exist; Docker behaves the same.
      const env = { PATH: programs };
      const { exitCode } = await execa(program, args, { cwd, env, extendEnv: false, reject: false });
      codes.push(exitCode);
    }
    return codes;
  }

  it.each(CHECKS.map((test) => [JSON.stringify(test), test] as const))(
    '%s is reported if it fails, and succeeds each time once fixed',
    async (_, test) => {
      const input = { name: 'docker-compose.yml', text: composeFile(test), kind: 'compose' } as const;
      const faults = lint(input).findings.filter(
        ({ rule, severity }) => rule.startsWith('health-check') && severity === 'error',
      );
      const codes = await run(test);
      expect(codes.every((code) => code === 0)).toBe(faults.length === 0);
      const fixed = fix(input, () => true).texts.get(input.name);
      expect(fixed !== undefined).toBe(faults.length > 0);
      if (fixed === undefined) return;
      const { services } = parse(fixed) as { services: { weaviate: { healthcheck: { test: string[] } } } };
      expect(await run(services.weaviate.healthcheck.test)).toEqual([0, 0, 0]);
    },
  );
});
