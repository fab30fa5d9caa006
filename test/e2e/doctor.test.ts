import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { STUB_NODE_IMAGE } from '../../src/facts/versions.ts';
import { freePorts } from '../../src/targets/embedded/ports.ts';
import type { CheckResult, DoctorReport } from '../../src/targets/shared/preflight/report.ts';
import { type CommandResult, stackTrace } from '../support/command.ts';
import { dockerLines } from '../support/leftovers.ts';
import { takePort, webServer } from '../support/listener.ts';
import { newPlace, type Place } from '../support/place.ts';
import { registry } from '../support/registry.ts';
import { compose, describeWith, docker } from '../support/requirements.ts';

/** The report on standard output; checks its shape and exit code. */
function reportOf({ stdout, stderr, exitCode }: CommandResult): DoctorReport {
  const report = JSON.parse(stdout) as DoctorReport;
  expect(Object.keys(report)).toEqual(['ok', 'checks']);
  for (const check of report.checks) {
    expect(Object.keys(check)).toEqual(['id', 'title', 'status', 'found', 'needed', 'suggestion']);
    expect(['pass', 'warn', 'fail', 'skip']).toContain(check.status);
    const hasAdvice = check.status === 'fail' || check.status === 'warn';
    expect(check.suggestion).toEqual(hasAdvice ? expect.stringMatching(/./) : null);
  }
  const ids = report.checks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const fails = report.checks.some(({ status }) => status === 'fail');
  expect({ ok: report.ok, exitCode }).toEqual({ ok: !fails, exitCode: fails ? 5 : 0 });
  expect(stackTrace(stderr)).toEqual([]);
  return report;
}

