import * as z from 'zod';
import { parseQuantity } from '../../formats/quantity.ts';

/** Resources of a container or a node as numbers: bytes, CPUs, pieces. */
export const quantities = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .default({})
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, text]) => {
        const value = parseQuantity(String(text));
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  );

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

export const conditions = z.array(condition).default([]);

export const owners = z.array(z.object({ kind: z.string(), name: z.string() })).default([]);
