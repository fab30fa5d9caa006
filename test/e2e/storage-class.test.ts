import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { kubernetesObjects, objectNamed } from '../support/manifests.ts';
import { newPlace } from '../support/place.ts';
import { chartPath, describeWith, HELMS } from '../support/requirements.ts';

const run = promisify(execFile);

for (const { major, requirement, path } of HELMS) {
  describeWith([requirement], `the storage class of the rendered volume, with helm ${major}`, () => {
    // Kubernetes accepts any DNS label, but YAML reads some of them as null, a boolean or a number.
    it.each(['null', 'true', '1e3', '0x10', 'y', '12', 'fast-ssd'])('is the string %s', async (name) => {
      const place = newPlace();
      await place.succeed(['generate', '--target', 'helm', '--storage-class', name]);
      const values = join(place.directory, 'values.yaml');
      const { stdout } = await run(path(), ['template', 'bindstack', chartPath(), '--values', values]);
      const { spec } = objectNamed(kubernetesObjects(stdout), 'StatefulSet', 'weaviate');
      expect(spec.volumeClaimTemplates[0].spec.storageClassName).toBe(name);
    });

    it('cannot be a name that Kubernetes would reject', async () => {
      const place = newPlace();
      const { exitCode, stderr } = await place.run(['generate', '--target', 'helm', '--storage-class', '~']);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is not the name of a storage class')]);
    });
  });
}
