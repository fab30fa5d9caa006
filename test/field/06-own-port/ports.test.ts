import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addedText, fieldCase, findingsOf, fixedText } from '../../support/fieldCase.ts';

const ownPort = fieldCase(import.meta.dirname, 'docker-compose.yml');
const CHECK = ['CMD', 'wget', '-q', '--spider', 'http://127.0.0.1:8001/v1/.well-known/ready'];

describe('a Weaviate service on --port 8001', () => {
  it('is reported as open on that port', () => {
    expect(findingsOf(ownPort)).toContain('13 warning anonymous-public');
    expect(findingsOf(ownPort).filter((line) => line.includes('error'))).toEqual([]);
  });

  it('gets a health check on that port by --fix and by add', async () => {
    expect(parse(fixedText(ownPort)).services.weaviate.healthcheck.test).toEqual(CHECK);
    const { text } = await addedText(ownPort);
    expect(parse(text).services.weaviate.healthcheck.test).toEqual(CHECK);
    expect(findingsOf({ ...ownPort, text }).filter((line) => line.includes('error'))).toEqual([]);
  });

  it.each([
    ['one word per flag', '["--host=0.0.0.0", "--port=8001", "--scheme=http"]'],
    ['a single string', '--host 0.0.0.0 --port 8001 --scheme http'],
  ])('is understood from a command of %s', (_, command) => {
    const text = ownPort.text.replace(/command:\n(?: {6}.*\n)+/, `command: ${command}\n`);
    expect(parse(fixedText({ ...ownPort, text })).services.weaviate.healthcheck.test).toEqual(CHECK);
  });

  it('is understood from the environment', () => {
    const text = ownPort.text
      .replace(/command:\n(?: {6}.*\n)+/, 'command: ["--scheme", "http"]\n')
      .replace('environment:\n', 'environment:\n      HOST: 0.0.0.0\n      PORT: "8001"\n');
    expect(parse(fixedText({ ...ownPort, text })).services.weaviate.healthcheck.test).toEqual(CHECK);
  });

  it('gets no health check if the port is unknown', () => {
    // A variable without a default.
    const text = ownPort.text.replace('"8001"', '"$' + '{PORT}"');
    expect(parse(fixedText({ ...ownPort, text })).services.weaviate).not.toHaveProperty('healthcheck');
  });
});

it('reports a published port that nothing listens on as an error', () => {
  const dead = fieldCase(import.meta.dirname, 'port-nobody-listens.yml');
  expect(findingsOf(dead).filter((line) => line.includes('error'))).toEqual([
    '13 error port-without-listener',
  ]);
});