function checkOf(report: DoctorReport, id: string): CheckResult {
  const found = report.checks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id} among ${report.checks.map((check) => check.id)}`);
  return found;
}

type Environment = Record<string, string>;

/** Runs doctor with the ports of a place. */
async function doctor(place: Place, line: string, env: Environment = {}): Promise<DoctorReport> {
  return reportOf(await place.run(`doctor --json ${(await place.portFlags()).join(' ')} ${line}`, env));
}

describe('bindstack doctor without Docker', () => {
  const withoutDocker = (place: Place) => ({ PATH: place.scratch });

  it('lists what is missing, aligned and without colors', async () => {
    const place = newPlace();
    const { exitCode, stdout, stderr } = await place.run('doctor', withoutDocker(place));
    expect({ exitCode, stderr }).toEqual({ exitCode: 5, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^✖ Docker +not installed$/);
    expect(lines[1]).toBe('    needs: the command docker');
    expect(lines[2]).toMatch(/^ {4}try: .*, or bindstack try$/);
    expect(stdout).toMatch(/^– Docker engine +Docker is not installed$/m);
    expect(stdout).toMatch(/\nThis machine cannot run the stack: /);
    const titles = lines.filter((line) => /^[✔!✖–] /.test(line));
    const column = (lines[0] ?? '').indexOf('not installed');
    expect(titles.every((line) => line[column - 1] === ' ' && line[column] !== ' ')).toBe(true);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('\u001b');
  });

  it('as JSON', async () => {
    const place = newPlace();
    const report = await doctor(place, '', withoutDocker(place));
    expect(checkOf(report, 'docker')).toMatchObject({ status: 'fail', found: 'not installed' });
    for (const id of ['engine', 'compose', 'images', 'registry', 'disk', 'engine-memory']) {
      expect(checkOf(report, id).status).toBe('skip');
    }
    expect(checkOf(report, 'port-http')).toMatchObject({ status: 'pass', found: 'free' });
  });

  it('names the process that uses a port, and suggests another port', async () => {
    const place = newPlace();
    const port = await takePort();
    for (const target of ['compose', 'embedded --inference stub']) {
      const line = `doctor --json --target ${target} --http-port ${port}`;
      const check = checkOf(reportOf(await place.run(line, withoutDocker(place))), 'port-http');
      expect(check).toMatchObject({ status: 'fail', title: `REST port ${port}` });
      expect(check.suggestion).toMatch(/--http-port \d+$/);
      expect(check.suggestion).not.toContain(`--http-port ${port}`);
      if (process.platform !== 'linux') continue;
      expect(check.found).toContain(`(process ${process.pid})`);
      expect(check.suggestion).toContain(`kill ${process.pid}`);
    }
  });

  // Helm cannot select a GPU, but is not among the targets.
  it('accepts options that only Compose supports', async () => {
    const place = newPlace();
    const report = await doctor(place, '--target compose --cuda --gpu-device 1', withoutDocker(place));
    expect(checkOf(report, 'gpu-driver').status).toBe('fail');
  });

  it('rejects an unknown target: exit code 2', async () => {
    const { exitCode, stderr } = await newPlace().run('doctor --target helm2');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('compose, helm, embedded');
  });
});

describe('bindstack doctor --target embedded', () => {
  it('cannot run a container: exit code 5, suggests what to add', async () => {
    const report = await doctor(newPlace(), '--target embedded');
    expect(checkOf(report, 'inference-mode')).toMatchObject({ status: 'fail', found: 'container' });
    expect(report.checks.map(({ id }) => id)).not.toContain('docker');
  });

  it('needs an executable server, even with the stub', async () => {
    const place = newPlace();
    const line = '--target embedded --inference stub --auth api-key';
    const report = await doctor(place, `${line} --weaviate-binary ${process.execPath}`);
    expect(checkOf(report, 'weaviate-binary')).toMatchObject({ status: 'pass', found: process.execPath });
    expect(checkOf(report, 'api-key')).toMatchObject({ status: 'fail', found: 'not set' });
    const other = await doctor(place, line, { BINDSTACK_WEAVIATE_BINARY: '/nonexistent' });
    expect(checkOf(other, 'weaviate-binary')).toMatchObject({ status: 'fail' });
    await place.generate('--inference stub --auth api-key');
    expect(checkOf(await doctor(place, line), 'api-key').status).toBe('pass');
  });

  const external = (port: number) =>
    `--target embedded --inference external --inference-url http://127.0.0.1:${port}`;
  const inferenceChecks = ({ checks }: DoctorReport) =>
    Object.fromEntries(
      checks.filter(({ id }) => /^inference-[rmv]/.test(id)).map((c) => [c.id, `${c.status}: ${c.found}`]),
    );

  it('checks the planned number of objects against the memory and the disk', async () => {
    const [port = 0] = await freePorts(1);
    const report = await doctor(newPlace(), `${external(port)} --objects 1G`);
    for (const id of ['objects-memory', 'objects-disk']) expect(checkOf(report, id).status).toBe('fail');
    const stub = await doctor(newPlace(), '--target embedded --inference stub --objects 1G');
    for (const id of ['objects-memory', 'objects-disk']) expect(checkOf(stub, id).status).toBe('warn');
  });

  it('reports that nothing listens at the address', async () => {
    const [port = 0] = await freePorts(1);
    expect(inferenceChecks(await doctor(newPlace(), external(port)))).toEqual({
      'inference-mode': 'pass: external',
      'inference-ready': expect.stringMatching(/^fail: no response: .*ECONNREFUSED/),
      'inference-model': 'skip: the server is not ready',
      'inference-vector': 'skip: the server is not ready',
    });
  });

  it('reports a server that hangs', async () => {
    const port = await webServer(() => {});
    const report = await doctor(newPlace(), external(port));
    expect(checkOf(report, 'inference-ready')).toMatchObject({
      status: 'fail',
      found: 'no response within 5 s',
    });
  });

  it('reports a model with vectors of another length', async () => {
    const port = await webServer(({ url }, response) => {
      if (url === '/.well-known/ready') return response.writeHead(204).end();
      const vector = Array.from({ length: 512 }, () => 0.1);
      return response.end(
        JSON.stringify(url === '/meta' ? { model: 'clip-ViT-B-32' } : { textVectors: [vector] }),
      );
    });
    expect(inferenceChecks(await doctor(newPlace(), external(port)))).toEqual({
      'inference-mode': 'pass: external',
      'inference-ready': 'pass: ready',
      'inference-model': 'fail: clip-ViT-B-32, not ImageBind',
      'inference-vector': 'fail: 512 numbers',
    });
  });

  it('warns about the stub', async () => {
    const place = newPlace();
    const [port = 0] = await freePorts(1);
    await place.start(`stub --port ${port}`).said('listening on');
    const report = await doctor(place, external(port));
    expect(inferenceChecks(report)).toEqual({
      'inference-mode': 'pass: external',
      'inference-ready': 'pass: ready',
      'inference-model': 'warn: the stub, not ImageBind: its vectors have no meaning',
      'inference-vector': 'pass: 1024 numbers',
    });
    // From a container, the same address is the container itself.
    const inContainers = await place.run(
      `doctor --json --inference external --inference-url http://127.0.0.1:${port}`,
    );
    expect(checkOf(reportOf(inContainers), 'inference-url').suggestion).toContain('host.docker.internal');
  });
});

