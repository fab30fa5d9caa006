import { describe, expect, it } from 'vitest';
import { size } from '../../src/commands/size.ts';
import { MEASURED_SIZES } from '../../src/facts/measuredSizes.ts';
import type { FlagValues } from '../../src/options/flags.ts';
import { predict } from '../../src/sizing/predict.ts';
import { answering, closedPort } from '../support/answeringServer.ts';
import { complaint } from '../support/idleCommand.ts';
import { inProcess } from '../support/inProcess.ts';
import { capturedOutput } from '../support/output.ts';

const NOWHERE = '/nonexistent';

/** What a terminal of this width shows. */
async function shownAt(columns: number, objects: string): Promise<string> {
  const { out, data } = capturedOutput({ terminal: { columns } });
  const flags: FlagValues = new Map([['collection.objects', [objects]]]);
  const context = {
    cwd: NOWHERE,
    env: {},
    out,
    run: async (command: string) => {
      throw new Error(`runs ${command}`);
    },
    configFile: undefined,
    signal: new AbortController().signal,
  };
  await size(context, flags, { within: '2d', explain: true });
  return data();
}

describe('bindstack size', () => {
  it.each(['100k', '1M', '10M', '100M'])('of %s fits 60, 80 and 120 columns', async (objects) => {
    const whole = (await shownAt(1000, objects)).split(/[\s;]+/);
    for (const columns of [60, 80, 120]) {
      const text = await shownAt(columns, objects);
      const tooLong = text.split('\n').filter((line) => line.length > columns && line.trim().includes(' '));
      expect(tooLong).toEqual([]);
      // Whole words: nothing is shown that a wide terminal does not show.
      expect(text.split(/[\s;]+/).filter((word) => word !== '\\' && !whole.includes(word))).toEqual([]);
    }
  });

  it('has no size below 0 for a handful of objects', async () => {
    const { stdout } = await inProcess(['size', '--objects', '3', '--explain'], NOWHERE);
    expect(stdout).not.toMatch(/-\d+(?:\.\d+)? ?(?:%|[MGT]i?B)(?! on)/);
  });

  it('leaves out columns on a narrow terminal, the less important ones first', async () => {
    const header = async (columns: number) =>
      (await shownAt(columns, '1M')).split('\n').find((line) => line.includes('compression  '));
    expect(await header(120)).toMatch(/index +compression +memory +per million +disk +recall +import/);
    expect(await header(60)).toMatch(/index +compression +memory +disk +recall +import/);
    expect(await header(50)).toMatch(/index +compression +memory +recall +import/);
  });

  it('marks the chosen row, and prints a command that generates it', async () => {
    const { stdout, exitCode } = await inProcess(['size', '--objects', '1M'], NOWHERE);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^→ hnsw {4}rq-8 {9}[\d.]+ GiB/m);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('  bindstack generate --objects 1M --compression rq-8');
  });

  it.each([
    ['--objects 100k', '--objects 100k --compression none'],
    ['--objects 100M', '--objects 100M --compression rq-8 --target helm --replicas N'],
    [
      '--objects 1M --modalities image --rate 50/s --within 2h',
      '--modalities image --objects 1M --compression rq-8 --target helm --inference-replicas 4',
    ],
    // More servers than a release may have.
    ['--objects 10M --within 1d', '--objects 10M --compression rq-8'],
  ])('%s: bindstack generate %s', async (line, flags) => {
    const { stdout } = await inProcess(['--json', 'size', ...line.split(' ')], NOWHERE);
    const { command } = JSON.parse(stdout) as { command: string };
    expect(command.replace(/ --replicas \d+/, ' --replicas N')).toBe(`bindstack generate ${flags}`);
    expect(await complaint(command.split(' ').slice(1))).toBeUndefined();
  });

  it('has bytes and seconds as numbers in JSON', async () => {
    const { stdout } = await inProcess(
      ['--json', 'size', '--objects', '1M', '--within', '2d', '--explain'],
      NOWHERE,
    );
    const { recommendedLimit, minimumLimit, memoryAtRest } = predict('hnsw-rq-8', 1e6);
    const predicted = { recommended: recommendedLimit, minimum: minimumLimit, atRest: memoryAtRest };
    expect(JSON.parse(stdout)).toMatchObject({
      objects: 1e6,
      index: 'hnsw',
      compression: 'rq-8',
      replicas: 1,
      memory: predicted,
      disk: { vectors: expect.any(Number), media: expect.any(Number), total: expect.any(Number) },
      limits: { memory: 4 * 1024 ** 3, storage: expect.any(Number) },
      import: { seconds: expect.any(Number), inferenceServers: 1, rate: null },
      within: { seconds: 172_800, inferenceServers: expect.any(Number) },
      alternatives: expect.arrayContaining([
        expect.objectContaining({ index: 'hnsw', compression: 'rq-8', chosen: true }),
        expect.objectContaining({ index: 'hnsw', compression: 'none', chosen: false }),
      ]),
      measured: { version: MEASURED_SIZES.version },
      explanation: expect.arrayContaining([expect.stringContaining(MEASURED_SIZES.machine)]),
    });
  });

  it('says which number of inference servers finishes in time, or that none does', async () => {
    const text = async (line: string) => (await inProcess(['size', ...line.split(' ')], NOWHERE)).stdout;
    expect(await text('--objects 1M --rate 50/s --within 2h')).toMatch(
      / 4 inference servers \(or GPU\) at 50\/s/,
    );
    expect(await text('--objects 1M --rate 50/s --within 1d')).toMatch(/one inference server .* finishes/);
    expect(await text('--objects 100M --rate 1k/s --within 1h')).toMatch(/not within 60 min/);
    expect(await text('--objects 1M')).toContain('--within 7d says how many inference servers that takes');
    expect(await text('--objects 1k')).not.toContain('--within');
    expect(await text('--objects 100M --within 2d')).toMatch(/a release runs up to 100 inference servers/);
  });

  it.each([
    ['', 'no-objects'],
    ['--objects 0', 'bad-value'],
    ['--objects 1M --rate 20', 'bad-value'],
    ['--objects 1M --within soon', 'bad-value'],
    ['--objects 1M --growth 10k/d', 'no-effect'],
    ['--objects 1M --url http://127.0.0.1:8080', 'no-effect'],
    ['--url http://127.0.0.1:8080 --within 2d', 'no-effect'],
    ['--url http://127.0.0.1:8080 --growth fast', 'bad-value'],
    ['--url 127.0.0.1:8080', 'bad-value'],
  ])('%s: exit code 2', async (line, code) => {
    const { exitCode, stdout } = await inProcess(
      ['--json', 'size', ...line.split(' ').filter(Boolean)],
      NOWHERE,
    );
    expect(exitCode).toBe(2);
    expect(stdout).toContain(code);
  });

  it('has one error and exit code 1 if nothing listens', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { exitCode, stderr } = await inProcess(['size', '--url', url], NOWHERE);
    expect(exitCode).toBe(1);
    expect(stderr.match(/error:/g)).toHaveLength(1);
    expect(stderr).toContain(`cannot read ${url}: GET /v1/meta: connect ECONNREFUSED`);
  });

  it.each([
    [401, 'anonymous access not enabled', /--api-key-env/],
    [403, 'forbidden', /may read nodes, collections and objects/],
  ])('says how to pass a key after %d', async (status, message, suggestion) => {
    const text = JSON.stringify({ error: [{ message }] });
    const { url } = await answering({ '/v1/meta': { status, text } });
    const { exitCode, stderr } = await inProcess(['size', '--url', url], NOWHERE);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(suggestion);
  });

  it('names --objects if it is missing', async () => {
    const { stderr } = await inProcess(['size'], NOWHERE);
    expect(stderr).toContain('--objects');
  });
});
