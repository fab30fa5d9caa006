import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installCommands } from '../../src/render/installCommands.ts';
import { renderValues } from '../../src/render/values.ts';
import { stackOf } from '../../src/stack/stack.ts';
import { configOf } from '../support/config.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();

/** Simulates a cluster as a folder: a Secret needs its namespace. Each call records its arguments. */
const KUBECTL = `#!/bin/sh
echo "kubectl $*" >> "$CLUSTER/calls"
case "$1 $2" in
  'create namespace') echo "kind: Namespace"; echo "name: $3" ;;
  'create secret') echo "kind: Secret"; echo "name: $4"; echo "namespace: $6"; cat ;;
  apply*)
    case "$*" in *'--filename -') cat ;; *) cat "$5" ;; esac > "$CLUSTER/object"
    name=$(sed -n 's/^name: //p' "$CLUSTER/object")
    space=$(sed -n 's/^namespace: //p' "$CLUSTER/object")
    if grep -q 'kind: Namespace' "$CLUSTER/object"; then mkdir -p "$CLUSTER/$name"
    elif [ -d "$CLUSTER/$space" ]; then mv "$CLUSTER/object" "$CLUSTER/$space/$name"
    else echo "namespaces \\"$space\\" not found" >&2; exit 1; fi ;;
  *) exit 1 ;;
esac
`;
const HELM = `#!/bin/sh
echo "helm $*" >> "$CLUSTER/calls"
`;

async function runInShell(lines: readonly string[]): Promise<string> {
  const root = directory();
  await fill(root, {
    'bin/kubectl': KUBECTL,
    'bin/helm': HELM,
    '.env':
      '# mine\nOTHER=1\nWEAVIATE_API_KEY=sesame\nAWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=a/b+c==\nGOOGLE_APPLICATION_CREDENTIALS=key.json\n',
    'backup-claim.yaml': 'kind: PersistentVolumeClaim\nname: lab-backups\nnamespace: search\n',
  });
  for (const name of ['kubectl', 'helm']) await chmod(join(root, 'bin', name), 0o755);
  await mkdir(join(root, 'cluster'), { recursive: true });
  execFileSync('sh', ['-e'], {
    cwd: root,
    input: lines.join('\n'),
    env: { PATH: `${join(root, 'bin')}:${process.env['PATH']}`, CLUSTER: join(root, 'cluster') },
  });
  return readFile(join(root, 'cluster/calls'), 'utf8');
}

const KEYED = configOf('--auth api-key --name lab --namespace search');

it.skipIf(process.platform === 'win32')(
  'with a key, the commands work in this order in an empty cluster, and again',
  async () => {
    const [{ lines } = { lines: [] }] = installCommands(KEYED);
    const calls = await runInShell([...lines, ...lines]);
    expect(await readFile(join(directory(), 'cluster/search/lab-api-keys'), 'utf8')).toContain(
      '\nAUTHENTICATION_APIKEY_ALLOWED_KEYS=sesame\n',
    );
    expect(calls).toContain('helm upgrade --install lab weaviate ');
    // Every user of the machine can see the arguments of a program.
    expect(calls).not.toContain('sesame');
  },
);

it.skipIf(process.platform === 'win32')('the comment in values.yaml shows the same commands', async () => {
  const text = renderValues(stackOf(KEYED, 'helm'));
  const shown = [...text.matchAll(/^# {3}(.+)$/gm)].map(([, line]) => line);
  expect(shown).toEqual(installCommands(KEYED)[0]?.lines);
});

it.each([
  ['', 'Helm', 1],
  ['--auth api-key', 'Helm', 3],
])('%j: the number of commands for %s is %i', (flags, helm, count) => {
  expect(installCommands(configOf(flags)).map((one) => [one.helm, one.lines.length])).toEqual([
    [helm, count],
  ]);
});

it('with a post-renderer, each version of Helm has its own commands', () => {
  const commands = installCommands(configOf('--auth api-key --cuda --runtime-class nvidia'));
  expect(commands.map(({ helm, lines }) => [helm, lines.length])).toEqual([
    ['Helm 3', 3],
    ['Helm 4', 3],
  ]);
});

it.skipIf(process.platform === 'win32')(
  'the commands create the Secret with the keys of the bucket',
  async () => {
    const s3 = configOf('--backup-to s3 --backup-bucket abc --name lab --namespace search');
    const [{ lines } = { lines: [] }] = installCommands(s3);
    await runInShell([...lines, ...lines]);
    const secret = await readFile(join(directory(), 'cluster/search/lab-backup-credentials'), 'utf8');
    expect(secret).toContain('\nAWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=a/b+c==\n');
    expect(secret).not.toContain('sesame');
  },
);

it.skipIf(process.platform === 'win32')('the commands create the claim for backups', async () => {
  const volume = configOf('--backup-to volume --name lab --namespace search');
  const [{ lines } = { lines: [] }] = installCommands(volume);
  await runInShell(lines);
  expect(await readFile(join(directory(), 'cluster/search/lab-backups'), 'utf8')).toContain(
    'PersistentVolumeClaim',
  );
});

it('reads the key file of Google Cloud into the Secret, and makes none from a role or an existing Secret', () => {
  const lines = (credentials: string) =>
    installCommands(configOf(`--backup-to gcs --backup-bucket abc --backup-credentials ${credentials}`))[0]
      ?.lines;
  expect(lines('keys')?.join('\n')).toContain('--from-file=GOOGLE_APPLICATION_CREDENTIALS="$(sed -n ');
  expect(lines('role')).toHaveLength(1);
  expect(lines('secret --backup-secret mine')).toHaveLength(1);
});