describeWith([compose], 'bindstack doctor without an engine', () => {
  const nowhere = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

  it('says how to start one, and skips the checks that need it', async () => {
    const report = await doctor(newPlace(), '--cuda --target compose', nowhere);
    expect(checkOf(report, 'docker').status).toBe('pass');
    expect(checkOf(report, 'compose').status).toMatch(/pass|warn/);
    expect(checkOf(report, 'engine')).toMatchObject({
      status: 'fail',
      found: 'not running',
      suggestion: expect.stringContaining('unset DOCKER_HOST'),
    });
    expect(checkOf(report, 'engine-memory')).toMatchObject({
      status: 'skip',
      found: 'no Docker engine responds',
    });
    expect(checkOf(report, 'gpu-toolkit').status).toBe('skip');
  });

  it('lets Compose read the files, also invalid ones and those without their key', async () => {
    const place = newPlace();
    await place.generate('--inference stub --auth api-key');
    const check = async () => reportOf(await place.run('doctor --json', nowhere));
    const found = await check();
    expect(checkOf(found, 'compose-file')).toMatchObject({ status: 'pass', found: 'accepted' });
    expect(checkOf(found, 'api-key').status).toBe('pass');
    // Values that are not given come from the file.
    expect(checkOf(found, 'port-http').title).toBe(`REST port ${(await place.ports()).http}`);

    await rm(join(place.directory, '.env'));
    const keyless = await check();
    expect(checkOf(keyless, 'api-key')).toMatchObject({ status: 'fail', found: 'not set' });
    expect(checkOf(keyless, 'compose-file').status).toBe('pass');

    await writeFile(join(place.directory, 'compose.override.yaml'), 'services:\n  weaviate:\n    ports: x\n');
    const broken = checkOf(await check(), 'compose-file');
    expect(broken.status).toBe('fail');
    expect(broken.found).toContain('ports');
  });
});

describeWith([docker], 'bindstack doctor with an engine', () => {
  it('checks its version, memory and images', async () => {
    const place = newPlace();
    const report = await doctor(place, '--inference-memory 4000g --weaviate-registry 127.0.0.1:9');
    expect(checkOf(report, 'engine')).toMatchObject({
      status: 'pass',
      found: expect.stringMatching(/^\d+\./),
    });
    // More than any machine has; but a limit is not a requirement, so the stack can start.
    const memory = checkOf(report, 'engine-memory');
    expect(memory.status).toMatch(/warn|fail/);
    expect(memory.needed).toMatch(/^10 GiB to start, 4004 GiB /);
    expect(checkOf(report, 'images')).toMatchObject({
      status: 'pass',
      found: expect.stringMatching(/^to be pulled \(about .* GB to download\): 127\.0\.0\.1:9\//),
    });
    expect(checkOf(report, 'registry')).toMatchObject({ status: 'fail' });
    expect(checkOf(report, 'registry').suggestion).toContain('docker load');
    expect(checkOf(report, 'architecture').status).toBe('pass');
  });

  it('checks the planned number of objects, and up does not start a plan that cannot fit', async () => {
    const place = newPlace();
    // A few objects are stored anywhere; a billion on no machine that has the ports of this test.
    const few = await doctor(place, '--inference stub --objects 10');
    expect(checkOf(few, 'objects-memory').status).toBe('pass');
    const many = await doctor(place, '--objects 1G --target compose');
    expect(checkOf(many, 'objects-memory')).toMatchObject({
      status: 'fail',
      title: 'memory for 1G objects',
      suggestion: expect.stringMatching(/use a machine with \d+\.?\d* GiB of memory$/),
    });
    expect((await doctor(place, '')).checks.map(({ id }) => id)).not.toContain('objects-memory');
    await place.generate('--objects 1G --target compose');
    const { exitCode, stderr } = await place.run('up');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('memory for 1G objects: ');
  });

  it('asks the registry for the size of the download', async () => {
    const place = newPlace();
    const { host } = await registry('indexed');
    const report = await doctor(place, `--weaviate-registry ${host} --inference-registry ${host}`);
    // Half a megabyte per image, and no "about".
    expect(checkOf(report, 'images').found).toMatch(/^to be pulled \(0 GB to download\): /);
    expect(checkOf(report, 'registry').status).toBe('pass');
  });

  it('names the container that uses a port', async () => {
    const place = newPlace();
    const { http } = await place.ports();
    const name = `${place.name}-holder`;
    onTestFinished(async () => void (await dockerLines('rm', '--force', name)));
    await dockerLines(
      ...['run', '--detach', '--name', name, '--publish', `127.0.0.1:${http}:80`],
      ...[STUB_NODE_IMAGE, 'node', '-e', 'setInterval(() => {}, 1000)'],
    );
    for (const target of ['compose', 'embedded --inference stub']) {
      const check = checkOf(await doctor(place, `--target ${target}`), 'port-http');
      expect(check).toMatchObject({ status: 'fail', found: `in use by the container ${name}` });
      expect(check.suggestion).toContain(`docker stop ${name}`);
      expect(check.suggestion).toMatch(/--http-port \d+$/);
    }
  });

  it("accepts ports that are used by this stack's own containers", async () => {
    const place = newPlace();
    await place.generate('--inference stub');
    await dockerLines(
      'compose',
      '--project-directory',
      place.directory,
      'up',
      '--detach',
      '--no-deps',
      'weaviate',
    );
    const report = reportOf(await place.run('doctor --json'));
    for (const id of ['port-http', 'port-grpc']) {
      expect(checkOf(report, id)).toMatchObject({
        status: 'pass',
        found: `in use by this stack's container ${place.name}-weaviate-1`,
      });
    }
    expect(checkOf(report, 'free-memory').status).toBe('skip');
  });
});
