import * as z from 'zod';

// The part of SARIF 2.1.0 that bindstack writes, as in sarif-schema-2.1.0.json of OASIS. What is always written is
// required here, and, as in the schema, no other property is allowed outside of property bags.

/** RFC 3986 without non-ASCII characters: only those of the grammar, and % before two hexadecimal digits. */
const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

const level = z.enum(['none', 'note', 'warning', 'error']);
const text = z.strictObject({ text: z.string().min(1) });

const rule = z.strictObject({
  id: z.string(),
  shortDescription: text.optional(),
  fullDescription: text.optional(),
  help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }).optional(),
  defaultConfiguration: z.strictObject({ level }),
  // GitHub's terms: "SARIF support for code scanning", reportingDescriptor.
  properties: z.object({
    tags: z.array(z.string()).optional(),
    precision: z.enum(['very-high', 'high', 'medium', 'low']),
    'problem.severity': z.enum(['error', 'warning', 'recommendation']),
  }),
});

const position = z.number().int().min(1);

const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.number().int().min(0),
  level,
  message: text,
  locations: z
    .array(
      z.strictObject({
        physicalLocation: z.strictObject({
          artifactLocation: z.strictObject({ uri: z.string().regex(URI_REFERENCE) }),
          region: z
            .strictObject({
              startLine: position,
              startColumn: position,
              endLine: position,
              endColumn: position,
            })
            .optional(),
        }),
      }),
    )
    .length(1),
  partialFingerprints: z.strictObject({ 'bindstackFinding/v1': z.string().regex(/^[0-9a-f]{32}:\d+$/) }),
  properties: z.object({ fixable: z.boolean() }),
});

export const sarifShape = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.literal('bindstack'),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/),
            rules: z.array(rule),
          }),
        }),
        invocations: z
          .array(
            z.strictObject({
              executionSuccessful: z.boolean(),
              toolExecutionNotifications: z.array(
                z.strictObject({
                  level,
                  message: text,
                  locations: z.array(
                    z.strictObject({
                      physicalLocation: z.strictObject({
                        artifactLocation: z.strictObject({ uri: z.string().regex(URI_REFERENCE) }),
                      }),
                    }),
                  ),
                  properties: z.object({}),
                }),
              ),
            }),
          )
          .optional(),
        columnKind: z.literal('utf16CodeUnits'),
        results: z.array(result),
      }),
    )
    .length(1),
});
