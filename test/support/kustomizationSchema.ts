import * as z from 'zod';

/** A kustomization.yaml as bindstack writes it. */
export const kustomizationSchema = z.strictObject({
  apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
  kind: z.literal('Kustomization'),
  resources: z.array(z.string()),
  patches: z.array(
    z.strictObject({
      target: z.strictObject({ kind: z.string(), name: z.string() }),
      patch: z.string(),
    }),
  ),
});
